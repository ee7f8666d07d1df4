import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  DisposedError,
  EvenkeelError,
  invalidOption,
  isRejected,
  RejectedError,
  unknownOption,
} from '../../src/contract/errors.js';
import { UNREADABLE } from '../support/unreadable.js';
import { thrownBy, typeError } from './thrown-by.js';

const throwing = (error: Error) => () => {
  throw error;
};

describe('errors', () => {
  test('[EN1] DisposedError says what to do', () => {
    const error = new DisposedError();
    expect([error instanceof EvenkeelError, thrownBy(throwing(error))]).toEqual([
      true,
      {
        name: 'DisposedError',
        code: 'ERR_DISPOSED',
        message: 'These chat connections were disposed of: create new ones with createChatConnections',
        hasCause: false,
      },
    ]);
  });

  test('[AT3] RejectedError carries the message and the cause of who throws it', () => {
    const cause = new Error('403');
    const error = new RejectedError('The session has ended', { cause });
    expect([error instanceof EvenkeelError, error.cause, thrownBy(throwing(error))]).toEqual([
      true,
      cause,
      { name: 'RejectedError', code: 'ERR_REJECTED', message: 'The session has ended', hasCause: true },
    ]);
    expect(thrownBy(throwing(new RejectedError()))).toEqual({
      name: 'RejectedError',
      code: 'ERR_REJECTED',
      message: 'The address was refused',
      hasCause: false,
    });
  });

  test('[AT3] isRejected knows the RejectedError of another copy of the package', () => {
    const another = Object.assign(new Error('no'), { code: 'ERR_REJECTED' });
    const others = [
      new Error('ERR_REJECTED'),
      new DisposedError(),
      new TypeError(),
      'ERR_REJECTED',
      null,
      undefined,
      0,
      ...Object.values(UNREADABLE).map((make) => make()),
    ];
    expect([[new RejectedError(), another].map(isRejected), others.map(isRejected)]).toEqual([
      [true, true],
      others.map(() => false),
    ]);
  });

  test('[OB3] invalidOption describes what came without telling a secret', () => {
    const described = [
      [0.5, '0.5'],
      [Number.NaN, 'NaN'],
      [-1n, '-1'],
      [true, 'true'],
      [null, 'null'],
      [undefined, 'undefined'],
      ['fast', '"fast"'],
      ['wss://user:hidden-token@h/x?token=hidden-token', '"wss://h/x"'],
      ['token=hidden-token', 'a string of 18 characters'],
      ['hidden-token'.repeat(10), 'a string of 120 characters'],
      [{ token: 'hidden-token' }, 'an object'],
      [['hidden-token'], 'an array'],
      [() => 'hidden-token', 'a function'],
      [Symbol('hidden-token'), 'a symbol'],
    ] as const;
    expect(described.map(([received]) => thrownBy(throwing(invalidOption('x', 'y', received))))).toEqual(
      described.map(([, text]) => typeError('ERR_INVALID_OPTION', `The option x must be y; received ${text}`)),
    );
  });

  test.each(['query', 'url', 'protocols'])('[OB3] invalidOption tells of %s the kind alone', (name) => {
    const received = ['short', 12, -1n, true].map((value) => thrownBy(throwing(invalidOption(name, 'y', value))));
    const kinds = ['a string of 5 characters', 'a number', 'a bigint', 'a boolean'];
    expect(received).toEqual(
      kinds.map((kind) => typeError('ERR_INVALID_OPTION', `The option ${name} must be y; received ${kind}`)),
    );
  });

  test('[OB3] unknownOption tells the names there are', () => {
    expect(thrownBy(throwing(unknownOption('queue.max', ['queue.maxBytes', 'queue.ttlMs'])))).toEqual(
      typeError(
        'ERR_INVALID_OPTION',
        'The name of an option must be one of queue.maxBytes, queue.ttlMs; received "queue.max"',
      ),
    );
  });
});

test('[EN1] every code that the source has is a heading of docs/errors.md, and no other is', () => {
  const root = new URL('../../', import.meta.url);
  const sources = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const codes = sources.flatMap(
    (file) => readFileSync(new URL(`src/${file}`, root), 'utf8').match(/(?<=')ERR_[A-Z_]+(?=')/g) ?? [],
  );
  const headings = readFileSync(new URL('docs/errors.md', root), 'utf8').match(/(?<=^### `)ERR_[A-Z_]+(?=`$)/gm) ?? [];
  expect([...headings].sort()).toEqual([...new Set(codes)].sort());
});
