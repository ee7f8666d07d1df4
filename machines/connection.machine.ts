/**
 * The life of one chat's connection: when to connect, when to wait, when to give up. It has no sockets, timers or randomness
 * of its own: `ConnectionPolicy` has the time and the figures, the `socket` actor has the effects, and `connection.setup.ts`
 * says what each name means.
 *
 *   idle ─want─▶ throttled ─rest─▶ connecting { resolving ▶ awaitingSlot ▶ dialing ▶ greeting } ─▶ open { healthy ⇄ probing }
 *   connecting, open ─failure─▶ backoff { waiting | parked } ─▶ throttled | connecting, or failed when none is left
 */
import { initialContext } from './connection.context.js';
import type { ConnectionReport } from './connection.notices.js';
import { type ConnectionPolicy, defaultPolicy } from './connection.policy.js';
import { connectionSetup } from './connection.setup.js';
import type { AttemptTrigger, FailureReason } from './connection.types.js';

const because = (trigger: AttemptTrigger) => ({ type: 'setTrigger', params: { trigger } }) as const;
const report = (notice: ConnectionReport) => ({ type: 'report', params: { notice } }) as const;
const failFor = (reason: FailureReason) => ({ type: 'fail', params: { reason } }) as const;

/** An attempt now, or after the rest of the throttle (AT2). */
const attempt = <const Actions extends readonly unknown[]>(actions: Actions) =>
  [
    { guard: 'isTooSoon', target: '#throttled', actions },
    { target: '#connecting', actions },
  ] as const;

/** `retry()`: an attempt now, with the budget restored (RE3). */
const afresh = attempt(['restoreBudget', because('retry')]);

/** Cancels the attempt and makes another (RE7). */
const renewed = [report('attempt.cancelled'), 'restoreBudget', because('renewed')] as const;

/** The server has accepted us (GR1). */
const admitted = [
  {
    guard: 'isOffline',
    target: '#open',
    actions: ['noteOpening', report('attempt.opened'), 'discreditHint', report('offline.discredited')],
  },
  { target: '#open', actions: ['noteOpening', report('attempt.opened')] },
] as const;

const ended = <const Actions extends readonly unknown[]>(...actions: Actions) =>
  ['noteEnd', report('end'), ...actions] as const;

const counted = <const Actions extends readonly unknown[]>(...actions: Actions) =>
  ended('countProtocolErrors', ...actions);

/** Ends that fail or refresh the chat at once, whatever is left of the budget (RE5). */
const decided = [
  { guard: 'isFatal', target: '#failed', actions: counted(failFor('rejected')) },
  { guard: 'isRefusedAgain', target: '#failed', actions: counted(failFor('unauthorized')) },
  { guard: 'isRefreshTooSoon', target: '#throttled', actions: counted('noteRefresh', because('unauthorized')) },
  {
    guard: 'isRefresh',
    target: '#connecting',
    reenter: true,
    actions: counted('noteRefresh', because('unauthorized')),
  },
] as const;

/** A failure: either the last one, or one after which to continue (RE1). */
const lastOne = {
  guard: 'isLastAttempt',
  target: '#failed',
  actions: counted('countFailure', failFor('attempts-exhausted')),
} as const;
const goOn = counted('countFailure', 'holdOff', because('lost'));

/** Leaves `parked` when the page is back: at once, or after the rest of the delay that the server asked for (RE5). */
const unpark = <const Note extends string>(note: Note) =>
  [{ guard: 'isHeldOff', target: '#waiting', actions: note }, ...attempt([note, because('woken')])] as const;

/** A probe: a ping, and a deadline for any sign of life (LI1, LI5). */
const probe = <const Start extends string>(start: Start) => [start, 'ping', report('probe.sent')] as const;

/** While a ping is unanswered: a sign of life ends the probe, and a wake signal shortens its deadline (LI5). */
const probed = <const State extends string>(state: State) =>
  ({
    'frame.arrived': { target: 'healthy' },
    'page.cameOnline': { target: state, reenter: true, actions: ['noteOnline', 'shortenProbe'] },
    'page.becameVisible': { target: state, reenter: true, actions: 'shortenProbe' },
    'page.resumed': { target: state, reenter: true, actions: ['noteResumed', 'shortenProbe'] },
  }) as const;

const overdue = { actions: [report('probe.overdue'), 'endHalfOpen'] } as const;

