import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Clock } from '../../src/contract/clock.js';
import type { ChatConnectionsOptions } from '../../src/contract/options.js';
import { resolveOptions } from '../../src/options/validate-options.js';
import { thrownBy, typeError } from './thrown-by.js';

const noop = () => {};
const clock = { now: () => 1, setTimeout: noop, clearTimeout: noop };

const resolvedClock = (given: Clock): Required<Clock> => {
  const { clock } = resolveOptions({ clock: given });
  if (clock === undefined) throw new Error('the clock was left out');
  return clock;
};
const logger = { debug: noop, info: noop, warn: noop, error: noop };
const signals = { isOnline: () => true, subscribe: () => noop };
const ping = () => 'ping';
const addressOf = () => 'ws://h';
const queryOf = () => ({});

const DEFAULTS = {
  gateway: undefined,
  path: '/api/v1/chats/:id/ws',
  query: '',
  url: undefined,
  protocols: [],
  upgradeInsecure: true,
  WebSocket: undefined,
  throttleMs: 2_000,
  maxAttempts: 10,
  backoff: { firstMs: 3_000, baseMs: 2_000, maxMs: 30_000 },
  resolveTimeoutMs: 10_000,
  connectTimeoutMs: 10_000,
  stableUptimeMs: 30_000,
  cooldownMs: 60_000,
  lingerMs: 10_000,
  maxLingering: 3,
  burstMs: 250,
  maxHandshakes: undefined,
  heartbeat: undefined,
  queue: { maxMessages: 100, maxBytes: 100_000, ttlMs: 30_000 },
  classifyClose: expect.any(Function),
  binaryType: 'arraybuffer',
  logger: undefined,
  inspect: undefined,
  clock: undefined,
  random: expect.any(Function),
  signals: undefined,
};

const RECORD = 'a flat record of strings, numbers, booleans, null and undefined or a URLSearchParams';

const durations = {
  good: [0, 1, 1.5, 2_147_483_647],
  bad: [-1, 0.001, 0.999, 2_147_483_648, Number.POSITIVE_INFINITY, Number.NaN, '1', null, 1n, {}],
};
const positiveDurations = { good: durations.good.slice(1), bad: [0, ...durations.bad] };
const functions = { good: [noop], bad: ['f', 1, null, {}, [], true] };

/** Each option's values as they are kept; those that are kept in another form have tests of their own. */
const TABLE: {
  readonly [Name in keyof ChatConnectionsOptions]-?: { good: readonly unknown[]; bad: readonly unknown[] };
} = {
  gateway: {
    good: ['http://h', 'https://h:8443', 'ws://h:8083', 'wss://h'],
    bad: [
      '',
      'h',
      '/x',
      'ftp://h',
      'ws://h/x',
      'ws://h?a',
      'ws://h/#',
      'ws://u@h',
      'ws://u:p@h',
      'ws://h:99999',
      42,
      null,
      {},
      [],
    ],
  },
  path: { good: ['/:id', '/a/:id/ws?v=1'], bad: ['', ':id', 'a/:id', '/a', '/:id#a', 42, null, {}] },
  query: {
    good: [queryOf],
    bad: ['a=b', 42, null, [], { a: {} }, { a: [] }, { a: noop }, { a: 1n }, new Map(), new Date(), new Headers()],
  },
  url: { good: [addressOf], bad: ['ws://h', new URL('ws://h'), null, 42] },
  protocols: { good: [[], ['a', 'b'], () => ['a']], bad: [42, null, {}, ['a', 1], [['a']]] },
  upgradeInsecure: { good: [true, false], bad: [0, 1, 'true', null, {}] },
  WebSocket: { good: [WebSocket, noop], bad: ['WebSocket', null, {}] },
  throttleMs: durations,
  maxAttempts: {
    good: [0, 1, Number.POSITIVE_INFINITY],
    bad: [-1, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, '10', null],
  },
  backoff: { good: [() => 1], bad: [1, 'fast', null, []] },
  resolveTimeoutMs: positiveDurations,
  connectTimeoutMs: positiveDurations,
  stableUptimeMs: durations,
  cooldownMs: durations,
  lingerMs: durations,
  maxLingering: { good: [0, 3], bad: [-1, 1.5, Number.POSITIVE_INFINITY, Number.NaN, '3', null] },
  burstMs: durations,
  maxHandshakes: { good: [1, 32], bad: [0, 1.5, Number.POSITIVE_INFINITY, Number.NaN, '1', null] },
  heartbeat: {
    good: [
      {
        ping,
        intervalMs: 1,
        timeoutMs: 1,
        wakeTimeoutMs: 1,
        silence: 'either',
        isPong: () => true,
        reply: () => null,
      },
    ],
    bad: [true, false, null, [], 25_000, ping],
  },
  greeting: {
    good: [{ start: noop, answer: noop, timeoutMs: 1 }],
    bad: [true, false, null, [], 'hello', noop],
  },
  goodbye: functions,
  queue: { good: [{ maxMessages: 1, maxBytes: 2, ttlMs: 3 }], bad: [true, null, [], 100] },
  classifyClose: functions,
  binaryType: { good: ['arraybuffer', 'blob'], bad: ['nodebuffer', '', null, 1] },
  logger: {
    good: [logger, console],
    bad: [noop, null, {}, { ...logger, debug: undefined }, { ...logger, error: 'x' }],
  },
  inspect: { good: [noop, { next: noop }], bad: [true, null, {}, { next: 1 }, []] },
  clock: {
    good: [],
    bad: [
      noop,
      null,
      {},
      { ...clock, now: 1 },
      { ...clock, setTimeout: undefined },
      { ...clock, clearTimeout: null },
      { ...clock, wallNow: 1 },
    ],
  },
  random: functions,
  signals: {
    good: [signals],
    bad: [noop, null, {}, { ...signals, isOnline: true }, { ...signals, subscribe: 1 }],
  },
};

