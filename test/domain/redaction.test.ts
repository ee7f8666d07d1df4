import { describe, expect, test } from 'vitest';
import { redact, secretsOf } from '../../src/domain/redaction.js';

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
    ['from wss://a/?t=s3cr3t\nto wss://b/?t=s3cr3t', 'from wss://a/\nto wss://b/'],
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

  test('[OB3] hides every given secret, as it stands and encoded', () => {
    const secrets = ['p@ss word', 'p@ss word and more', 'abcdef'];
    expect(redact('a p@ss word, p%40ss%20word, p@ss word and more; abcdefabcdef', secrets)).toBe(
      'a [redacted], [redacted], [redacted]; [redacted][redacted]',
    );
  });

  test('[OB3] takes short ones for words', () => {
    expect(redact('token true of chat 12345', ['true', '12345', ''])).toBe('token true of chat 12345');
  });

  test('[OB3] survives a secret that cannot be encoded', () => {
    expect(redact('x\ud800secret', ['\ud800secret'])).toBe('x[redacted]');
  });

  test('[OB3] cuts what is long', () => {
    expect([redact('x'.repeat(500)), redact('x'.repeat(501)), redact('x'.repeat(1e6))]).toEqual([
      'x'.repeat(500),
      `${'x'.repeat(499)}…`,
      `${'x'.repeat(499)}…`,
    ]);
  });

  test('[OB3] tells no part of a secret at any place where it stops reading', () => {
    const secret = 'S3CR3T-'.repeat(5);
    const leaks: number[] = [];
    for (let before = 3_900; before <= 4_100; before += 1) {
      // What precedes shrinks to nothing, so that the end of what was read comes into sight.
      const padding = `/?${'y'.repeat(before - 3)} `;
      const texts = [
        redact(`${padding}${secret} ${'z'.repeat(300)}`, [secret]),
        redact(`${padding}wss://user:${secret}@host/ ${'z'.repeat(300)}`),
        redact(`${padding}wss://host/?token=${secret} ${'z'.repeat(300)}`),
      ];
      if (texts.some((text) => text.includes('S3'))) leaks.push(before);
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
  ])('[OB3] takes bounded time on a megabyte of %s', (_, unit) => {
    const text = unit.repeat(1_000_000 / unit.length);
    const startedAt = performance.now();
    redact(text, ['secret-one', 'secret-two']);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('secretsOf', () => {
  test('[OB3] finds query values and credentials, decoded and as they stand', () => {
    expect(secretsOf('wss://us%20er-name:pass%40word@h/x?token=a%20b+c%21&v=1&token=second-token').sort()).toEqual(
      ['us%20er-name', 'us er-name', 'pass%40word', 'pass@word', 'a b c!', 'a%20b+c%21', 'second-token'].sort(),
    );
  });

  test.each(['wss://h/x', 'wss://h/x?', 'wss://h/x?a=1&b', '', 'not a URL?token=s3cr3t'])(
    '[OB3] finds none in %o',
    (url) => {
      expect(secretsOf(url)).toEqual([]);
    },
  );

  test('[OB3] survives a stray per cent sign', () => {
    expect(secretsOf('wss://100%name@h/?token=100%25token%')).toEqual(['100%name', '100%token%', '100%25token%']);
  });

  test('[OB3] what it finds, redact hides, whichever spelling is in the text', () => {
    const url = 'wss://h/x?token=top+secret%2Fvalue';
    expect(redact('top secret/value top+secret%2Fvalue top%20secret%2Fvalue', secretsOf(url))).toBe(
      '[redacted] [redacted] [redacted]',
    );
  });
});

test('[OB3] a query without a name is a secret too', () => {
  expect(secretsOf('wss://gateway.example/?hidden-token')).toEqual(['hidden-token']);
});

test('[OB3] what is no UTF-8 is a secret as it stands', () => {
  expect(secretsOf('wss://h/?token=%FFsecret%21')).toEqual(['%FFsecret!', '%FFsecret%21']);
});

test('[OB3] a plus sign is one in credentials, and a space in a query', () => {
  expect(secretsOf('wss://ana+bob:pass+word@h/?token=to+ken')).toEqual(['ana+bob', 'pass+word', 'to ken', 'to+ken']);
});
