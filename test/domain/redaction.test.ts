import { describe, expect, test } from 'vitest';
import { escapeControls, longSegmentsOf, redact, secretsOf } from '../../src/domain/redaction.js';
import { SecretIndex } from '../../src/domain/secret-index.js';
import { spellingsOf } from '../../src/domain/spelling.js';

const known = (...secrets: string[]) => {
  const index = new SecretIndex();
  for (const spelling of secrets.flatMap(spellingsOf)) index.add(spelling);
  return index;
};

const ALIKE = known(
  ...Array.from({ length: 500 }, (_, index) => [
    'a'.repeat(index + 6),
    `eyJhbGciOiJI${'x'.repeat(index)}`,
    `%25${'%25'.repeat(index)}`,
  ]).flat(),
);

const encodedTwice = (character: string) => `%25${character.charCodeAt(0).toString(16)}`;

describe('redact', () => {
  test('[OB3] of a long text keeps the addresses that it does not end in, and says that it was cut', () => {
    const query = `?token=${'x'.repeat(5_000)}`;
    expect(redact(`from wss://h/x to wss://h/y${query}`)).toBe('from wss://h/x to wss://h/y…');
    expect(redact(`${'from wss://host to '.repeat(300)}`)).toMatch(/^from wss:\/\/host to .*…$/);
  });

  test.each([
    ['wss://h:8083/api/x?token=s3cr3t', 'wss://h:8083/api/x'],
    ['ws://h?token=s3cr3t', 'ws://h'],
    ['HTTP://h/x?token=s3cr3t#s3cr3t', 'HTTP://h/x'],
    ['https://user:s3cr3t@h/x', 'https://h/x'],
    ['https://user:s3@cr3t@h/x?y=1', 'https://h/x'],
    ['wss://h/x#access_token=s3cr3t', 'wss://h/x'],
    ['failed: wss://h/x?token=s3cr3t, retrying', 'failed: wss://h/x, retrying'],
    ["WebSocket connection to 'wss://h/x?token=s3cr3t' failed", "WebSocket connection to 'wss://h/x' failed"],
    ['{"url":"wss://h/x?token=s3cr3t","n":1}', '{"url":"wss://h/x","n":1}'],
    ['(wss://h/x?token=s3cr3t)', '(wss://h/x)'],
    ['[wss://h/x?token=s3cr3t] <wss://h/y?token=s3cr3t>.', '[wss://h/x] <wss://h/y>.'],
    ['from wss://a/?t=s3cr3t\nto wss://b/?t=s3cr3t', 'from wss://a/\\u000ato wss://b/'],
    ['wss://h/x?token=s3)cr3t', 'wss://h/x'],
    ["wss://h/x?token=s3'cr3t", 'wss://h/x'],
    ['GET /api/x?token=s3cr3t HTTP/1.1', 'GET /api/x HTTP/1.1'],
    ['?token=s3cr3t', ''],
  ])('[OB3] strips %o to %o', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  test.each([
    '',
    'Connecting to WebSocket for chat 42 (attempt 3 of 10)',
    'wss://h:8083/api/v1/chats/42/ws',
    'and/or? Who knows? #42',
    'mail bob@example.org',
  ])('[OB2] leaves %o as it is', (text) => {
    expect(redact(text)).toBe(text);
  });

  test.each([
    ['as they stand', 'a p@ss word, p@ss word and more', 'a [redacted], [redacted]'],
    ['side by side', 'abcdefabcdef', '[redacted][redacted]'],
    ['encoded', 'p%40ss%20word', '[redacted]'],
    ['encoded as a query is', 'p%40ss+word', '[redacted]'],
    ['encoded in lower case', 'gr%c3%bc%c3%9fe', '[redacted]'],
    ['encoded in part', 'gr%C3%BCße und %70@ss wor%64', '[redacted] und [redacted]'],
    ['encoded twice', 'p%2540ss%2520word', '[redacted]'],
    ['but not encoded thrice', 'p%252540ss%252520word', 'p%252540ss%252520word'],
    ['after lines of what is encoded', '\n%41\n abcdef\n%41', '\\u000a%41\\u000a [redacted]\\u000a%41'],
    ['with a stray per cent sign before them', '100%abcdef', '100%[redacted]'],
    [
      'with per cent signs of their own',
      '5%41sure; 5%2541sure; 5%252541sure; 5Asure',
      '[redacted]; [redacted]; [redacted]; [redacted]',
    ],
    ['ending in what looks encoded with what follows', 'ab-%41-cd%41', '[redacted]41'],
    ['that cannot be encoded', 'x\ud800secret', 'x[redacted]'],
    ['across one another', 'one-two-three-four', '[redacted]'],
    ['within one another', '>abcdef<', '[redacted]'],
    ['in addresses, of which nothing else stays', '(wss://h/x?token=abcdef), wss://abcdef:x@h', '(wss://h/x), wss://h'],
    ['but not in part', 'abcde p@ss', 'abcde p@ss'],
  ])('[OB3] hides secrets %s', (_, text, redacted) => {
    const secrets = ['p@ss word', 'p@ss word and more', 'abcdef', 'grüße', '5%41sure', 'ab-%41-cd%'];
    const more = ['\ud800secret', 'one-two-three', 'two-three-four', '>abcdef<'];
    expect(redact(text, known(...secrets, ...more))).toBe(redacted);
  });

  test.each([
    ['0123456789a', '0123456789a'],
    ['0123456789ab', '[redacted]'],
    ['"0123456789abcdef" is wrong', '"[redacted]" is wrong'],
    ['0123456789abc!', '[redacted]!'],
    ['01%323456%3789ab%c', '[redacted]%c'],
    ['x0123456789abcdéf', 'x[redacted]f'],
    ['x0123456789abcd%C3', 'x[redacted]'],
    ['x0123456789abcd%', 'x[redacted]%'],
    ['123456789abcdé', '123456789abcdé'],
  ])('[OB3] hides 12 characters or more that a secret begins with: %o', (text, redacted) => {
    expect(redact(text, known('0123456789abcdefghé', '0123456789abcdé'))).toBe(redacted);
  });

  test('[OB3] cuts what is long', () => {
    expect([redact('x'.repeat(500)), redact('x'.repeat(501)), redact('x'.repeat(1e6))]).toEqual([
      'x'.repeat(500),
      `${'x'.repeat(499)}…`,
      `${'x'.repeat(499)}…`,
    ]);
  });

  test('[OB3] finds a secret up to where it stops reading, and no further', () => {
    const places = [4_094, 4_095, 4_096].map((at) => redact(`/?${'y'.repeat(at - 3)} secret`, known('secret')));
    expect(places).toEqual(['/ [redacted]…', '/ [redacted]…', '/ …']);
  });

  test('[OB3] tells no part of a secret at any place where it stops reading', () => {
    const secret = 'S3CR3T-'.repeat(5);
    const leaks: number[] = [];
    for (let before = 3_900; before <= 4_100; before += 1) {
      // What precedes shrinks to nothing, so that the end of what was read comes into sight.
      const padding = `/?${'y'.repeat(before - 3)} `;
      const texts = [
        redact(`${padding}${secret} ${'z'.repeat(300)}`, known(secret)),
        redact(`${padding}${[...secret].map(encodedTwice).join('')} ${'z'.repeat(300)}`, known(secret)),
        redact(`${padding}wss://user:${secret}@host/ ${'z'.repeat(300)}`),
        redact(`${padding}wss://host/?token=${secret} ${'z'.repeat(300)}`),
      ];
      if (texts.some((text) => /S|%/.test(text))) leaks.push(before);
    }
    expect(leaks).toEqual([]);
  });

  test.each([
    ['slashes', '/'],
    ['schemes', 'wss://'],
    ['question marks', '?'],
    ['closing brackets', ')'],
    ['credentials', 'ws://a@'],
    ['queries', '/x?y=1'],
    ['quotes', `"'`],
    ['encoded signs', '%2525'],
    ['a secret that never ends', 'a'],
    ['beginnings of tokens', 'eyJhbGciOiJI'],
    ['new lines', '\n'],
  ])('[OB3] takes bounded time on a megabyte of %s, though secrets are many and alike', (_, unit) => {
    const text = unit.repeat(1_000_000 / unit.length);
    const startedAt = performance.now();
    redact(text, ALIKE);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test.each([
    ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
    ['a\r\nINFO b\tc\0', 'a\\u000d\\u000aINFO b\\u0009c\\u0000'],
    ['\u007f\u0085\u009b2J', '\\u007f\\u0085\\u009b2J'],
    ['a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['\u202eabc\u2066d\u200f', '\\u202eabc\\u2066d\\u200f'],
    ['Zoë said: 👩‍👩‍👧 100% → «ok» \\ "', 'Zoë said: 👩‍👩‍👧 100% → «ok» \\ "'],
  ])('[OB3] shows the control characters of %j escaped', (text, shown) => {
    expect([redact(text), escapeControls(text)]).toEqual([shown, shown]);
  });

  test('[OB3] finds a secret that has control characters', () => {
    expect(redact('of line\nbreak', known('line\nbreak'))).toBe('of [redacted]');
  });
});

describe('secretsOf', () => {
  test.each([
    [
      'wss://us%20er-name:pass%40word@h/x?token=a%20b+c%21&v=1&token=second-token',
      ['us%20er-name', 'pass%40word', 'a%20b+c%21', '1', 'second-token'],
    ],
    ['wss://h/x?token=100%25token%#top', ['100%25token%']],
    ['wss://h?hidden-token', ['hidden-token']],
    ['wss://h/?hidden-token=', ['hidden-token']],
    ['wss://h/?token=padded==', ['padded==']],
    ['wss://user@h/a@b?c=d@e', ['user', 'd@e']],
    ['wss://h/x', []],
    ['wss://h/x?', []],
    ['', []],
    ['no URL?token=s3cr3t', []],
    ['no?next=//host/?token=s3cr3t', []],
  ])('[OB3] finds the values and credentials of %o as they stand', (url, secrets) => {
    expect(secretsOf(url).filter((secret) => secret !== '')).toEqual(secrets);
  });

  test('[OB3] what it finds, redact hides, whichever spelling is in the text', () => {
    const url = 'wss://h/x?token=top+secret%2Fvalue';
    expect(redact('top secret/value top+secret%2Fvalue top%20secret%2fvalue', known(...secretsOf(url).slice(1)))).toBe(
      '[redacted] [redacted] [redacted]',
    );
  });
});

test('[OB3] what is long in a path may be a token, but for the chat', () => {
  const token = 'a-token-of-20-chars.';
  const path = `api/${token.slice(1)}/${token}/a%2Fchat-of-20-characters/${token}`;
  expect([
    longSegmentsOf(
      `wss://user-of-the-socket-here@host-of-the-socket-here/${path}?token-of-the-query-here`,
      'a/chat-of-20-characters',
    ),
    longSegmentsOf(path, '42'),
  ]).toEqual([[token, token], []]);
});

test('[OB3] what is no UTF-8 is a secret too, and a plus sign may be one or a space', () => {
  const secrets = known(...secretsOf('wss://ana+bob:pass%FFword@h/?token=to+ken').slice(0, 3));
  const texts = ['ana+bob', 'ana bob', 'pass%ffword', 'p%61ss%FFword', 'to+ken', 'to ken', 'to%20ken', 'to%2Bken'];
  expect(texts.map((text) => redact(text, secrets))).toEqual(texts.map(() => '[redacted]'));
});
