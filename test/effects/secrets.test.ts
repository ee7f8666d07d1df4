import { describe, expect, test } from 'vitest';
import { Secrets } from '../../src/effects/secrets.js';
import { UNREADABLE } from '../support/unreadable.js';

/** Whether each is hidden. */
const isHidden = (secrets: Secrets, ...texts: string[]) => texts.map((text) => secrets.redact(text) === '[redacted]');

const live = (secrets: Secrets, ...learnt: string[]) => {
  const attempt = {};
  secrets.begin(attempt);
  secrets.learn(attempt, learnt);
  return attempt;
};

const pass = (secrets: Secrets, count: number, name = 'passing') => {
  for (let at = 0; at < count; at += 1) secrets.end(live(secrets, `${at}-${name}-token`));
};

describe('messageOf', () => {
  test.each([
    [new Error('no route'), 'no route'],
    [new Error('\u001b[2J'), '\\u001b[2J'],
    ['a string', 'a string'],
    [undefined, 'undefined'],
    [42n, '42'],
    [Symbol('why'), 'Symbol(why)'],
  ])('[ME2] says of what was thrown (%#) what can be said of it', (thrown, message) => {
    expect(new Secrets([]).messageOf(thrown)).toBe(message);
  });

  test.each(Object.entries(UNREADABLE))('[ME2] says of %s that was thrown that it has no text', (_, make) => {
    expect(new Secrets([]).messageOf(make())).toBe('something that has no text was thrown');
  });
});

describe('Secrets', () => {
  test('[OB3] one that comes again is as recent as the last', () => {
    const secrets = new Secrets([]);
    secrets.end(live(secrets, 'token-of-42'));
    pass(secrets, 40);
    secrets.end(live(secrets, 'token-of-42'));
    pass(secrets, 63, 'later');
    expect(isHidden(secrets, 'token-of-42', '39-passing-token')).toEqual([true, false]);
    pass(secrets, 1, 'last');
    expect(isHidden(secrets, 'token-of-42')).toEqual([false]);
  });

  test('[OB3] knows 64 of those of ended attempts, and none before', () => {
    const secrets = new Secrets([]);
    pass(secrets, 65);
    const texts = [0, 1, 64].map((at) => `${at}-passing-token`);
    expect(isHidden(secrets, ...texts)).toEqual([false, true, true]);
  });

  test('[OB3] knows those of every attempt that lives, however many others came', () => {
    const secrets = new Secrets([]);
    const attempts = Array.from({ length: 100 }, (_, at) => live(secrets, `${at}-living-token`));
    pass(secrets, 200);
    const texts = attempts.map((_, at) => `${at}-living-token`);
    expect(isHidden(secrets, ...texts)).toEqual(texts.map(() => true));
    for (const attempt of attempts) secrets.end(attempt);
    expect(isHidden(secrets, ...texts)).toEqual(texts.map((_, at) => at >= 36));
  });

  test('[OB3] knows one that attempts share until the last of them has ended, and 64 others', () => {
    const secrets = new Secrets([]);
    const [first, second] = [live(secrets, 'shared-token', 'shared-token'), live(secrets, 'shared-token')];
    secrets.end(first);
    pass(secrets, 100);
    const whileShared = isHidden(secrets, 'shared-token');
    secrets.end(second);
    const once = isHidden(secrets, 'shared-token');
    pass(secrets, 64);
    expect([whileShared, once, isHidden(secrets, 'shared-token')]).toEqual([[true], [true], [false]]);
  });

  test('[OB3] takes one that is learnt when its attempt has ended for a recent one', () => {
    const secrets = new Secrets([]);
    const attempt = live(secrets, 'a-token-in-time');
    secrets.end(attempt);
    secrets.learn(attempt, ['a-token-too-late']);
    const atFirst = isHidden(secrets, 'a-token-too-late');
    pass(secrets, 64);
    expect([atFirst, isHidden(secrets, 'a-token-too-late')]).toEqual([[true], [false]]);
  });

  test('[OB3] ends an attempt once', () => {
    const secrets = new Secrets([]);
    const [first] = [live(secrets, 'shared-token'), live(secrets, 'shared-token')];
    secrets.end(first as object);
    secrets.end(first as object);
    pass(secrets, 100);
    expect(isHidden(secrets, 'shared-token')).toEqual([true]);
  });

  test('[OB3] knows those of every address for good', () => {
    const secrets = new Secrets(['bearer.token']);
    pass(secrets, 100);
    expect(isHidden(secrets, 'bearer.token')).toEqual([true]);
  });

  test.each([
    ['a text', 'secret-1', ['secret-1']],
    ['a list', ['secret-1', 1_234_567], ['secret-1', '1234567']],
    ['a record', { token: 'secret-1', since: 1_234_567n }, ['secret-1', '1234567']],
    ['encoded ones', ['secret%201', '%C3%A4-%E2%82%AC-xyz'], ['secret 1', 'secret%201', 'ä-€-xyz']],
    [
      'what cannot be read, as far as it can',
      {
        token: 'secret-1',
        get room(): string {
          throw new Error('no room');
        },
      },
      ['secret-1'],
    ],
  ])('[OB3] learns %s', (_, answer, texts) => {
    const secrets = new Secrets([]);
    secrets.learn({}, answer);
    expect(isHidden(secrets, ...texts)).toEqual(texts.map(() => true));
  });

  test.each([
    ['nothing', null],
    ['nothing', undefined],
    ['short ones, which are words', ['token', 12_345, '', 'a%41%41%41']],
    ['other kinds', [true, Symbol('true'), {}, () => 'true', null]],
  ])('[OB3] learns of %s (%#) nothing', (_, answer) => {
    const secrets = new Secrets([]);
    secrets.learn({}, answer);
    for (const make of Object.values(UNREADABLE)) secrets.learn({}, make());
    expect(secrets.redact('token true of chat 12345 aAAA')).toBe('token true of chat 12345 aAAA');
  });
});
