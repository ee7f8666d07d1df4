import { gapMs, presentOf } from '../src/domain/moment.js';
import type { ConnectionPolicy } from './connection.policy.js';
import type { ConnectionContext } from './connection.types.js';

/** A timer this late was held up: the machine slept, or the tab was throttled (LI3). */
const LATE_MS = 2_000;
/** No address is older at once: were it asked for again whenever the machine is slow, that might never end (AT4). */
const MIN_STALE_MS = 1_000;
/** `visible` does not attempt sooner than this after the last attempt (PL2). */
const RECENT_MS = 10_000;

// Questions about time that guards, delays and actions share.

const sinceLastAttempt = ({ lastAttemptAt }: ConnectionContext, policy: ConnectionPolicy) =>
  lastAttemptAt === null ? Number.POSITIVE_INFINITY : gapMs(lastAttemptAt, presentOf(policy));

/** What is left of the throttle (AT2), ms. */
export const throttleRestOf = ({ lastAttemptAt }: ConnectionContext, { now, throttleMs }: ConnectionPolicy): number =>
  lastAttemptAt === null ? 0 : Math.max(0, throttleMs - (now() - lastAttemptAt.at));

/** What is left of the wait that the server asked for (RE5), ms. */
export const holdRestOf = ({ heldUntil }: ConnectionContext, { now }: ConnectionPolicy): number =>
  Math.max(0, (heldUntil ?? 0) - now());

/** Whether the last attempt is `cooldownMs` ago (RE3, RE4). */
export const hasCooledDown = (context: ConnectionContext, policy: ConnectionPolicy): boolean =>
  sinceLastAttempt(context, policy) >= policy.cooldownMs;

export const wasJustTried = (context: ConnectionContext, policy: ConnectionPolicy): boolean =>
  sinceLastAttempt(context, policy) < RECENT_MS;

export const isStale = (addressAt: number, { now, resolveTimeoutMs }: ConnectionPolicy): boolean =>
  now() - addressAt > Math.max(resolveTimeoutMs, MIN_STALE_MS);

export const isLate = (deadlineAt: number, { now }: ConnectionPolicy): boolean => now() - deadlineAt > LATE_MS;

/** When a probe must be answered that a wake signal asks for; no sooner than otherwise where it asks for none (LI5). */
export const wakeProbeDeadline = ({ now, wakeTimeoutMs }: ConnectionPolicy): number =>
  now() + (wakeTimeoutMs ?? Number.POSITIVE_INFINITY);
