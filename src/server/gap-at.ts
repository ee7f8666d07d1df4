import type { Cursor, GapReason } from '../domain/delivery-frames.js';
import type { LogState } from './store.js';

/**
 * Why a log cannot tell what comes after a cursor; undefined if it can (PS4). `tagAt` is the log's tag at the cursor's seq, from
 * `oldest` − 1 to `head`.
 */
export function gapAt(
  log: LogState,
  cursor: Cursor,
  tagAt: string | null | undefined,
): Exclude<GapReason, 'new'> | undefined {
  if (cursor.epoch !== log.epoch) return 'epoch';
  if (cursor.seq < log.oldest - 1) return 'expired';
  if (cursor.seq > log.head || cursor.tag !== tagAt) return 'diverged';
  return undefined;
}

/** The oldest seq of a log after its events before `before` were removed. */
export const trimmedTo = (log: LogState, before: number): number =>
  Math.max(log.oldest, Math.min(before, log.head + 1));
