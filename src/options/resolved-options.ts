import type { Clock } from '../contract/clock.js';
import type { Logger } from '../contract/log.js';
import type {
  BackoffFunction,
  ChatConnectionsOptions,
  CloseClassifier,
  GreetingOptions,
  HeartbeatOptions,
  InspectionObserver,
  PerAttempt,
  Subprotocols,
} from '../contract/options.js';
import type { PageSignals } from '../contract/page-signals.js';
import type { WebSocketConstructor } from '../contract/web-socket.js';
import type { BackoffOptions } from '../domain/backoff.js';
import type { QueueBounds } from '../domain/outgoing-queue.js';
import type { Query } from '../domain/query.js';

export interface ResolvedHeartbeat extends Required<Omit<HeartbeatOptions, 'wakeTimeoutMs' | 'reply'>> {
  /** Null: a wake signal has no effect. */
  readonly wakeTimeoutMs: number | null;
  readonly reply: HeartbeatOptions['reply'];
}

/** The options with their defaults. Undefined means: off, or not known at creation. */
export interface ResolvedOptions {
  /** An origin without a trailing slash. Undefined: found at the first attempt. */
  readonly gateway: string | undefined;
  readonly path: string;
  /** Encoded, without a question mark; or a function that returns it. */
  readonly query: string | PerAttempt<Query>;
  readonly url: PerAttempt<string | { readonly href: string }> | undefined;
  readonly protocols: readonly string[] | PerAttempt<Subprotocols>;
  readonly upgradeInsecure: boolean;
  /** Undefined: looked up at the first attempt. */
  readonly WebSocket: WebSocketConstructor | undefined;
  readonly throttleMs: number;
  readonly maxAttempts: number;
  readonly backoff: BackoffOptions | BackoffFunction;
  readonly resolveTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly stableUptimeMs: number;
  readonly cooldownMs: number;
  readonly lingerMs: number;
  readonly maxLingering: number;
  readonly burstMs: number;
  /** Undefined: depends on the platform, which is examined at the first attempt. */
  readonly maxHandshakes: number | undefined;
  readonly heartbeat: ResolvedHeartbeat | undefined;
  readonly greeting: (GreetingOptions & { readonly timeoutMs: number }) | undefined;
  readonly goodbye: ChatConnectionsOptions['goodbye'];
  readonly queue: QueueBounds | undefined;
  readonly classifyClose: CloseClassifier;
  readonly binaryType: 'arraybuffer' | 'blob';
  readonly logger: Logger | undefined;
  readonly inspect: InspectionObserver | undefined;
  /** Undefined: the platform's. */
  readonly clock: Required<Clock> | undefined;
  readonly random: () => number;
  /** Undefined: the page's own, if there is a page. */
  readonly signals: PageSignals | undefined;
}