const HEARTBEAT = {
  intervalMs: 25_000,
  timeoutMs: 10_000,
  wakeTimeoutMs: 5_000,
  silence: 'inbound',
  isPong: expect.any(Function),
  reply: undefined,
};

const rows = Object.entries(TABLE);

describe('resolveOptions', () => {
  test('[SE1] without options has every default, frozen', () => {
    const resolved = resolveOptions();
    expect([resolved, resolveOptions({}), Object.isFrozen(resolved)]).toEqual([DEFAULTS, DEFAULTS, true]);
  });

  test('[SE1] takes undefined for left out', () => {
    expect(resolveOptions(Object.fromEntries(rows.map(([name]) => [name, undefined])))).toEqual(DEFAULTS);
  });

  test.each(rows)('[SE1] keeps good values of %s', (name, { good }) => {
    expect(good.map((value) => resolveOptions({ [name]: value }))).toEqual(
      good.map((value) => ({ ...DEFAULTS, [name]: value })),
    );
  });

  test.each(rows)('[SE1] refuses bad values of %s', (name, { bad }) => {
    expect(bad.map((value) => thrownBy(() => resolveOptions({ [name]: value })))).toEqual(
      bad.map(() =>
        typeError('ERR_INVALID_OPTION', expect.stringMatching(`^The option ${name} must be .+; received .+$`)),
      ),
    );
  });

  test.each([
    ['gateway', new URL('http://h:8083'), 'http://h:8083'],
    ['gateway', 'WS://H:80/', 'ws://h'],
    ['query', {}, ''],
    ['query', { a: 'b c', d: 1, e: true, f: null, g: undefined }, 'a=b+c&d=1&e=true'],
    ['query', new URLSearchParams('a=1&b=2&a=3'), 'a=1&b=2&a=3'],
    ['protocols', 'chat', ['chat']],
    ['backoff', {}, DEFAULTS.backoff],
    ['backoff', { maxMs: 5 }, { firstMs: 3_000, baseMs: 2_000, maxMs: 5 }],
    ['backoff', { maxMs: undefined }, DEFAULTS.backoff],
    ['heartbeat', { ping }, { ...HEARTBEAT, ping }],
    ['heartbeat', { ping, intervalMs: undefined, timeoutMs: 5 }, { ...HEARTBEAT, ping, timeoutMs: 5 }],
    ['heartbeat', { ping: null }, { ...HEARTBEAT, ping: null, wakeTimeoutMs: null }],
    ['heartbeat', { ping: null, wakeTimeoutMs: 7 }, { ...HEARTBEAT, ping: null, wakeTimeoutMs: 7 }],
    ['greeting', { answer: noop }, { answer: noop, timeoutMs: 10_000 }],
    ['queue', false, undefined],
    ['queue', { ttlMs: 5 }, { maxMessages: 100, maxBytes: 100_000, ttlMs: 5 }],
  ])('[SE1] completes %s: %o', (name, given, kept) => {
    expect(resolveOptions({ [name]: given })).toEqual({ ...DEFAULTS, [name]: kept });
  });

  test.each([
    [
      { throttleMs: '2000' },
      'The option throttleMs must be 0, or a number of milliseconds from 1 to 2147483647; received "2000"',
    ],
    [
      { connectTimeoutMs: 0 },
      'The option connectTimeoutMs must be a number of milliseconds from 1 to 2147483647; received 0',
    ],
    [{ maxAttempts: -1 }, 'The option maxAttempts must be a whole number from 0 or Infinity; received -1'],
    [{ maxHandshakes: 0 }, 'The option maxHandshakes must be a whole number from 1; received 0'],
    [{ binaryType: 'nodebuffer' }, 'The option binaryType must be "arraybuffer" or "blob"; received "nodebuffer"'],
    [
      { gateway: 'ws://u:hidden-token@h/x?token=hidden-token' },
      'The option gateway must be an http, https, ws or wss origin without path, query, fragment and credentials; received "ws://h/x"',
    ],
    [
      { path: '/x' },
      `The option path must be a path that starts with '/' and contains ':id' but no '#'; received "/x"`,
    ],
    [
      { query: new Map([['token', 'hidden-token']]) },
      'The option query must be a flat record of strings, numbers, booleans, null and undefined or a URLSearchParams or a function; received an object',
    ],
    [
      { protocols: 42 },
      'The option protocols must be a string or an array of strings or a function; received a number',
    ],
    [{ upgradeInsecure: 'no' }, 'The option upgradeInsecure must be true or false; received "no"'],
    [{ queue: true }, 'The option queue must be an object or false; received true'],
    [
      { logger: {} },
      'The option logger must be an object with the methods debug, info, warn, error; received an object',
    ],
    [{ inspect: {} }, 'The option inspect must be a function or an object with the method next; received an object'],
    [
      { backoff: { baseMs: -1 } },
      'The option backoff.baseMs must be 0, or a number of milliseconds from 1 to 2147483647; received -1',
    ],
    [
      { backoff: { base: 1 } },
      'The name of an option must be one of backoff.firstMs, backoff.baseMs, backoff.maxMs; received "backoff.base"',
    ],
    [{ heartbeat: {} }, 'The option heartbeat.ping must be a function or null; received undefined'],
    [{ heartbeat: { ping: 'ping' } }, 'The option heartbeat.ping must be a function or null; received "ping"'],
    [
      { queue: { ttlMs: 0.5 } },
      'The option queue.ttlMs must be 0, or a number of milliseconds from 1 to 2147483647; received 0.5',
    ],
    [
      { heartbeat: { ping, intervalMs: 0.5 } },
      'The option heartbeat.intervalMs must be a number of milliseconds from 1 to 2147483647; received 0.5',
    ],
    ...['firstMs', 'baseMs', 'maxMs'].map((name): [object, string] => [
      { backoff: { [name]: 0.5 } },
      `The option backoff.${name} must be 0, or a number of milliseconds from 1 to 2147483647; received 0.5`,
    ]),
    [
      { heartbeat: { ping, timeoutMs: 0 } },
      'The option heartbeat.timeoutMs must be a number of milliseconds from 1 to 2147483647; received 0',
    ],
    [{ heartbeat: { ping, isPong: 'pong' } }, 'The option heartbeat.isPong must be a function; received "pong"'],
    [{ queue: { maxMessages: 1.5 } }, 'The option queue.maxMessages must be a whole number from 0; received 1.5'],
    [
      { queue: { ttlMs: Number.POSITIVE_INFINITY } },
      'The option queue.ttlMs must be 0, or a number of milliseconds from 1 to 2147483647; received Infinity',
    ],
    [
      { url: addressOf, gateway: 'ws://h' },
      'The option gateway must be left out when the option url is given; received "ws://h"',
    ],
    [
      { url: addressOf, path: '/:id' },
      'The option path must be left out when the option url is given; received "/:id"',
    ],
    [
      { url: addressOf, query: { token: 'hidden-token' } },
      'The option query must be left out when the option url is given; received an object',
    ],
    [
      { protocols: 12_345_678 },
      'The option protocols must be a string or an array of strings or a function; received a number',
    ],
    [
      { protocols: ['hidden-token', 1] },
      'The option protocols must be a string or an array of strings or a function; received an array',
    ],
    [null, 'The options must be an object; received null'],
    ['ws://h?token=hidden-token', 'The options must be an object; received "ws://h"'],
    [[], 'The options must be an object; received an array'],
    [noop, 'The options must be an object; received a function'],
  ])('[OB3] refuses %o, and says what was expected and what came', (options, message) => {
    expect(thrownBy(() => resolveOptions(options))).toEqual(typeError('ERR_INVALID_OPTION', message));
  });

  test.each([
    [Symbol('hidden-token'), 'a symbol'],
    ['hid/den-token', 'a string of 13 characters'],
    [12_345_678, 'a number'],
    [12_345_678n, 'a bigint'],
    [true, 'a boolean'],
  ])('[OB3] refuses %o (%#) where it may be a secret, and says its kind alone', (value, kind) => {
    const refusals = [{ query: value }, { query: { token: value, 'hidden-token': [] } }, { url: value }].map(
      (options) => thrownBy(() => resolveOptions(options)),
    );
    expect(refusals).toEqual(
      [
        `The option query must be ${RECORD} or a function; received ${kind}`,
        `The option query must be ${RECORD} or a function; received an object`,
        `The option url must be a function; received ${kind}`,
      ].map((message) => typeError('ERR_INVALID_OPTION', message)),
    );
  });

  test('[SE1] refuses a name that no option has', () => {
    expect(thrownBy(() => resolveOptions({ throtleMs: 2_000 }))).toEqual(
      typeError(
        'ERR_INVALID_OPTION',
        `The name of an option must be one of ${rows.map(([name]) => name).join(', ')}; received "throtleMs"`,
      ),
    );
  });

  test('[SE1] is not changed by what is done to the given options', () => {
    const options = { query: { a: 1 }, protocols: ['a'], backoff: { firstMs: 1 }, queue: { ttlMs: 1 } };
    const resolved = resolveOptions(options);
    const before = structuredClone([resolved.query, resolved.protocols, resolved.backoff, resolved.queue]);
    options.query.a = 2;
    options.protocols.push('b');
    options.backoff.firstMs = 2;
    options.queue.ttlMs = 2;
    expect([resolved.query, resolved.protocols, resolved.backoff, resolved.queue]).toEqual(before);
  });

  test('[SE1] calls the methods of a clock on the clock, with now in place of a missing wallNow', () => {
    class ManualClock {
      calls: unknown[] = [];
      now() {
        return this.calls.push('now');
      }
      setTimeout(fn: () => void, delayMs: number) {
        return this.calls.push(['setTimeout', fn, delayMs]);
      }
      clearTimeout(timer: unknown) {
        this.calls.push(['clearTimeout', timer]);
      }
    }
    const manual = new ManualClock();
    const resolved = resolvedClock(manual);
    expect([resolved.now(), resolved.wallNow(), resolved.setTimeout(noop, 5), resolved.clearTimeout(7)]).toEqual([
      1,
      2,
      3,
      undefined,
    ]);
    expect(manual.calls).toEqual(['now', 'now', ['setTimeout', noop, 5], ['clearTimeout', 7]]);
    expect(resolvedClock({ ...clock, wallNow: () => 99 }).wallNow()).toBe(99);
  });

  test('[RE5] by default leaves every close to the table, and takes no frame for an answer to a ping', () => {
    const { classifyClose, heartbeat } = resolveOptions({ heartbeat: { ping } });
    expect([
      classifyClose({ code: 4404, reason: '', wasClean: true }, { attempt: 0 }),
      heartbeat?.isPong('pong'),
    ]).toEqual([undefined, false]);
  });

  test('[RE2] by default draws from Math.random', () => {
    const drawn = Array.from({ length: 100 }, resolveOptions().random);
    expect([drawn.every((value) => value >= 0 && value < 1), new Set(drawn).size > 1]).toEqual([true, true]);
  });

  test('[SE1] reads no global', () => {
    const read: string[] = [];
    const names = ['WebSocket', 'location', 'document', 'navigator', 'process', 'performance', 'setTimeout'] as const;
    const originals = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
    try {
      for (const [name, original] of originals) {
        Object.defineProperty(globalThis, name, {
          configurable: true,
          get() {
            read.push(name);
            return original?.value;
          },
        });
      }
      resolveOptions();
    } finally {
      for (const [name, original] of originals) {
        if (original === undefined) Reflect.deleteProperty(globalThis, name);
        else Object.defineProperty(globalThis, name, original);
      }
    }
    expect(read).toEqual([]);
  });

  test('[SE1] its types admit what the documentation shows', () => {
    const options: ChatConnectionsOptions = {
      gateway: new URL('http://localhost:8083'),
      query: async ({ chatId, attempt, trigger, signal }) => {
        const native: AbortSignal = signal;
        return { chatId, attempt, trigger, aborted: native.aborted };
      },
      WebSocket,
      heartbeat: { ping: ({ chatId }) => JSON.stringify({ type: 'ping', chatId }) },
      classifyClose: ({ code }) => (code === 4000 ? { retryAfterMs: 5_000 } : undefined),
      backoff: (attempt, random) => attempt * 100 * random(),
      logger: console,
      queue: false,
    };
    expect(resolveOptions(options).gateway).toBe('http://localhost:8083');
  });
});
