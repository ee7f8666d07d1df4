import { describe, expect, test } from 'vitest';
import { creatorOf, ifPermitted, originOf, resolveGateway } from '../../src/domain/gateway.js';
import { thrownBy, typeError } from './thrown-by.js';

const nowhere = { location: undefined, env: undefined, inContainer: false };
const notPermitted = (): never => {
  throw new Error('Requires env access, run again with the --allow-env flag');
};
const pageAt = (url: string) => ({ ...nowhere, location: new URL(url) });

describe('resolveGateway', () => {
  test.each([
    ['http://localhost:5173/chats', 'ws://localhost:8083'],
    ['https://localhost/', 'ws://localhost:8083'],
    ['http://127.0.0.1:3000/', 'ws://127.0.0.1:8083'],
    ['http://[::1]:3000/', 'ws://[::1]:8083'],
    ['https://chat.example/', 'wss://chat.example'],
    ['https://chat.example:8443/', 'wss://chat.example:8443'],
    ['http://chat.example/', 'ws://chat.example'],
    ['http://chat.example:8080/', 'ws://chat.example:8080'],
    ['blob:https://chat.example:8443/a-uuid', 'wss://chat.example:8443'],
    ['blob:http://chat.example/a-uuid', 'ws://chat.example'],
    ['blob:http://localhost:5173/a-uuid', 'ws://localhost:8083'],
  ])('[AT3] for a page at %s it is %s', (page, gateway) => {
    expect(resolveGateway(pageAt(page))).toBe(gateway);
  });

  test('[AT3] in Node it depends on the container', () => {
    expect([resolveGateway({ ...nowhere, inContainer: true }), resolveGateway(nowhere)]).toEqual([
      'ws://api_gateway:8083',
      'ws://localhost:8083',
    ]);
  });

  test('[AT3] CHAT_GATEWAY_URL goes before all, an empty one counts as none', () => {
    const env = { CHAT_GATEWAY_URL: 'http://gateway:9000/' };
    expect([
      resolveGateway({ ...pageAt('https://chat.example/'), env, inContainer: true }),
      resolveGateway({ ...nowhere, env }),
      resolveGateway({ ...nowhere, env: { CHAT_GATEWAY_URL: '' } }),
    ]).toEqual(['http://gateway:9000', 'http://gateway:9000', 'ws://localhost:8083']);
  });

  test.each([
    ['gateway:9000', '"gateway:9000"'],
    ['ftp://gateway', '"ftp://gateway"'],
    ['ws://gateway/api?token=hidden-token', '"ws://gateway/api"'],
    ['ws://user:hidden-token@gateway', '"ws://gateway"'],
  ])('[OB3] refuses the CHAT_GATEWAY_URL %s without telling a secret', (given, described) => {
    const message = `CHAT_GATEWAY_URL must be an http, https, ws or wss origin; received ${described}`;
    expect(thrownBy(() => resolveGateway({ ...nowhere, env: { CHAT_GATEWAY_URL: given } }))).toEqual(
      typeError('ERR_INVALID_GATEWAY', message),
    );
  });

  test('[AT3] an environment that may not be read counts as none', () => {
    const env = new Proxy({}, { get: () => notPermitted() });
    expect(resolveGateway({ ...nowhere, env })).toBe('ws://localhost:8083');
  });

  test.each([
    ['blob:null/a-uuid', 'blob:'],
    ['data:text/javascript,', 'data:'],
  ])('[AT6] a worker made of %s, whose maker is not known, has none', (page, protocol) => {
    const message = `The page must be served over http or https unless the option gateway is given; received "${protocol}"`;
    expect(thrownBy(() => resolveGateway(pageAt(page)))).toEqual(typeError('ERR_INVALID_GATEWAY', message));
  });

  test('[AT6] a page that no host served has none', () => {
    const message = 'The page must be served over http or https unless the option gateway is given; received "file:"';
    expect(thrownBy(() => resolveGateway(pageAt('file:///chat.html')))).toEqual(
      typeError('ERR_INVALID_GATEWAY', message),
    );
  });
});

test.each([
  ['http://h', 'http://h'],
  ['HTTPS://H:443/', 'https://h'],
  [new URL('wss://h:8443'), 'wss://h:8443'],
  ['ws://h/#', undefined],
  ['ws://h?', undefined],
  ['ws://h/path', undefined],
  ['ws://user@h', undefined],
  ['ftp://h', undefined],
  ['news://h/', undefined],
  ['h', undefined],
  [42, undefined],
  [null, undefined],
  [{ href: 42 }, undefined],
])('[AT3] originOf(%o) is %o', (url, origin) => {
  expect(originOf(url)).toBe(origin);
});

test('[AT3] ifPermitted is what was read, or undefined', () => {
  expect([ifPermitted(() => 'value'), ifPermitted(notPermitted)]).toEqual(['value', undefined]);
});

test('[AT6] creatorOf is the location itself, but for a Blob', () => {
  const page = { protocol: 'https:', hostname: 'h', host: 'h:1', origin: 'http://other.example' };
  const withoutOrigin = { protocol: 'blob:', hostname: '', host: '' };
  expect([creatorOf(page), creatorOf(withoutOrigin)]).toEqual([page, withoutOrigin]);
});
