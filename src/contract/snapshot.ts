import type { Failure, LastFailure } from '../../machines/connection.types.js';
import type { CloseInfo } from '../domain/close-codes.js';

/** What is true of a chat whatever the state of its connection. */
export interface SnapshotFacts {
  readonly chatId: string;
  /** Selected or retained; false while it lingers. */
  readonly wanted: boolean;
  /** Number of the present, coming or last attempt: 0 a first try, then 1 to `maxAttempts`; `open` keeps its own. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Of the last socket that closed. */
  readonly lastClose: CloseInfo | null;
  /** Of every lost connection and failed attempt, counted or not, until a proved connection. */
  readonly lastFailure: LastFailure | null;
  /** Messages waiting to be sent. */
  readonly queued: number;
}

/**
 * What is true of a chat's connection now: the same object until something changes. Narrows by `state`.
 *
 * `retryAt` is when the next attempt starts, on the wall clock (ms since the epoch): for display.
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
        /** The subprotocol that the server chose; null for none. A token that it echoed is `[redacted]` (OB3). */
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

/** The six states that users see. */
export type ConnectionState = ConnectionSnapshot['state'];

export const NOTHING = { phase: null, connected: false, protocol: null, retryAt: null, failure: null } as const;

/** Of a chat that is not in use and of which nothing is remembered. */
export const unusedSnapshot = (chatId: string, maxAttempts: number): ConnectionSnapshot => ({
  chatId,
  ...NOTHING,
  state: 'idle',
  wanted: false,
  attempt: 0,
  maxAttempts,
  lastClose: null,
  lastFailure: null,
  queued: 0,
});

/** `next`, or `previous` if it says the same: what has not changed keeps its identity. */
export const keepIfSame = (previous: ConnectionSnapshot | null, next: ConnectionSnapshot): ConnectionSnapshot => {
  if (previous === null) return next;
  const names = Object.keys(next) as (keyof ConnectionSnapshot)[];
  return names.every((name) => previous[name] === next[name]) ? previous : next;
};