/** The chart with your own policy. */
export const createConnectionMachine = (policy: ConnectionPolicy) =>
  connectionSetup(policy).createMachine({
    id: 'chat',
    context: ({ input }) => initialContext(input?.chatId ?? ''),
    initial: 'idle',
    on: {
      'page.wentOffline': { actions: 'noteOffline' },
      'page.cameOnline': { actions: 'noteOnline' },
      'page.hintDiscredited': { actions: 'noteOnline' },
      'page.froze': { actions: 'noteFrozen' },
      'page.resumed': { actions: 'noteResumed' },
    },
    states: {
      idle: {
        description: 'No socket, no timer: nobody wants the chat, or a burst of selections has not settled.',
        entry: ['hangUp', 'forgetHold'],
        on: {
          'chat.want': [
            { guard: 'isStillFailed', target: 'failed', actions: 'notePage' },
            {
              guard: 'isWantedAsleep',
              target: '#parked',
              actions: ['notePage', 'restoreBudgetOnceCooledDown', because('wanted')],
            },
            ...attempt(['notePage', 'restoreBudgetOnceCooledDown', because('wanted')]),
          ],
          'chat.retry': { actions: ['restoreBudget', 'forgetFailure'] },
        },
      },

      throttled: {
        id: 'throttled',
        description: 'The last attempt is less than the throttle ago: the rest is waited out, then it connects.',
        entry: ['hangUp', 'noteComingAttempt', 'scheduleRest', report('attempt.throttled')],
        after: { throttleRest: { target: 'connecting' } },
        on: {
          'chat.release': { target: 'idle' },
          'chat.retry': { actions: ['restoreBudget', 'noteComingAttempt'] },
          'page.froze': { target: '#parked', actions: ['noteFrozen', because('woken')] },
        },
      },

      connecting: {
        id: 'connecting',
        description: 'One attempt: it opens, fails or is cancelled.',
        entry: ['hangUp', 'startAttempt', 'spawnSocket', report('attempt.started')],
        on: {
          'chat.release': { target: 'idle', actions: report('attempt.cancelled') },
          'chat.renew': [
            { guard: 'isTooSoon', target: '#throttled', actions: renewed },
            { target: '#connecting', reenter: true, actions: renewed },
          ],
          'page.froze': { target: '#parked', actions: ['noteFrozen', report('attempt.cancelled'), because('woken')] },
          'address.located': { actions: 'noteLocation' },
          'connection.ended': [
            { guard: 'isMisconfigured', target: 'failed', actions: counted(failFor('misconfigured')) },
            ...decided,
            { guard: 'isOffline', target: '#parked', actions: counted('holdOff', because('woken')) },
            lastOne,
            { target: '#waiting', actions: goOn },
          ],
        },
        initial: 'resolving',
        states: {
          resolving: {
            entry: 'askAddress',
            after: { resolveTimeout: { actions: 'endUnresolved' } },
            on: { 'address.resolved': { target: 'awaitingSlot', actions: 'noteAddress' } },
          },
          awaitingSlot: {
            entry: 'askSlot',
            on: { 'slot.granted': [{ guard: 'isAddressStale', target: 'resolving' }, { target: 'dialing' }] },
          },
          dialing: {
            entry: 'dial',
            after: { connectTimeout: { actions: 'endUnopened' } },
            on: {
              'socket.constructed': { actions: 'noteConstruction' },
              'socket.opened': [
                {
                  guard: 'isGreetedOffline',
                  target: 'greeting',
                  actions: ['discreditHint', report('offline.discredited')],
                },
                { guard: 'hasGreeting', target: 'greeting' },
                ...admitted,
              ],
            },
          },
          greeting: {
            entry: 'greet',
            after: { greetingTimeout: { actions: 'endUngreeted' } },
            on: { 'greeting.welcomed': admitted },
          },
        },
      },

      open: {
        id: 'open',
        description:
          'Connected. Liveness, proof, what it says of the offline hint, and being wanted do not depend on each other.',
        exit: 'noteOwnClose',
        on: {
          'connection.ended': [
            ...decided,
            lastOne,
            { guard: 'isOffline', target: '#parked', actions: goOn },
            { target: '#waiting', actions: goOn },
          ],
          'page.cameOnline': [
            { guard: 'isTrusted', actions: 'noteOnline' },
            ...attempt(['noteOnline', because('woken')]),
          ],
          'page.froze': { target: '#parked', actions: ['sayFrozen', 'noteFrozen', because('woken')] },
          'chat.renew': attempt(['sayRenewed', 'restoreBudget', because('renewed')]),
          'chat.abandon': { actions: 'endAbandoned' },
        },
        type: 'parallel',
        states: {
          liveness: {
            initial: 'healthy',
            states: {
              healthy: {
                entry: 'watchQuiet',
                on: {
                  'socket.wentQuiet': { target: 'probing', actions: probe('startProbe') },
                  'page.cameOnline': {
                    guard: 'hasWakeProbe',
                    target: 'probing',
                    actions: ['noteOnline', ...probe('startWakeProbe')],
                  },
                  'page.becameVisible': {
                    guard: 'hasWakeProbe',
                    target: 'probing',
                    actions: probe('startWakeProbe'),
                  },
                  'page.resumed': {
                    guard: 'hasWakeProbe',
                    target: 'probing',
                    actions: ['noteResumed', ...probe('startWakeProbe')],
                  },
                },
              },
              probing: {
                after: {
                  probeRest: [{ guard: 'isProbeLate', target: 'reprobing', actions: probe('startProbe') }, overdue],
                },
                on: probed('probing'),
              },
              // A deadline that fires late excuses a silence once (LI3).
              reprobing: { after: { probeRest: overdue }, on: probed('reprobing') },
            },
          },
          proof: {
            initial: 'unproved',
            states: {
              unproved: {
                entry: 'startProof',
                after: {
                  stableUptime: [
                    { guard: 'isProofLate', target: 'unproved', reenter: true },
                    { guard: 'hasHeartbeat', target: 'awaitingFrame' },
                    { target: 'proved' },
                  ],
                },
              },
              awaitingFrame: { entry: 'watchFrame', on: { 'frame.arrived': { target: 'proved' } } },
              proved: { entry: ['restoreBudget', 'forgetLastFailure', report('connection.proved')] },
            },
          },
          hint: {
            on: {
              'page.wentOffline': { actions: ['noteOffline', 'watchFrame'] },
              'frame.arrived': { guard: 'isOffline', actions: ['discreditHint', report('offline.discredited')] },
            },
          },
          holding: {
            initial: 'wanted',
            states: {
              wanted: { on: { 'chat.release': { target: 'lingering' } } },
              lingering: {
                after: { lingerTime: { target: '#chat.idle', actions: 'sayReleased' } },
                on: {
                  'chat.want': { target: 'wanted' },
                  'chat.evict': { target: '#chat.idle', actions: 'sayEvicted' },
                  'chat.dispose': { target: '#chat.idle', actions: 'sayDisposed' },
                  'chat.renew': { target: '#chat.idle', actions: 'sayRenewed' },
                  'connection.ended': { target: '#chat.idle', actions: ended() },
                  'page.froze': { target: '#chat.idle', actions: ['sayFrozen', 'noteFrozen'] },
                  'page.cameOnline': [
                    { guard: 'isTrusted', actions: 'noteOnline' },
                    { target: '#chat.idle', actions: 'noteOnline' },
                  ],
                },
              },
            },
          },
        },
      },

      backoff: {
        description:
          'After a failure: waits for the next attempt, or, while the page is offline or frozen, for the page.',
        entry: ['hangUp', 'noteComingAttempt'],
        on: {
          'chat.release': { target: 'idle' },
          'page.froze': { target: '.parked', actions: 'noteFrozen' },
        },
        initial: 'waiting',
        states: {
          waiting: {
            id: 'waiting',
            entry: ['scheduleRetry', report('retry.scheduled')],
            after: { backoffDelay: { target: '#connecting' } },
            on: {
              'chat.retry': afresh,
              'page.wentOffline': [
                { guard: 'isLoopback', actions: 'noteOffline' },
                { target: 'parked', actions: 'noteOffline' },
              ],
              'page.cameOnline': [
                { guard: 'isHeldOff', actions: 'noteOnline' },
                ...attempt(['noteOnline', because('woken')]),
              ],
              'page.becameVisible': [{ guard: 'isHeldOff' }, { guard: 'isRecent' }, ...attempt([because('woken')])],
              'page.resumed': [
                { guard: 'isHeldOff', actions: 'noteResumed' },
                ...attempt(['noteResumed', because('woken')]),
              ],
            },
          },
          parked: {
            id: 'parked',
            on: {
              'chat.retry': [{ guard: 'isFrozen', actions: ['restoreBudget', 'noteComingAttempt'] }, ...afresh],
              'page.cameOnline': [{ guard: 'isFrozen', actions: 'noteOnline' }, ...unpark('noteOnline')],
              'page.hintDiscredited': unpark('noteOnline'),
              'page.resumed': [{ guard: 'isOffline', actions: 'noteResumed' }, ...unpark('noteResumed')],
            },
          },
        },
      },

      failed: {
        id: 'failed',
        description: 'Gave up, with a reason. Quiet until retry, a release, or a wake signal that gives new hope.',
        entry: ['hangUp', report('chat.failed')],
        on: {
          'chat.release': { target: 'idle' },
          'chat.retry': [{ guard: 'isFrozen', actions: 'restoreBudget' }, ...afresh],
          'page.cameOnline': [
            { guard: 'isFinal', actions: 'noteOnline' },
            { guard: 'isFrozen', actions: 'noteOnline' },
            ...attempt(['noteOnline', 'restoreBudget', because('woken')]),
          ],
          'page.becameVisible': [
            { guard: 'isFinal' },
            { guard: 'isPageAsleep' },
            { guard: 'isCoolingDown' },
            ...attempt(['restoreBudget', because('woken')]),
          ],
          'page.resumed': [
            { guard: 'isFinal', actions: 'noteResumed' },
            { guard: 'isOffline', actions: 'noteResumed' },
            ...attempt(['noteResumed', 'restoreBudget', because('woken')]),
          ],
        },
      },
    },
  });

/** The chart as an XState machine. Its actor `socket` does nothing: send the socket's events yourself, or provide an actor. */
export type ConnectionMachine = ReturnType<typeof createConnectionMachine>;

/** The chart with the default options of the library, on the platform's clock. */
export const connectionMachine: ConnectionMachine = createConnectionMachine(defaultPolicy);

const { context: _, ...chart } = connectionMachine.config;

/**
 * The chart as plain data: states, events, and the names of guards, actions, delays and the actor. It can be converted to
 * JSON and back.
 */
export const connectionChart: Omit<ConnectionMachine['config'], 'context'> = chart;
