import type { InspectionEvent } from 'xstate';
import {
  type AttemptRequest,
  type ChatConnectionsOptions,
  type CloseDecision,
  type GreetingAnswer,
  type Logger,
  type MessageData,
  RejectedError,
} from '../../src/index.js';
import { createSeededRandom } from '../../src/testing/index.js';
import { countEdges, type EdgeCount } from '../support/edges-taken.js';
import type { Reaction, Settings, Thrower } from './random-settings.js';
import type { Answer } from './random-steps.js';
import { Planted } from './walk-violation.js';

export const PING = 'ping';
export const PONG = 'pong';
/** What a greeting says, and what the server answers. */
export const HELLO = 'hello';
export const WELCOME = 'welcome';
export const REFUSED = 'refused';
export const FORBIDDEN = 'forbidden';
export const GREETING_TIMEOUT_MS = 8_000;
export const TIMEOUT_MS = 10_000;
export const HEARTBEAT = { intervalMs: 25_000, timeoutMs: 10_000 } as const;
export const TTL_MS = 30_000;

/** A request for an address that waits for the walk to answer it. */
export interface AddressRequest {
  readonly chatId: string;
  readonly signal: { readonly aborted: boolean };
  isAnswered: boolean;
  answer(answer: Answer): void;
}

/** What of a walk its options report to. */
export interface OptionsOwner {
  log(record: Parameters<Logger['info']>[1]): void;
  asked(request: AddressRequest): void;
  react(on: Reaction['on']): void;
  /** Whether requests are answered as they come: the walk is healing. */
  readonly answersAtOnce: boolean;
  readonly edges: EdgeCount;
}

/** Each third call of such a callback throws. */
export const throwing = <Args extends readonly unknown[], Result>(
  { throwers }: Settings,
  name: Thrower,
  fn: (...args: Args) => Result,
) => {
  if (!throwers.includes(name)) return fn;
  let calls = 0;
  return (...args: Args): Result => {
    calls += 1;
    const result = fn(...args);
    if (calls % 3 === 0) throw new Planted(`thrown by ${name}`);
    return result;
  };
};

const originOf = ({ isLoopback }: Settings, host: 'one' | 'two') =>
  isLoopback ? `ws://localhost:${host === 'one' ? 1 : 2}` : `wss://${host}.example`;

const QUEUES = { default: { ttlMs: TTL_MS }, small: { maxMessages: 2, ttlMs: TTL_MS }, off: false } as const;

const BACKOFFS = {
  default: undefined,
  short: { firstMs: 100, baseMs: 1_000, maxMs: 10_000 },
  'zero first': (attempt: number, random: () => number) => (attempt === 1 ? 0 : 1_000 + random()),
} as const;

/** What a walk's own classifier decides: nothing, where it throws now and then. */
export const classified = ({ classifies, throwers }: Settings, code: number): CloseDecision => {
  if (!classifies || throwers.includes('classifyClose')) return undefined;
  if (code === 1000) return 'fatal';
  if (code === 1011) return 'refresh';
  return code === 4503 ? { retryAfterMs: null } : undefined;
};

/** No type allows it, and a program may answer it all the same. */
const NONSENSE = { token: {} } as unknown as Record<string, string>;

const addressOptions = (settings: Settings, owner: OptionsOwner): ChatConnectionsOptions => {
  const ask = <T>({ chatId, signal }: AttemptRequest, answerOf: (answer: Answer) => T) =>
    new Promise<T>((resolve, reject) => {
      const request: AddressRequest = {
        chatId,
        signal,
        isAnswered: false,
        answer: (answer) => {
          request.isAnswered = true;
          if (answer === 'a rejection') reject(new Planted('no address'));
          else if (answer === 'RejectedError') reject(new RejectedError('planted'));
          else resolve(answerOf(answer));
        },
      };
      signal.addEventListener('abort', () => owner.react('abort'));
      owner.asked(request);
      owner.react('address');
      if (owner.answersAtOnce) request.answer('an address');
    });
  const gateway = originOf(settings, 'one');
  switch (settings.address) {
    case 'static':
      return { gateway, query: { token: 'secret-token' } };
    case 'query at once':
      return {
        gateway,
        query: () => {
          owner.react('address');
          return { token: 'secret-token' };
        },
      };
    case 'query':
      return {
        gateway,
        query: (request) => ask(request, (answer) => (answer === 'nonsense' ? NONSENSE : {})),
      };
    case 'url':
      return {
        url: (request) =>
          ask(request, (answer) => {
            if (answer === 'nonsense') return 'nonsense';
            const origin = originOf(settings, answer === 'another host' ? 'two' : 'one');
            return `${origin}/api/v1/chats/${request.chatId}/ws?token=secret-token`;
          }),
      };
  }
};

const answered = (data: MessageData): GreetingAnswer => {
  if (data === FORBIDDEN) throw new RejectedError('planted');
  if (data === REFUSED) return 'refresh';
  return data === WELCOME ? 'welcome' : 'wait';
};

/** The options of a walk, without those that stand for the platform. */
export const optionsOf = (settings: Settings, owner: OptionsOwner): ChatConnectionsOptions => {
  const { maxAttempts, throttleMs, maxHandshakes, lingerMs, maxLingering, burstMs, cooldownMs, stableUptimeMs } =
    settings;
  const reacting =
    <Args extends readonly unknown[], Result>(on: Reaction['on'], fn: (...args: Args) => Result) =>
    (...args: Args): Result => {
      owner.react(on);
      return fn(...args);
    };
  const calling = <Args extends readonly unknown[], Result>(name: Thrower, fn: (...args: Args) => Result) =>
    throwing(settings, name, name === 'listener' || name === 'subscriber' ? fn : reacting(name, fn));
  // Noted before the reaction: one that settles the batch brings the records after this one.
  const log = throwing(settings, 'logger', (_: string, record: Parameters<Logger['info']>[1]) => {
    owner.log(record);
    owner.react('logger');
  });
  const backoff = BACKOFFS[settings.backoff];
  return {
    ...addressOptions(settings, owner),
    maxAttempts,
    throttleMs,
    maxHandshakes,
    lingerMs,
    maxLingering,
    burstMs,
    cooldownMs,
    stableUptimeMs,
    resolveTimeoutMs: TIMEOUT_MS,
    connectTimeoutMs: TIMEOUT_MS,
    queue: QUEUES[settings.queue],
    random: reacting('random', createSeededRandom(settings.seed)),
    logger: { debug: log, info: log, warn: log, error: log },
    ...(typeof backoff === 'function' ? { backoff: calling('backoff', backoff) } : backoff && { backoff }),
    ...(settings.heartbeat && {
      heartbeat: {
        ...HEARTBEAT,
        ping: calling('ping', () => PING),
        isPong: calling('isPong', (data: unknown) => data === PONG),
      },
    }),
    ...(settings.greeting && {
      greeting: {
        timeoutMs: GREETING_TIMEOUT_MS,
        start: calling('greeting', () => HELLO),
        answer: calling('greeting', answered),
      },
    }),
    classifyClose: calling('classifyClose', ({ code }: { code: number }) => classified(settings, code)),
    inspect: calling('inspect', (event: InspectionEvent) => countEdges(owner.edges, event)),
  };
};
