import { describe, expect, test } from 'vitest';
import { composeAddress, isLoopbackHost, normaliseAddress } from '../../src/domain/address.js';
import { thrownBy, typeError } from './thrown-by.js';

const path = '/api/v1/chats/:id/ws';
const gateway = 'ws://gateway:8083';

describe('composeAddress', () => {
  test.each([
    ['$&', '%24%26'],
    ["$'$`$$", "%24'%24%60%24%24"],
    ['../admin', '..%2Fadmin'],
    [':id', '%3Aid'],
    ['a?b#c', 'a%3Fb%23c'],
  ])('[AT3] keeps the chat id %o in its segment', (chatId, segment) => {
    expect(composeAddress({ gateway, path, chatId, query: '' })).toBe(`ws://gateway:8083/api/v1/chats/${segment}/ws`);
  });

  test('[AT3] replaces every :id', () => {
    expect(composeAddress({ gateway, path: '/:id/ws/:id', chatId: '4 2', query: '' })).toBe(
      'ws://gateway:8083/4%202/ws/4%202',
    );
  });

  test.each([
    ['/:id', '', 'ws://gateway:8083/42'],
    ['/:id', 'w=2', 'ws://gateway:8083/42?w=2'],
    ['/:id?v=1', 'w=2&w=3', 'ws://gateway:8083/42?v=1&w=2&w=3'],
  ])('[AT3] after the path %s puts the query %o', (ofChat, query, url) => {
    expect(composeAddress({ gateway, path: ofChat, chatId: '42', query })).toBe(url);
  });
});

describe('normaliseAddress', () => {
  const plain = { secure: false };
  const secure = { secure: true };

  test.each([
    ['ws://h:8083/x?token=t', { url: 'ws://h:8083/x?token=t', host: 'h:8083', isLoopback: false, isUpgraded: false }],
    ['WSS://H/x', { url: 'wss://h/x', host: 'h', isLoopback: false, isUpgraded: false }],
    [
      'http://localhost:8083/x',
      { url: 'ws://localhost:8083/x', host: 'localhost:8083', isLoopback: true, isUpgraded: false },
    ],
    ['https://h/x', { url: 'wss://h/x', host: 'h', isLoopback: false, isUpgraded: false }],
    ['http://h:80/x', { url: 'ws://h/x', host: 'h', isLoopback: false, isUpgraded: false }],
    [new URL('https://h/x'), { url: 'wss://h/x', host: 'h', isLoopback: false, isUpgraded: false }],
    [{ href: 'ws://h/x' }, { url: 'ws://h/x', host: 'h', isLoopback: false, isUpgraded: false }],
  ])('[AT6] takes %s', (address, normalised) => {
    expect(normaliseAddress(address, plain)).toEqual(normalised);
  });

  test.each([
    ['ws://h:8083/x', { url: 'wss://h:8083/x', host: 'h:8083', isLoopback: false, isUpgraded: true }],
    ['http://h/x', { url: 'wss://h/x', host: 'h', isLoopback: false, isUpgraded: true }],
    ['ws://h:443/x', { url: 'wss://h/x', host: 'h', isLoopback: false, isUpgraded: true }],
    ['wss://h/x', { url: 'wss://h/x', host: 'h', isLoopback: false, isUpgraded: false }],
    ['https://h/x', { url: 'wss://h/x', host: 'h', isLoopback: false, isUpgraded: false }],
    [
      'ws://localhost:8083/x',
      { url: 'ws://localhost:8083/x', host: 'localhost:8083', isLoopback: true, isUpgraded: false },
    ],
    ['ws://[::1]:8083/x', { url: 'ws://[::1]:8083/x', host: '[::1]:8083', isLoopback: true, isUpgraded: false }],
    [
      'ws://127.0.0.1.example/x',
      { url: 'wss://127.0.0.1.example/x', host: '127.0.0.1.example', isLoopback: false, isUpgraded: true },
    ],
  ])('[AT6] on a secure page takes %s', (address, normalised) => {
    expect(normaliseAddress(address, secure)).toEqual(normalised);
  });

  test.each([
    ['', 'an absolute URL; received a string of 0 characters'],
    ['hidden-token', 'an absolute URL; received a string of 12 characters'],
    ['/api/chats/42/ws?token=hidden-token', 'an absolute URL; received a string of 35 characters'],
    ['ws://h:99999/x?token=hidden-token', 'an absolute URL; received a string of 33 characters'],
    ['ws://user:hid/den-token@h/x', 'an absolute URL; received a string of 27 characters'],
    ['ftp://user:hidden-token@h/x', 'a ws, wss, http or https URL; received a string of 27 characters'],
    ['localhost:8083/x', 'a ws, wss, http or https URL; received a string of 16 characters'],
    ['ws://h/x?token=hidden-token#part', 'a URL without a fragment; received a string of 32 characters'],
    ['ws://h/x#', 'a URL without a fragment; received a string of 9 characters'],
    [null, 'a string or a URL; received null'],
    [undefined, 'a string or a URL; received undefined'],
    ['hid/den+token/of==', 'an absolute URL; received a string of 18 characters'],
    ['hidden-token://of/', 'a ws, wss, http or https URL; received a string of 18 characters'],
    ['ftp://hidden-token', 'a ws, wss, http or https URL; received a string of 18 characters'],
    [new URL('ftp://hidden-token'), 'a ws, wss, http or https URL; received an object'],
    [42, 'a string or a URL; received a number'],
    [12_345_678n, 'a string or a URL; received a bigint'],
    [Symbol('hidden-token'), 'a string or a URL; received a symbol'],
    [true, 'a string or a URL; received a boolean'],
    [{}, 'a string or a URL; received an object'],
    [{ href: 42 }, 'a string or a URL; received an object'],
  ])('[AT6] refuses %o without telling a secret', (address, expectation) => {
    const message = `The address must be ${expectation}`;
    expect(thrownBy(() => normaliseAddress(address, plain))).toEqual(typeError('ERR_INVALID_ADDRESS', message));
  });
});

test.each([
  ['localhost', true],
  ['LOCALHOST', true],
  ['localhost.', true],
  ['app.localhost', true],
  ['127.0.0.1', true],
  ['127.255.0.9', true],
  ['[::1]', true],
  ['localhost.example', false],
  ['notlocalhost', false],
  ['127.0.0.1.example', false],
  ['128.0.0.1', false],
  ['10.127.0.0.1', false],
  ['[::2]', false],
  ['', false],
])('[PL1] isLoopbackHost(%o) is %o', (hostname, isLoopback) => {
  expect(isLoopbackHost(hostname)).toBe(isLoopback);
});
