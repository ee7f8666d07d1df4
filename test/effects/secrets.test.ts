import { expect, test } from 'vitest';
import { Secrets } from '../../src/effects/secrets.js';

test.each([
  [new Error('no route'), 'no route'],
  ['a string', 'a string'],
  [undefined, 'undefined'],
  [Object.create(null), 'something that has no text was thrown'],
])('[ME2] says of what was thrown (%#) what can be said of it', (thrown, message) => {
  expect(new Secrets([]).messageOf(thrown)).toBe(message);
});

test('[OB3] one that comes again is as recent as the last', () => {
  const secrets = new Secrets([]);
  const learn = (secret: string) => secrets.learn(`ws://gateway.example/?token=${secret}`);
  learn('token-of-42');
  for (let count = 0; count < 40; count += 1) learn(`other-token-${count}`);
  learn('token-of-42');
  for (let count = 40; count < 80; count += 1) learn(`other-token-${count}`);
  expect(secrets.redact('of token-of-42')).toBe('of [redacted]');
});
