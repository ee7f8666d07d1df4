import type { ChatConnectionsOptions, GreetingOptions } from '../../contract/options.js';

/** The heartbeat of the paths that have one; its `ping` is yours. */
export const PATH_HEARTBEAT = { intervalMs: 25_000, timeoutMs: 10_000, wakeTimeoutMs: 5_000 } as const;

/** The greeting of the paths that have one: the server's frames say what follows. */
export const PATH_GREETING = {
  timeoutMs: 8_000,
  answer: (data) => (data === 'welcome' || data === 'refresh' ? data : 'wait'),
} as const satisfies GreetingOptions;

/** What the paths go into, besides selecting, opening and losing; each multiplies their number. */
export interface PathFeatures {
  /** The address is asked of a resolver that the path answers: in time, late, with a refusal, with a RejectedError. */
  readonly address?: boolean;
  /** Another chat's hung handshake holds the gate. */
  readonly gate?: boolean;
  /** The server closes with 4403, 4401 and 1002. */
  readonly codes?: boolean;
  /** The server closes with 4503 and names a delay. */
  readonly retryAfter?: boolean;
  /** The page goes offline and online, and another chat's connection proves that it is not offline. */
  readonly network?: boolean;
  /** The page freezes and resumes, and becomes visible. */
  readonly lifecycle?: boolean;
  /** The gateway is on this machine, so that `offline` says nothing of it. */
  readonly loopback?: boolean;
  /** Pings find half-open connections. */
  readonly heartbeat?: boolean;
  /** A connection is open once the server has admitted us: by `welcome`; or `refresh` refuses our token. */
  readonly greeting?: boolean;
  /** The user reconnects, and abandons connections. */
  readonly renewal?: boolean;
  /** A released connection lingers, is wanted again, or gives way to others. */
  readonly linger?: boolean;
  /** Another chat, which has failed, keeps the registry listening to the page, and makes bursts of selections. */
  readonly company?: boolean;
  /** `classifyClose` takes some refused handshakes for refused tokens. */
  readonly classifier?: boolean;
  /** The throttle is longer than the cooldown and than what a page that becomes visible calls recent. */
  readonly longThrottle?: boolean;
}

/** The options that the paths count on: what they expect is worked out with them. */
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

/** What `pathOptions` answers: options that `createChatConnections` takes. */
export type PathOptions = ReturnType<typeof pathOptions>;
