import { describe, expect, test } from 'vitest';
import { composeAddress, isLoopbackHost, normaliseAddress } from '../../src/domain/address.js';
import { thrownBy, typeError } from './thrown-by.js';

const path = '/api/v1/chats/:id/ws';
const gateway = 'ws://gateway:8083';

describe('composeAddress', () => {
  test.each([
    ['http://localhost:8083', 'ws://localhost:8083/api/v1/chats/42/ws'],
    ['https://chat.example', 'wss://chat.example/api/v1/chats/42/ws'],
    ['ws://gateway', 'ws://gateway/api/v1/chats/42/ws'],
    ['wss://gateway', 'wss://gateway/api/v1/chats/42/ws'],
  ])('[AT3] puts the chat at %s', (origin, url) => {
    expect(composeAddress({ gateway: origin, path, chatId: '42' })).toBe(url);
  });

  test.each([
    ['$&', '%24%26'],
    ["$'$`$$", "%24'%24%60%24%24"],
    ['../admin', '..%2Fadmin'],
    [':id', '%3Aid'],
    ['a?b#c', 'a%3Fb%23c'],
  ])('[AT3] keeps the chat id %o in its segment', (chatId, segment) => {
    expect(composeAddress({ gateway, path, chatId })).toBe(`ws://gateway:8083/api/v1/chats/${segment}/ws`);
  });

  test('[AT3] replaces every :id', () => {
    expect(composeAddress({ gateway, path: '/:id/ws/:id', chatId: '4 2' })).toBe('ws://gateway:8083/4%202/ws/4%202');
  });

  test('[AT3] encodes the query, and leaves null and undefined out', () => {
    const query = { token: 'a&b=c d#é', 'x y': 1, on: true, off: false, nothing: null, absent: undefined, empty: '' };
    const { searchParams } = new URL(composeAddress({ gateway, path, chatId: '42', query }));
    expect([...searchParams]).toEqual([
      ['token', 'a&b=c d#é'],
      ['x y', '1'],
      ['on', 'true'],
      ['off', 'false'],
      ['empty', ''],
    ]);
  });

  test('[AT3] adds to a query that the path has', () => {
    expect(composeAddress({ gateway, path: '/:id?v=1', chatId: '42', query: { w: 2 } })).toBe(
      'ws://gateway:8083/42?v=1&w=2',
    );
  });

  test.each([
    [
      { token: { value: 'hidden-token' } },
      `The query's "token" must be a string, number, boolean, null or undefined; received an object`,
    ],
    [
      { token: () => 'hidden-token' },
      `The query's "token" must be a string, number, boolean, null or undefined; received a function`,
    ],
    ['token=hidden-token', 'The query must be a record of names and values; received a string of 18 characters'],
    [['hidden-token'], 'The query must be a record of names and values; received an array'],
    [null, 'The query must be a record of names and values; received null'],
  ])('[OB3] refuses the query %o without telling it', (query, message) => {
    const error = thrownBy(() => composeAddress({ gateway, path, chatId: '42', query: query as never }));
    expect(error).toEqual(typeError('ERR_INVALID_QUERY', message));
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
    [new URL('https://h/x'), { url: 'wss://h/x', host: 'h', isLoopback: false, isUpgraded: false }],
    [{ href: 'ws://h/x' }, { url: 'ws://h/x', host: 'h', isLoopback: false, isUpgraded: false }],
  ])('[AT6] takes %s', (address, normalised) => {
    expect(normaliseAddress(address, plain)).toEqual(normalised);
  });

  test.each([
    ['ws://h:8083/x', { url: 'wss://h:8083/x', host: 'h:8083', isLoopback: false, isUpgraded: true }],
    ['http://h/x', { url: 'wss://h/x', host: 'h', isLoopback: false, isUpgraded: true }],
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
    ['/api/chats/42/ws?token=hidden-token', 'an absolute URL; received "/api/chats/42/ws"'],
    ['ws://h:99999/x?token=hidden-token', 'an absolute URL; received "ws://h:99999/x"'],
    ['ws://user:hid/den-token@h/x', 'an absolute URL; received a string of 27 characters'],
    ['ftp://user:hidden-token@h/x', 'a ws, wss, http or https URL; received "ftp://h"'],
    ['localhost:8083/x', 'a ws, wss, http or https URL; received "localhost://"'],
    ['ws://h/x?token=hidden-token#part', 'a URL without a fragment; received "ws://h/x"'],
    ['ws://h/x#', 'a URL without a fragment; received "ws://h/x#"'],
    [null, 'a string or a URL; received null'],
    [undefined, 'a string or a URL; received undefined'],
    [42, 'a string or a URL; received 42'],
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
