import { assertEvent, assign, emit, fromCallback, raise, sendTo, setup, spawnChild, stopChild } from 'xstate';
import { holdOffDelay } from '../src/domain/backoff.js';
import { presentOf } from '../src/domain/moment.js';
import { freshBudget, instantsOf } from './connection.context.js';
import { type ConnectionReport, noticeOf } from './connection.notices.js';
import type { ConnectionPolicy } from './connection.policy.js';
import type {
  AttemptTrigger,
  Budget,
  ConnectionContext,
  ConnectionEnd,
  ConnectionEvent,
  ConnectionInput,
  ConnectionNotice,
  FailureKind,
  FailureReason,
  PageState,
  SocketCommand,
  SocketInput,
} from './connection.types.js';

const endOf = (event: ConnectionEvent): ConnectionEnd => {
  assertEvent(event, 'connection.ended');
  const { kind, message, close, verdict } = event;
  return { kind, message, close, verdict };
};

const endedBy = (kind: FailureKind, message: string) =>
  raise<ConnectionContext, ConnectionEvent, ConnectionEvent, undefined, never, never>({
    type: 'connection.ended',
    kind,
    message,
    close: null,
    verdict: 'retry',
  });

const pageIs = (change: Partial<PageState>) =>
  assign<ConnectionContext, ConnectionEvent, undefined, ConnectionEvent, never>(({ context }) => ({
    page: { ...context.page, ...change },
  }));

const spend = (change: (budget: Budget, event: ConnectionEvent) => Partial<Budget>) =>
  assign<ConnectionContext, ConnectionEvent, undefined, ConnectionEvent, never>(({ context: { budget }, event }) => ({
    budget: { ...budget, ...change(budget, event) },
  }));

