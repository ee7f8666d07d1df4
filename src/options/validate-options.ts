import { DEFAULT_FIGURES } from '../../machines/connection.policy.js';
import type { Clock } from '../contract/clock.js';
import { invalidOption } from '../contract/errors.js';
import type { ChatConnectionsOptions, GreetingOptions, HeartbeatOptions } from '../contract/options.js';
import { type BackoffOptions, DEFAULT_BACKOFF } from '../domain/backoff.js';
import { originOf } from '../domain/gateway.js';
import { invalidValue } from '../domain/invalid-value.js';
import type { QueueBounds } from '../domain/outgoing-queue.js';
import { encodeQuery } from '../domain/query.js';
import { listSubprotocols } from '../domain/subprotocols.js';
import {
  aBoolean,
  aFunction,
  anOrigin,
  type Checks,
  checkedFields,
  duration,
  either,
  infinity,
  literally,
  objectWith,
  pathOfChat,
  plainObject,
  positiveDuration,
  query,
  subprotocols,
  wholeNumberFrom,
} from './option-checks.js';
import type { ResolvedOptions } from './resolved-options.js';

const OPTIONS: Checks<ChatConnectionsOptions> = {
  gateway: anOrigin,
  path: pathOfChat,
  query: either(query, aFunction),
  url: aFunction,
  protocols: either(subprotocols, aFunction),
  upgradeInsecure: aBoolean,
  WebSocket: aFunction,
  throttleMs: duration,
  maxAttempts: either(wholeNumberFrom(0), infinity),
  backoff: either(plainObject, aFunction),
  resolveTimeoutMs: positiveDuration,
  connectTimeoutMs: positiveDuration,
  stableUptimeMs: duration,
  cooldownMs: duration,
  lingerMs: duration,
  maxLingering: wholeNumberFrom(0),
  burstMs: duration,
  maxHandshakes: wholeNumberFrom(1),
  heartbeat: plainObject,
  greeting: plainObject,
  goodbye: aFunction,
  queue: either(plainObject, literally(false)),
  classifyClose: aFunction,
  binaryType: either(literally('arraybuffer'), literally('blob')),
  logger: objectWith(['debug', 'info', 'warn', 'error']),
  inspect: either(aFunction, objectWith(['next'])),
  clock: objectWith(['now', 'setTimeout', 'clearTimeout'], ['wallNow']),
  random: aFunction,
  signals: objectWith(['isOnline', 'subscribe']),
};

const BACKOFF: Checks<BackoffOptions> = { firstMs: duration, baseMs: duration, maxMs: duration };

const HEARTBEAT: Checks<HeartbeatOptions> = {
  ping: either(aFunction, literally(null)),
  intervalMs: positiveDuration,
  timeoutMs: positiveDuration,
  wakeTimeoutMs: positiveDuration,
  silence: either(literally('inbound'), literally('outbound'), literally('either')),
  isPong: aFunction,
  reply: aFunction,
};

const GREETING: Checks<GreetingOptions> = { start: aFunction, answer: aFunction, timeoutMs: positiveDuration };

const QUEUE: Checks<QueueBounds> = {
  maxMessages: wholeNumberFrom(0),
  maxBytes: wholeNumberFrom(0),
  ttlMs: duration,
};

const DEFAULT_QUEUE: QueueBounds = { maxMessages: 100, maxBytes: 100_000, ttlMs: 30_000 };

const DEFAULTS: ResolvedOptions = {
  gateway: undefined,
  path: '/api/v1/chats/:id/ws',
  query: '',
  url: undefined,
  protocols: [],
  upgradeInsecure: true,
  WebSocket: undefined,
  ...DEFAULT_FIGURES,
  backoff: DEFAULT_BACKOFF,
  maxLingering: 3,
  burstMs: 250,
  maxHandshakes: undefined,
  heartbeat: undefined,
  greeting: undefined,
  goodbye: undefined,
  queue: DEFAULT_QUEUE,
  classifyClose: () => undefined,
  binaryType: 'arraybuffer',
  logger: undefined,
  inspect: undefined,
  clock: undefined,
  random: () => Math.random(),
  signals: undefined,
};

