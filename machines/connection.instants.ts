import { gapMs, presentOf } from '../src/domain/moment.js';
import type { ConnectionPolicy } from './connection.policy.js';
import type { ConnectionContext } from './connection.types.js';

/** A timer that is this late was held up: the machine slept, or the tab was throttled (LI3). */
const LATE_MS = 2_000;
/** An address is never stale sooner than this. Otherwise a slow machine might ask for a new address for ever (AT4). */
const MIN_STALE_MS = 1_000;
/** `visible` starts no attempt sooner than this after the last one (PL2). */
const RECENT_MS = 10_000;

// Questions about time that guards, delays and actions share.

const sinceLastAttempt = ({ lastAttemptAt }: ConnectionContext, policy: ConnectionPolicy) =>
  lastAttemptAt === null ? Number.POSITIVE_INFINITY : gapMs(lastAttemptAt, presentOf(policy));

/** The rest of the throttle (AT2), ms. */
export const throttleRestOf = ({ lastAttemptAt }: ConnectionContext, { now, throttleMs }: ConnectionPolicy): number =>
  lastAttemptAt === null ? 0 : Math.max(0, throttleMs - (now() - lastAttemptAt.at));

/** The rest of the delay that the server asked for (RE5), ms. */
export const holdRestOf = ({ heldUntil }: ConnectionContext, { now }: ConnectionPolicy): number =>
  Math.max(0, (heldUntil ?? 0) - now());

/** Whether the last attempt was at least `cooldownMs` ago (RE3, RE4). */
export const hasCooledDown = (context: ConnectionContext, policy: ConnectionPolicy): boolean =>
  sinceLastAttempt(context, policy) >= policy.cooldownMs;

export const wasJustTried = (context: ConnectionContext, policy: ConnectionPolicy): boolean =>
  sinceLastAttempt(context, policy) < RECENT_MS;

export const isStale = (addressAt: number, { now, resolveTimeoutMs }: ConnectionPolicy): boolean =>
  now() - addressAt > Math.max(resolveTimeoutMs, MIN_STALE_MS);

export const isLate = (deadlineAt: number, { now }: ConnectionPolicy): boolean => now() - deadlineAt > LATE_MS;

/** The deadline of a probe after a wake signal (LI5). Infinity if a wake signal does not shorten the deadline. */
export const wakeProbeDeadline = ({ now, wakeTimeoutMs }: ConnectionPolicy): number =>
  now() + (wakeTimeoutMs ?? Number.POSITIVE_INFINITY);
