import { gapMs, presentOf } from '../src/domain/moment.js';
import type { ConnectionPolicy } from './connection.policy.js';
import type { Budget, ConnectionContext } from './connection.types.js';

/** A timer this late was held up: the machine slept, or the tab was throttled (LI3). */
const LATE_MS = 2_000;
/** No address is older at once: were it asked for again whenever the machine is slow, that might never end (AT4). */
const MIN_STALE_MS = 1_000;
/** `visible` does not attempt sooner than this after the last attempt (PL2). */
const RECENT_MS = 10_000;
/** How long a probe that a wake signal asked for may take (LI5). */
const WAKE_PROBE_MS = 5_000;

const UNTOUCHED: Budget = { failures: 0, protocolErrors: 0, hasRefreshed: false };

export const initialContext = (chatId: string): ConnectionContext => ({
  chatId,
  page: { isOffline: false, isFrozen: false },
  trigger: 'wanted',
  attempt: 0,
  budget: UNTOUCHED,
  lastAttemptAt: null,
  startedAt: 0,
  openedAt: 0,
  addressAt: 0,
  provesAt: 0,
  probeDeadlineAt: 0,
  heldUntil: null,
  wait: { waitMs: 0, retryAt: 0 },
  isLoopback: false,
  socketId: 0,
  lastClose: null,
  lastFailure: null,
  failure: null,
});

/** A fresh budget (RE3), and no waiting for what a server asked before (RE5). */
export const freshBudget = { budget: UNTOUCHED, heldUntil: null };

type Instants = Pick<
  ConnectionPolicy,
  'now' | 'wallNow' | 'throttleMs' | 'resolveTimeoutMs' | 'cooldownMs' | 'probeTimeoutMs'
>;

/** Questions about time that guards, delays and actions share. */
export const instantsOf = (policy: Instants) => {
  const { now, throttleMs, resolveTimeoutMs, cooldownMs, probeTimeoutMs } = policy;
  const sinceLastAttempt = ({ lastAttemptAt }: ConnectionContext) =>
    lastAttemptAt === null ? Number.POSITIVE_INFINITY : gapMs(lastAttemptAt, presentOf(policy));
  return {
    throttleRest: ({ lastAttemptAt }: ConnectionContext) =>
      lastAttemptAt === null ? 0 : Math.max(0, throttleMs - (now() - lastAttemptAt.at)),
    holdRest: ({ heldUntil }: ConnectionContext) => Math.max(0, (heldUntil ?? 0) - now()),
    isCooledDown: (context: ConnectionContext) => sinceLastAttempt(context) >= cooldownMs,
    isRecent: (context: ConnectionContext) => sinceLastAttempt(context) < RECENT_MS,
    isStale: (addressAt: number) => now() - addressAt > Math.max(resolveTimeoutMs, MIN_STALE_MS),
    isLate: (deadlineAt: number) => now() - deadlineAt > LATE_MS,
    probeDeadline: () => now() + (probeTimeoutMs ?? 0),
    wakeProbeDeadline: () => now() + WAKE_PROBE_MS,
  };
};
