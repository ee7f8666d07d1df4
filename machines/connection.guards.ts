/** What the chart checks before it chooses a transition: its context, the event, and the policy. */
import { type ChartEvent, endOf } from './connection.event.js';
import { hasCooledDown, holdRestOf, isLate, isStale, throttleRestOf, wasJustTried } from './connection.instants.js';
import type { ConnectionPolicy } from './connection.policy.js';
import type { ConnectionContext } from './connection.types.js';

export type ConnectionGuard = (context: ConnectionContext, event: ChartEvent, policy: ConnectionPolicy) => boolean;

export const isTooSoon: ConnectionGuard = (context, _, policy) => throttleRestOf(context, policy) > 0;

export const isStillFailed: ConnectionGuard = (context, _, policy) =>
  context.failure !== null && !hasCooledDown(context, policy);

export const isWantedAsleep: ConnectionGuard = (_, event) => event.type === 'chat.want' && event.isFrozen;

export const isAddressStale: ConnectionGuard = ({ addressAt }, _, policy) => isStale(addressAt, policy);

export const isMisconfigured: ConnectionGuard = (_, event) => endOf(event).verdict === 'misconfigured';

export const isFatal: ConnectionGuard = ({ budget }, event) => {
  const { verdict } = endOf(event);
  return verdict === 'fatal' || (verdict === 'retry-twice' && budget.protocolErrors >= 2);
};

export const isRefresh: ConnectionGuard = (_, event) => endOf(event).verdict === 'refresh';

export const isRefusedAgain: ConnectionGuard = (context, event, policy) =>
  isRefresh(context, event, policy) && context.budget.hasRefreshed;

export const isRefreshTooSoon: ConnectionGuard = (context, event, policy) =>
  isRefresh(context, event, policy) && isTooSoon(context, event, policy);

export const isLastAttempt: ConnectionGuard = ({ budget }, _, { maxAttempts }) => budget.failures >= maxAttempts;

export const isOffline: ConnectionGuard = ({ page, isLoopback }) => page.isOffline && !isLoopback;

export const isFrozen: ConnectionGuard = ({ page }) => page.isFrozen;

export const isPageAsleep: ConnectionGuard = (...asked) => isFrozen(...asked) || isOffline(...asked);

export const isLoopback: ConnectionGuard = (context) => context.isLoopback;

export const isHeldOff: ConnectionGuard = (context, _, policy) => holdRestOf(context, policy) > 0;

export const isRecent: ConnectionGuard = (context, _, policy) => wasJustTried(context, policy);

export const isCoolingDown: ConnectionGuard = (context, _, policy) => !hasCooledDown(context, policy);

export const isFinal: ConnectionGuard = ({ failure }) => failure?.reason !== 'attempts-exhausted';

export const hasHeartbeat: ConnectionGuard = (_context, _event, { probeTimeoutMs }) => probeTimeoutMs !== null;

export const hasWakeProbe: ConnectionGuard = (_context, _event, { wakeTimeoutMs }) => wakeTimeoutMs !== null;

export const hasGreeting: ConnectionGuard = (_context, _event, { greetingTimeoutMs }) => greetingTimeoutMs !== null;

export const isGreetedOffline: ConnectionGuard = (...asked) => hasGreeting(...asked) && isOffline(...asked);

export const isTrusted: ConnectionGuard = (...asked) => hasHeartbeat(...asked) || !isOffline(...asked);

export const isProbeLate: ConnectionGuard = ({ probeDeadlineAt }, _, policy) => isLate(probeDeadlineAt, policy);

export const isProofLate: ConnectionGuard = ({ provesAt }, _, policy) => isLate(provesAt, policy);
