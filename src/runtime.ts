import { createActor, type InspectionEvent } from 'xstate';
import { createConnectionMachine } from '../machines/connection.machine.js';
import type { ConnectionContext } from '../machines/connection.types.js';
import { backoffDelay, DEFAULT_BACKOFF } from './domain/backoff.js';
import { classifyClose, type Verdict } from './domain/close-codes.js';
import { resolveGateway } from './domain/gateway.js';
import { punctualClock } from './effects/clock.js';
import { HandshakeGate } from './effects/handshake-gate.js';
import { SocketLeaver } from './effects/leave-socket.js';
import { createAddressResolver } from './effects/resolve-url.js';
import { Secrets } from './effects/secrets.js';
import { createSocketActor, type Line } from './effects/socket.js';
import { isPage, isSecurePage, surroundings } from './effects/surroundings.js';
import { attemptCall, Turn } from './effects/turn.js';
import type { WebSocketConstructor } from './effects/web-socket.js';
import type { LogRecord } from './log.js';
import type { CloseDecision, InspectionObserver, ResolvedOptions } from './options.js';

/** A chat as its effects see it. */
export interface ChatEnd extends Line {
  log(event: LogRecord['event'], details: Partial<LogRecord>): void;
}

interface Registry {
  /** The chat that goes first at the handshake gate. */
  selected(): string | null;
  /** None of that id after `dispose`. */
  chat(chatId: string): ChatEnd | undefined;
  /** Any chat in use, for what is true of all. */
  any(): ChatEnd | undefined;
}

/** What the chats of one registry share: one clock, one turn, one chart with its implementations, one gate. */
export const createRuntime = (options: ResolvedOptions, registry: Registry) => {
  const { heartbeat } = options;
  const turn = new Turn();
  const clock = punctualClock(options.clock, turn, () => turn.run(() => registry.any()?.log('clock.disagrees', {})));
  const leaver = new SocketLeaver(clock);
  const secrets = new Secrets(typeof options.protocols === 'function' ? [] : options.protocols);

  /** Of the option `random` what is none, or a throw, is made good: a delay of NaN would fire at once. */
  const random = () => {
    let drawn = Math.random();
    attemptCall(() => {
      const given = options.random();
      if (given >= 0 && given < 1) drawn = given;
    });
    return drawn;
  };

  /** The answer of a callback from the options; if it throws or answers nonsense, that is logged and `instead` used. */
  const consult = <Answer>(chatId: string, name: string, ask: () => Answer, instead: () => Answer): Answer => {
    try {
      return ask();
    } catch (error) {
      const details = { error: `${name}: ${secrets.messageOf(error)}` };
      turn.run(() => registry.chat(chatId)?.log('callback.failed', details));
      return instead();
    }
  };

  const machine = createConnectionMachine({
    ...options,
    random,
    now: clock.now,
    wallNow: clock.wallNow,
    probeTimeoutMs: heartbeat?.timeoutMs ?? null,
    backoffMs: (attempt, chatId) => {
      const { backoff } = options;
      if (typeof backoff !== 'function') return backoffDelay(attempt, random, backoff);
      const ask = () => checkedDelay(backoff(attempt, random));
      return consult(chatId, 'backoff', ask, () => backoffDelay(attempt, random, DEFAULT_BACKOFF));
    },
  }).provide({
    actors: {
      socket: createSocketActor({
        clock,
        turn,
        random,
        leaver,
        secrets,
        gate: new HandshakeGate(
          () => options.maxHandshakes ?? (isPage() ? 1 : 32),
          registry.selected,
          (grant) => turn.afterwards(() => turn.run(grant)),
        ),
        resolver: createAddressResolver(options, () => resolveGateway(surroundings()), isSecurePage, secrets),
        heartbeat: heartbeat
          ? {
              intervalMs: heartbeat.intervalMs,
              ping: (chatId, send) =>
                consult(
                  chatId,
                  'heartbeat.ping',
                  () => send(heartbeat.ping({ chatId })),
                  () => undefined,
                ),
              isPong: (chatId, data) =>
                consult(
                  chatId,
                  'heartbeat.isPong',
                  () => heartbeat.isPong(data),
                  () => false,
                ),
            }
          : null,
        nextSocketId: serial(),
        construct: (url, protocols) => construct(options, url, protocols),
        classify: (close, { chatId, attempt }) =>
          consult<Verdict>(
            chatId,
            'classifyClose',
            () => checkedVerdict(options.classifyClose(close, { attempt })) ?? classifyClose(close),
            () => classifyClose(close),
          ),
        // Whoever dials is a chat.
        lineOf: (chatId) => registry.chat(chatId) as ChatEnd,
        reportUpgrade: (chatId) => registry.chat(chatId)?.log('address.upgraded', {}),
      }),
    },
  });

  const { inspect } = options;
  const actorOptions = inspect ? { clock, inspect: isolated(inspect) } : { clock };

  return {
    turn,
    clock,
    leaver,
    secrets,
    nextMessageId: serial(),
    /** Of a chat's chart: a new one, or one that is idle and goes on with what it remembers. */
    createActor: (chatId: string, context?: ConnectionContext) =>
      createActor(machine, {
        ...actorOptions,
        id: chatId,
        input: { chatId },
        ...(context && { snapshot: machine.resolveState({ value: 'idle', context }) }),
      }),
  };
};

export type Runtime = ReturnType<typeof createRuntime>;

const serial = () => {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
};

const checkedDelay = (delayMs: number): number => {
  if (Number.isFinite(delayMs) && delayMs >= 0) return delayMs;
  throw new RangeError(`expected a finite number of ms from 0, received ${delayMs}`);
};

const checkedVerdict = (verdict: CloseDecision): CloseDecision => {
  if (verdict === undefined || verdict === 'retry' || verdict === 'refresh' || verdict === 'fatal') return verdict;
  if (verdict?.retryAfterMs === null) return { retryAfterMs: null };
  return { retryAfterMs: checkedDelay(verdict?.retryAfterMs) };
};

const construct = ({ WebSocket, binaryType }: ResolvedOptions, url: string, protocols: readonly string[]) => {
  const Constructor = WebSocket ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (Constructor === undefined) {
    throw new TypeError(
      "this platform has no WebSocket: give a constructor by the option WebSocket (Node 20: the ws package's)",
    );
  }
  const socket = protocols.length > 0 ? new Constructor(url, [...protocols]) : new Constructor(url);
  socket.binaryType = binaryType;
  return socket;
};

const isolated = (inspect: InspectionObserver) => (event: InspectionEvent) =>
  attemptCall(() => (typeof inspect === 'function' ? inspect(event) : inspect.next?.(event)));
