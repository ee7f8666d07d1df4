import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseUrl } from '../../src/domain/url.js';
import { BareUrl, HostlessUrl } from '../support/bare-url.js';

afterEach(() => vi.unstubAllGlobals());

const partsOf = (text: string) => {
  const { protocol, host, hostname, href } = parseUrl(text);
  return { protocol, host, hostname, href };
};

/** Both ways of reading agree on these. */
const ALIKE: readonly (readonly [text: string, protocol: string, host: string, hostname: string, href: string])[] = [
  ['wss://chat.example/a/b', 'wss:', 'chat.example', 'chat.example', 'wss://chat.example/a/b'],
  ['WS://Chat.Example:8083', 'ws:', 'chat.example:8083', 'chat.example', 'ws://chat.example:8083/'],
  ['https://h/', 'https:', 'h', 'h', 'https://h/'],
  ['ws://h?a=B', 'ws:', 'h', 'h', 'ws://h/?a=B'],
  ['ws://h#c', 'ws:', 'h', 'h', 'ws://h/#c'],
  ['ws://h/x?a=b#c', 'ws:', 'h', 'h', 'ws://h/x?a=b#c'],
  ['ws://h/x?at=a@b:1', 'ws:', 'h', 'h', 'ws://h/x?at=a@b:1'],
  ['ws://Ana:Word@h:1/x', 'ws:', 'h:1', 'h', 'ws://Ana:Word@h:1/x'],
  ['ws://[::1]:8083/x', 'ws:', '[::1]:8083', '[::1]', 'ws://[::1]:8083/x'],
  ['ws://127.0.0.1', 'ws:', '127.0.0.1', '127.0.0.1', 'ws://127.0.0.1/'],
  ['a+b-c.d://h/x', 'a+b-c.d:', 'h', 'h', 'a+b-c.d://h/x'],
];

/** Both refuse these. */
const NO_URLS = [
  '',
  'token',
  '/a/b',
  '//h/x',
  'ws//h',
  'ws://',
  'ws:///?',
  'ws://h:x/',
  'ws://h x/',
  'ws://[h]/',
  '1s://h',
];

describe.each<[string, unknown]>([
  ["the standard's URL", URL],
  ['a URL that answers nothing', BareUrl],
  ['a URL that knows no host', HostlessUrl],
])('[AT6] by %s', (_, Url) => {
  test.each(ALIKE)('%s is read', (text, protocol, host, hostname, href) => {
    vi.stubGlobal('URL', Url);
    expect(partsOf(text)).toEqual({ protocol, host, hostname, href });
  });

  test.each(NO_URLS)('%o is refused', (text) => {
    vi.stubGlobal('URL', Url);
    expect(() => parseUrl(text)).toThrow('Invalid URL');
  });
});

test("[AT6] the standard's URL is asked wherever it is there: it normalises more", () => {
  expect(partsOf('http://0x7f.1:80/a b')).toEqual({
    protocol: 'http:',
    host: '127.0.0.1',
    hostname: '127.0.0.1',
    href: 'http://127.0.0.1/a%20b',
  });
});
