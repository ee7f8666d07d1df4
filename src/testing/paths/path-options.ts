import type { ChatConnectionsOptions, GreetingOptions } from '../../contract/options.js';

/** The heartbeat of the paths that have one; you provide its `ping`. */
export const PATH_HEARTBEAT = { intervalMs: 25_000, timeoutMs: 10_000, wakeTimeoutMs: 5_000 } as const;

/** The greeting of the paths that have one: the server's frames say what follows. */
export const PATH_GREETING = {
  timeoutMs: 8_000,
  answer: (data) => (data === 'welcome' || data === 'refresh' ? data : 'wait'),
} as const satisfies GreetingOptions;

/** What the paths include besides selecting, opening and losing. Each feature multiplies their number. */
export interface PathFeatures {
  /** A resolver provides the address, and the path decides its answer: in time, late, an error, or a `RejectedError`. */
  readonly address?: boolean;
  /** The hung handshake of another chat blocks the gate. */
  readonly gate?: boolean;
  /** The server closes with 4403, 4401 and 1002. */
  readonly codes?: boolean;
  /** The server closes with 4503 and names a delay. */
  readonly retryAfter?: boolean;
  /** The page goes offline and online; another chat's connection proves that it is not offline. */
  readonly network?: boolean;
  /** The page freezes and resumes, and becomes visible. */
  readonly lifecycle?: boolean;
  /** The gateway is on this machine, so `offline` says nothing about it. */
  readonly loopback?: boolean;
  /** Pings detect half-open connections. */
  readonly heartbeat?: boolean;
  /** A connection is open when the server has accepted us with `welcome`; with `refresh` it refuses our token. */
  readonly greeting?: boolean;
  /** The user calls `reconnect` and `abandon`. */
  readonly renewal?: boolean;
  /** A released connection lingers, is wanted again, or is closed to make room for others. */
  readonly linger?: boolean;
  /** Another chat, which has failed, keeps the registry listening to the page and creates bursts of selections. */
  readonly company?: boolean;
  /** `classifyClose` treats some refused handshakes as refused tokens. */
  readonly classifier?: boolean;
  /**
   * The throttle is longer than the cooldown, and longer than the time in which an attempt counts as recent when the page
   * becomes visible.
   */
  readonly longThrottle?: boolean;
}

/** The options that the paths assume: their expected snapshots are computed with them. */
export const pathOptions = ({ company, longThrottle }: PathFeatures) =>
  ({
    throttleMs: longThrottle ? 12_000 : 2_000,
    maxAttempts: 2,
    backoff: (attempt: number) => attempt * 4_000,
    random: () => 0.5,
    resolveTimeoutMs: 10_000,
    connectTimeoutMs: 15_000,
    stableUptimeMs: 30_000,
    cooldownMs: longThrottle ? 5_000 : 60_000,
    lingerMs: 10_000,
    maxLingering: 1,
    maxHandshakes: 1,
    burstMs: company ? 250 : 0,
  }) satisfies ChatConnectionsOptions;

/** What `pathOptions` returns: options for `createChatConnections`. */
export type PathOptions = ReturnType<typeof pathOptions>;