/** What the names in the chart mean, under one policy. */
export const connectionSetup = (policy: ConnectionPolicy) => {
  const { now, wallNow, random, backoffMs, maxAttempts, probeTimeoutMs } = policy;
  const { throttleRest, holdRest, isCooledDown, isRecent, isLate, isStale, ...deadlines } = instantsOf(policy);
  const nextBackoff = ({ budget, chatId }: ConnectionContext) => backoffMs(Math.max(1, budget.failures), chatId);
  const waitOf = (waitMs: number): Pick<ConnectionContext, 'wait'> => ({
    wait: { waitMs, retryAt: wallNow() + waitMs },
  });
  const isOffline = ({ page, isLoopback }: ConnectionContext) => page.isOffline && !isLoopback;

  return setup({
    types: {
      context: {} as ConnectionContext,
      events: {} as ConnectionEvent,
      input: {} as ConnectionInput | undefined,
      emitted: {} as ConnectionNotice,
      children: {} as { socket: 'socket' },
    },
    actors: {
      // Does nothing: whoever runs the bare chart plays the socket's part by sending its events.
      socket: fromCallback<SocketCommand, SocketInput>(() => undefined),
    },
    guards: {
      isTooSoon: ({ context }) => throttleRest(context) > 0,
      isStillFailed: ({ context }) => context.failure !== null && !isCooledDown(context),
      isWantedAsleep: ({ event }) => event.type === 'chat.want' && event.isFrozen,
      isAddressStale: ({ context }) => isStale(context.addressAt),
      isMisconfigured: ({ event }) => endOf(event).verdict === 'misconfigured',
      isFatal: ({ context, event }) => {
        const { verdict } = endOf(event);
        return verdict === 'fatal' || (verdict === 'retry-twice' && context.budget.protocolErrors >= 2);
      },
      isRefusedAgain: ({ context, event }) => endOf(event).verdict === 'refresh' && context.budget.hasRefreshed,
      isRefreshTooSoon: ({ context, event }) => endOf(event).verdict === 'refresh' && throttleRest(context) > 0,
      isRefresh: ({ event }) => endOf(event).verdict === 'refresh',
      isLastAttempt: ({ context }) => context.budget.failures >= maxAttempts,
      isPageAsleep: ({ context }) => context.page.isFrozen || isOffline(context),
      isOffline: ({ context }) => isOffline(context),
      isFrozen: ({ context }) => context.page.isFrozen,
      isLoopback: ({ context }) => context.isLoopback,
      isHeldOff: ({ context }) => holdRest(context) > 0,
      isRecent: ({ context }) => isRecent(context),
      isCoolingDown: ({ context }) => !isCooledDown(context),
      isFinal: ({ context }) => context.failure?.reason !== 'attempts-exhausted',
      hasHeartbeat: () => probeTimeoutMs !== null,
      isTrusted: ({ context }) => probeTimeoutMs !== null || !isOffline(context),
      isProbeLate: ({ context }) => isLate(context.probeDeadlineAt),
      isProofLate: ({ context }) => isLate(context.provesAt),
    },
    delays: {
      throttleRest: ({ context }) => context.wait.waitMs,
      backoffDelay: ({ context }) => context.wait.waitMs,
      resolveTimeout: policy.resolveTimeoutMs,
      connectTimeout: policy.connectTimeoutMs,
      stableUptime: policy.stableUptimeMs,
      lingerTime: policy.lingerMs,
      probeRest: ({ context }) => Math.max(0, context.probeDeadlineAt - now()),
    },
    actions: {
      setTrigger: assign((_, { trigger }: { trigger: AttemptTrigger }) => ({ trigger })),
      // the page
      notePage: assign(({ event }) => {
        assertEvent(event, 'chat.want');
        return { page: { isOffline: event.isOffline, isFrozen: event.isFrozen } };
      }),
      noteOffline: pageIs({ isOffline: true }),
      noteOnline: pageIs({ isOffline: false }),
      noteFrozen: pageIs({ isFrozen: true }),
      noteResumed: pageIs({ isFrozen: false }),
      // the budget
      restoreBudget: assign(freshBudget),
      restoreBudgetOnceCooledDown: assign(({ context }) => (isCooledDown(context) ? freshBudget : {})),
      countFailure: spend(({ failures }) => ({ failures: failures + 1 })),
      noteRefresh: spend(() => ({ hasRefreshed: true })),
      fail: assign(({ event }, { reason }: { reason: FailureReason }) => ({
        failure: {
          reason,
          message: reason === 'attempts-exhausted' ? `no attempts left of ${maxAttempts}` : endOf(event).message,
        },
      })),
      forgetFailure: assign({ failure: null }),
      forgetLastFailure: assign({ lastFailure: null }),
      // waiting
      noteComingAttempt: assign({ attempt: ({ context }) => context.budget.failures, failure: null }),
      scheduleRest: assign(({ context }) => waitOf(throttleRest(context))),
      scheduleRetry: assign(({ context }) => {
        const isHeld = context.heldUntil !== null;
        const delayMs = isHeld ? holdRest(context) : nextBackoff(context);
        return waitOf(Math.max(delayMs, throttleRest(context)));
      }),
      holdOff: assign(({ context, event }) => {
        const { verdict } = endOf(event);
        if (typeof verdict !== 'object') return {};
        return { heldUntil: now() + holdOffDelay(verdict.retryAfterMs, nextBackoff(context), random) };
      }),
      forgetHold: assign({ heldUntil: null }),
      // the attempt
      startAttempt: assign(({ context }) => ({
        attempt: context.budget.failures,
        startedAt: now(),
        lastAttemptAt: presentOf(policy),
        heldUntil: null,
        failure: null,
      })),
      noteLocation: assign({
        isLoopback: ({ event }) => {
          assertEvent(event, 'address.located');
          return event.isLoopback;
        },
      }),
      noteAddress: assign({ addressAt: () => now() }),
      noteConstruction: assign(({ event }) => {
        assertEvent(event, 'socket.constructed');
        return { socketId: event.socketId, lastAttemptAt: presentOf(policy) };
      }),
      noteOpening: assign({ openedAt: () => now() }),
      noteEnd: assign(({ context, event }) => {
        const { kind, message, close } = endOf(event);
        return { lastFailure: { kind, message }, lastClose: close ?? context.lastClose };
      }),
      countProtocolErrors: spend(({ protocolErrors }, event) => ({
        protocolErrors: endOf(event).verdict === 'retry-twice' ? protocolErrors + 1 : 0,
      })),
      noteOwnClose: assign({ lastClose: { code: 1000, reason: '', wasClean: true } }),
      // liveness
      startProof: assign({ provesAt: () => now() + policy.stableUptimeMs }),
      startProbe: assign({ probeDeadlineAt: () => deadlines.probeDeadline() }),
      startWakeProbe: assign({ probeDeadlineAt: () => deadlines.wakeProbeDeadline() }),
      shortenProbe: assign({
        probeDeadlineAt: ({ context }) => Math.min(context.probeDeadlineAt, deadlines.wakeProbeDeadline()),
      }),
      discreditHint: pageIs({ isOffline: false }),
      endUnresolved: endedBy('address', `no address within ${policy.resolveTimeoutMs} ms`),
      endUnopened: endedBy('timeout', `no handshake within ${policy.connectTimeoutMs} ms`),
      endHalfOpen: endedBy('half-open', 'no sign of life within the time a probe has'),
      // the socket
      spawnSocket: spawnChild('socket', {
        id: 'socket',
        input: ({ context: { chatId, attempt, trigger } }) => ({ chatId, attempt, trigger }),
      }),
      hangUp: stopChild('socket'),
      askAddress: sendTo('socket', { type: 'address.ask' }),
      askSlot: sendTo('socket', { type: 'slot.ask' }),
      dial: sendTo('socket', { type: 'socket.dial' }),
      watchQuiet: sendTo('socket', { type: 'quiet.watch' }),
      watchFrame: sendTo('socket', { type: 'frame.watch' }),
      ping: sendTo('socket', { type: 'ping.send' }),
      // notices
      report: emit(({ context, event }, { notice }: { notice: ConnectionReport }) =>
        noticeOf(notice, context, now(), () => endOf(event)),
      ),
    },
  });
};
