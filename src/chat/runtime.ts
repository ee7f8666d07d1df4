import type { ConnectionPolicy } from '../../machines/connection.policy.js';
import type { LogRecord } from '../contract/log.js';
import type { SendableData } from '../contract/web-socket.js';
import { backoffDelay, DEFAULT_BACKOFF } from '../domain/backoff.js';
import { classifyClose, type Verdict } from '../domain/close-codes.js';
import { resolveGateway } from '../domain/gateway.js';
import { attemptCall } from '../effects/attempt-call.js';
import { Batch } from '../effects/batch.js';
import { platformClock, punctualClock } from '../effects/clock.js';
import { constructSocket } from '../effects/construct-socket.js';
import { HandshakeGate } from '../effects/handshake-gate.js';
import { createAddressResolver } from '../effects/resolve-url.js';
import { Secrets } from '../effects/secrets.js';
import { SocketCloser } from '../effects/socket-closer.js';
import type { Send, SocketEnvironment, SocketObserver } from '../effects/socket-environment.js';
import { SocketSession } from '../effects/socket-session.js';
import { isPage, isSecurePage, surroundings } from '../effects/surroundings.js';
import type { EngineFactory, StartSession } from '../engine/chart.js';
import { checkedDelay, checkedVerdict } from '../options/answers.js';
import type { ResolvedOptions } from '../options/resolved-options.js';

/** A chat as seen by its effects. */
export interface ChatPort extends SocketObserver {
  log(event: LogRecord['event'], details: Partial<LogRecord>): void;
}

interface Registry {
  /** The chat that goes first at the handshake gate. */
  selected(): string | null;
  /** Undefined after `dispose`. */
  chat(chatId: string): ChatPort | undefined;
  /** Any chat in use, to log what concerns all of them. */
  any(): ChatPort | undefined;
}

/** What the chats of one registry share: one clock, one batch, one chart with its implementations, one gate. */
export const createRuntime = (options: ResolvedOptions, createEngine: EngineFactory, registry: Registry) => {
  const { heartbeat, greeting, goodbye } = options;
  const reply = heartbeat?.reply;
  const batch = new Batch();
  const clock = punctualClock(options.clock ?? platformClock, batch, () =>
    batch.run(() => registry.any()?.log('clock.disagrees', {})),
  );
  const closer = new SocketCloser(clock);
  const secrets = new Secrets(typeof options.protocols === 'function' ? [] : options.protocols);

  /** Replaces an invalid value, or a throw, of the option `random`: a delay of NaN would fire at once. */
  const random = () => {
    let drawn = Math.random();
    attemptCall(() => {
      const given = options.random();
      if (given >= 0 && given < 1) drawn = given;
    });
    return drawn;
  };

  /** What a callback of the options returns. If it throws or returns an invalid value, that is logged and `instead` is used. */
  const consult = <Answer>(chatId: string, name: string, ask: () => Answer, instead: () => Answer): Answer => {
    try {
      return ask();
    } catch (error) {
      const details = { error: `${name}: ${secrets.messageOf(error)}` };
      batch.run(() => registry.chat(chatId)?.log('callback.failed', details));
      return instead();
    }
  };

  /** Sends what a function of the options makes, if it makes anything. Returns whether something was sent. */
  const handOver = (chatId: string, name: string, make: () => SendableData | null, send: Send): boolean =>
    consult(
      chatId,
      name,
      () => {
        const data = make() ?? null;
        if (data !== null) send(data);
        return data !== null;
      },
      () => false,
    );

  const policy: ConnectionPolicy = {
    ...options,
    random,
    now: clock.now,
    wallNow: clock.wallNow,
    greetingTimeoutMs: greeting?.timeoutMs ?? null,
    probeTimeoutMs: heartbeat?.timeoutMs ?? null,
    wakeTimeoutMs: heartbeat?.wakeTimeoutMs ?? null,
    backoffMs: (attempt, chatId) => {
      const { backoff } = options;
      if (typeof backoff !== 'function') return backoffDelay(attempt, random, backoff);
      const ask = () => checkedDelay(backoff(attempt, random));
      return consult(chatId, 'backoff', ask, () => backoffDelay(attempt, random, DEFAULT_BACKOFF));
    },
  };

  const environment: SocketEnvironment = {
    clock,
    isPlatformClock: options.clock === undefined,
    batch,
    random,
    closer,
    secrets,
    gate: new HandshakeGate(
      () => options.maxHandshakes ?? (isPage() ? 1 : 32),
      registry.selected,
      (grant) => batch.afterwards(() => batch.run(grant)),
    ),
    resolver: createAddressResolver(options, () => resolveGateway(surroundings()), isSecurePage, secrets),
    heartbeat: heartbeat
      ? {
          quiet: heartbeat,
          ping: (chatId, send) => {
            const { ping } = heartbeat;
            if (ping) handOver(chatId, 'heartbeat.ping', () => ping({ chatId }), send);
          },
          isPong: (chatId, data) =>
            consult(
              chatId,
              'heartbeat.isPong',
              () => heartbeat.isPong(data),
              () => false,
            ),
          reply: reply ? (chatId, data, send) => handOver(chatId, 'heartbeat.reply', () => reply(data), send) : null,
        }
      : null,
    greeting: greeting ?? null,
    goodbye: (chatId, why, send) => {
      if (goodbye) handOver(chatId, 'goodbye', () => goodbye({ chatId, why }), send);
    },
    nextSocketId: serial(),
    construct: (url, protocols) => constructSocket(options, url, protocols),
    classify: (close, { chatId, attempt }) =>
      consult<Verdict>(
        chatId,
        'classifyClose',
        () => checkedVerdict(options.classifyClose(close, { attempt })) ?? classifyClose(close),
        () => classifyClose(close),
      ),
    // Only a chat dials.
    observerOf: (chatId) => registry.chat(chatId) as ChatPort,
    reportUpgrade: (chatId) => registry.chat(chatId)?.log('address.upgraded', {}),
  };

  const startSession: StartSession = (input, tell) => new SocketSession(environment, input, tell);

  return {
    batch,
    clock,
    closer,
    secrets,
    nextMessageId: serial(),
    runChart: createEngine(policy, startSession, clock, options.inspect),
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
