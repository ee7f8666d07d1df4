import type { Failure, LastFailure } from '../../machines/connection.types.js';
import type { CloseInfo } from '../domain/close-codes.js';

/** The facts about a chat that do not depend on the state of its connection. */
export interface SnapshotFacts {
  readonly chatId: string;
  /** Selected or retained; false while the connection lingers. */
  readonly wanted: boolean;
  /**
   * Whether the page is online, as far as its signals tell (PL1): always true for a gateway on loopback, in `idle`, and where
   * nothing tells.
   */
  readonly online: boolean;
  /**
   * Number of the current, next or last attempt: 0 for a first attempt, then 1 to `maxAttempts`. In `open` it is the attempt
   * that opened.
   */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** The close of the last socket that closed. */
  readonly lastClose: CloseInfo | null;
  /** The last lost connection or failed attempt, counted or not. Null again after a connection has proved stable. */
  readonly lastFailure: LastFailure | null;
  /** Messages waiting to be sent. */
  readonly queued: number;
}

/**
 * The current state of a chat's connection. The same object until something changes. TypeScript narrows it by `state`.
 *
 * `retryAt` is when the next attempt starts, on the wall clock (whole ms since the epoch), for display.
 */
export type ConnectionSnapshot = SnapshotFacts &
  (
    | {
        readonly state: 'idle';
        readonly phase: null;
        readonly connected: false;
        readonly protocol: null;
        readonly retryAt: null;
        readonly failure: null;
      }
    | {
        readonly state: 'throttled';
        readonly phase: null;
        readonly connected: false;
        readonly protocol: null;
        readonly retryAt: number;
        readonly failure: null;
      }
    | {
        readonly state: 'connecting';
        readonly phase: 'resolving' | 'awaiting-slot' | 'dialing' | 'greeting';
        readonly connected: false;
        readonly protocol: null;
        readonly retryAt: null;
        readonly failure: null;
      }
    | {
        readonly state: 'open';
        readonly phase: 'healthy' | 'probing';
        readonly connected: true;
        /** The subprotocol that the server chose; null for none. If the server echoed a token, it is `[redacted]` (OB3). */
        readonly protocol: string | null;
        readonly retryAt: null;
        readonly failure: null;
      }
    | {
        readonly state: 'backoff';
        readonly phase: 'waiting';
        readonly connected: false;
        readonly protocol: null;
        readonly retryAt: number;
        readonly failure: null;
      }
    | {
        readonly state: 'backoff';
        readonly phase: 'parked';
        readonly connected: false;
        readonly protocol: null;
        readonly retryAt: null;
        readonly failure: null;
      }
    | {
        readonly state: 'failed';
        readonly phase: null;
        readonly connected: false;
        readonly protocol: null;
        readonly retryAt: null;
        readonly failure: Failure;
      }
  );

/** The six public states. */
export type ConnectionState = ConnectionSnapshot['state'];

export const NOTHING = { phase: null, connected: false, protocol: null, retryAt: null, failure: null } as const;

/** The snapshot of a chat that is not in use and of which nothing is remembered. */
export const unusedSnapshot = (chatId: string, maxAttempts: number): ConnectionSnapshot => ({
  chatId,
  ...NOTHING,
  state: 'idle',
  wanted: false,
  online: true,
  attempt: 0,
  maxAttempts,
  lastClose: null,
  lastFailure: null,
  queued: 0,
});

/** Returns `previous` if `next` says the same, else `next`: unchanged snapshots keep their identity. */
export const keepIfSame = (previous: ConnectionSnapshot | null, next: ConnectionSnapshot): ConnectionSnapshot => {
  if (previous === null) return next;
  const names = Object.keys(next) as (keyof ConnectionSnapshot)[];
  return names.every((name) => previous[name] === next[name]) ? previous : next;
};