/**
 * The options with their defaults, frozen. Throws `TypeError` (`ERR_INVALID_OPTION`) for a bad value or an unknown name; the
 * message says what was expected and what was received. The options are copied: later changes to the given object have no
 * effect.
 */
export function resolveOptions(options: unknown = {}): ResolvedOptions {
  if (!plainObject.accepts(options))
    throw invalidValue('ERR_INVALID_OPTION', 'The options', plainObject.expected, options);
  const given = checkedFields('', options as object, OPTIONS);
  refuseBesideUrl(given);

  const { gateway, query, protocols, backoff, heartbeat, greeting, queue, clock, ...rest } = given;
  return Object.freeze({
    ...DEFAULTS,
    ...rest,
    ...(gateway !== undefined && { gateway: originOf(gateway) }),
    ...(query !== undefined && { query: typeof query === 'function' ? query : encodeQuery(query) }),
    ...(protocols !== undefined && {
      protocols: typeof protocols === 'function' ? protocols : Object.freeze(listSubprotocols(protocols)),
    }),
    ...(backoff !== undefined && { backoff: resolveBackoff(backoff) }),
    ...(heartbeat !== undefined && { heartbeat: resolveHeartbeat(heartbeat) }),
    ...(greeting !== undefined && { greeting: resolveGreeting(greeting) }),
    ...(queue !== undefined && { queue: resolveQueue(queue) }),
    ...(clock !== undefined && { clock: completeClock(clock) }),
  });
}

function refuseBesideUrl(given: Partial<ChatConnectionsOptions>): void {
  if (given.url === undefined) return;
  const replaced = (['gateway', 'path', 'query'] as const).find((name) => given[name] !== undefined);
  if (replaced !== undefined) throw invalidOption(replaced, 'left out when the option url is given', given[replaced]);
}

function resolveBackoff(backoff: NonNullable<ChatConnectionsOptions['backoff']>): ResolvedOptions['backoff'] {
  if (typeof backoff === 'function') return backoff;
  return Object.freeze({ ...DEFAULT_BACKOFF, ...checkedFields('backoff.', backoff, BACKOFF) });
}

function resolveQueue(queue: NonNullable<ChatConnectionsOptions['queue']>): ResolvedOptions['queue'] {
  return queue === false ? undefined : Object.freeze({ ...DEFAULT_QUEUE, ...checkedFields('queue.', queue, QUEUE) });
}

function resolveHeartbeat(heartbeat: HeartbeatOptions): ResolvedOptions['heartbeat'] {
  const { ping, ...rest } = checkedFields('heartbeat.', heartbeat, HEARTBEAT);
  if (ping === undefined) throw invalidOption('heartbeat.ping', HEARTBEAT.ping.expected, ping);
  const { silence = 'inbound' } = rest;
  if (ping === null && silence !== 'inbound')
    throw invalidOption('heartbeat.silence', '"inbound" when ping is null', silence);
  return Object.freeze({
    intervalMs: 25_000,
    timeoutMs: 10_000,
    wakeTimeoutMs: ping && 5_000,
    isPong: () => false,
    reply: undefined,
    ping,
    ...rest,
    silence,
  });
}

function resolveGreeting(greeting: GreetingOptions): ResolvedOptions['greeting'] {
  const { answer, ...rest } = checkedFields('greeting.', greeting, GREETING);
  if (answer === undefined) throw invalidOption('greeting.answer', aFunction.expected, answer);
  return Object.freeze({ timeoutMs: 10_000, answer, ...rest });
}

/** Calls the methods on the given object, which may be an instance of a class. */
function completeClock(clock: Clock): Required<Clock> {
  return Object.freeze({
    now: () => clock.now(),
    wallNow: () => (clock.wallNow === undefined ? clock.now() : clock.wallNow()),
    setTimeout: (fn: () => void, delayMs: number) => clock.setTimeout(fn, delayMs),
    clearTimeout: (timer: unknown) => clock.clearTimeout(timer),
  });
}
