/** What the chart records in its context. */
import { holdOffDelay } from '../src/domain/backoff.js';
import { presentOf } from '../src/domain/moment.js';
import { freshBudget } from './connection.context.js';
import { type ChartEvent, endOf, eventOf } from './connection.event.js';
import { hasCooledDown, holdRestOf, throttleRestOf, wakeProbeDeadline } from './connection.instants.js';
import type { ConnectionPolicy } from './connection.policy.js';
import type { AttemptTrigger, Budget, ConnectionContext, FailureReason, PageState } from './connection.types.js';

export type ConnectionPatch<Params = undefined> = (
  context: ConnectionContext,
  event: ChartEvent,
  policy: ConnectionPolicy,
  params: Params,
) => Partial<ConnectionContext>;

const pageIs =
  (change: Partial<PageState>): ConnectionPatch =>
  ({ page }) => ({ page: { ...page, ...change } });

const spend =
  (change: (budget: Budget, event: ChartEvent) => Partial<Budget>): ConnectionPatch =>
  ({ budget }, event) => ({ budget: { ...budget, ...change(budget, event) } });

const waitOf = (waitMs: number, { wallNow }: ConnectionPolicy): Pick<ConnectionContext, 'wait'> => ({
  wait: { waitMs, retryAt: Math.round(wallNow() + waitMs) },
});

const nextBackoff = ({ budget, chatId }: ConnectionContext, { backoffMs }: ConnectionPolicy) =>
  backoffMs(Math.max(1, budget.failures), chatId);

export const setTrigger: ConnectionPatch<{ readonly trigger: AttemptTrigger }> = (_c, _e, _p, { trigger }) => ({
  trigger,
});

// the page

export const notePage: ConnectionPatch = (_, event) => {
  const { isOffline, isFrozen } = eventOf(event, 'chat.want');
  return { page: { isOffline, isFrozen } };
};

export const noteOffline = pageIs({ isOffline: true });

export const noteOnline = pageIs({ isOffline: false });

export const noteFrozen = pageIs({ isFrozen: true });

export const noteResumed = pageIs({ isFrozen: false });

export const discreditHint = pageIs({ isOffline: false });

// the budget

export const restoreBudget: ConnectionPatch = () => freshBudget;

export const restoreBudgetOnceCooledDown: ConnectionPatch = (context, _, policy) =>
  hasCooledDown(context, policy) ? freshBudget : {};

export const countFailure = spend(({ failures }) => ({ failures: failures + 1 }));

export const noteRefresh = spend(() => ({ hasRefreshed: true }));

export const countProtocolErrors = spend(({ protocolErrors }, event) => ({
  protocolErrors: endOf(event).verdict === 'retry-twice' ? protocolErrors + 1 : 0,
}));

export const fail: ConnectionPatch<{ readonly reason: FailureReason }> = (_, event, { maxAttempts }, { reason }) => ({
  failure: {
    reason,
    message: reason === 'attempts-exhausted' ? `no attempts left of ${maxAttempts}` : endOf(event).message,
  },
});

export const forgetFailure: ConnectionPatch = () => ({ failure: null });

export const forgetLastFailure: ConnectionPatch = () => ({ lastFailure: null });

// waiting

export const noteComingAttempt: ConnectionPatch = ({ budget }) => ({ attempt: budget.failures, failure: null });

export const scheduleRest: ConnectionPatch = (context, _, policy) => waitOf(throttleRestOf(context, policy), policy);

export const scheduleRetry: ConnectionPatch = (context, _, policy) => {
  const isHeld = context.heldUntil !== null;
  const delayMs = isHeld ? holdRestOf(context, policy) : nextBackoff(context, policy);
  return waitOf(Math.max(delayMs, throttleRestOf(context, policy)), policy);
};

export const holdOff: ConnectionPatch = (context, event, policy) => {
  const { verdict } = endOf(event);
  if (typeof verdict !== 'object') return {};
  const { now, random } = policy;
  return { heldUntil: now() + holdOffDelay(verdict.retryAfterMs, nextBackoff(context, policy), random) };
};

export const forgetHold: ConnectionPatch = () => ({ heldUntil: null });

// the attempt

export const startAttempt: ConnectionPatch = ({ budget }, _, policy) => ({
  attempt: budget.failures,
  startedAt: policy.now(),
  lastAttemptAt: presentOf(policy),
  heldUntil: null,
  failure: null,
});

export const noteLocation: ConnectionPatch = (_, event) => ({
  isLoopback: eventOf(event, 'address.located').isLoopback,
});

export const noteAddress: ConnectionPatch = (_context, _event, { now }) => ({ addressAt: now() });

export const noteConstruction: ConnectionPatch = (_, event, policy) => ({
  socketId: eventOf(event, 'socket.constructed').socketId,
  lastAttemptAt: presentOf(policy),
});

export const noteOpening: ConnectionPatch = (_context, _event, { now }) => ({ openedAt: now() });

export const noteEnd: ConnectionPatch = ({ lastClose }, event) => {
  const { kind, message, close } = endOf(event);
  return { lastFailure: { kind, message }, lastClose: close ?? lastClose };
};

export const noteOwnClose: ConnectionPatch = () => ({ lastClose: { code: 1000, reason: '', wasClean: true } });

// liveness

export const startProof: ConnectionPatch = (_context, _event, { now, stableUptimeMs }) => ({
  provesAt: now() + stableUptimeMs,
});

export const startProbe: ConnectionPatch = (_context, _event, { now, probeTimeoutMs }) => ({
  probeDeadlineAt: now() + (probeTimeoutMs ?? 0),
});

export const startWakeProbe: ConnectionPatch = (_context, _event, policy) => ({
  probeDeadlineAt: wakeProbeDeadline(policy),
});

export const shortenProbe: ConnectionPatch = ({ probeDeadlineAt }, _, policy) => ({
  probeDeadlineAt: Math.min(probeDeadlineAt, wakeProbeDeadline(policy)),
});
