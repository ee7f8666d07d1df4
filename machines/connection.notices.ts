import { type ChartEvent, endOf } from './connection.event.js';
import type { ConnectionPolicy } from './connection.policy.js';
import type { ConnectionContext, ConnectionEnd, ConnectionNotice, FailureKind } from './connection.types.js';

/** What a transition reports. `end` is a failed attempt or a lost connection, depending on its kind. */
export type ConnectionReport = Exclude<ConnectionNotice['type'], 'attempt.failed' | 'connection.lost'> | 'end';

/** The notice that the chart emits, made from its context and, for an end, from the event that describes it. */
export const report = (
  context: ConnectionContext,
  event: ChartEvent,
  policy: ConnectionPolicy,
  { notice }: { readonly notice: ConnectionReport },
): ConnectionNotice => {
  const { attempt, socketId, trigger } = context;
  const { waitMs } = context.wait;
  const facts = { attempt, socketId };
  const now = policy.now();
  const attemptMs = now - context.startedAt;
  const uptimeMs = now - context.openedAt;
  switch (notice) {
    case 'attempt.started':
      return { type: notice, trigger, ...facts };
    case 'attempt.opened':
    case 'attempt.cancelled':
      return { type: notice, durationMs: attemptMs, ...facts };
    case 'attempt.throttled':
      return { type: notice, trigger, waitMs, ...facts };
    case 'retry.scheduled':
      return { type: notice, waitMs, ...facts };
    case 'connection.proved':
      return { type: notice, durationMs: uptimeMs, ...facts };
    case 'chat.failed':
    case 'probe.sent':
    case 'probe.overdue':
    case 'offline.discredited':
      return { type: notice, ...facts };
    case 'end': {
      const ended = endOf(event);
      return isOpenEnd(ended)
        ? { type: 'connection.lost', end: ended, durationMs: uptimeMs, ...facts }
        : { type: 'attempt.failed', end: ended, durationMs: attemptMs, ...facts };
    }
  }
};

/** Whether a connection was open when it ended. */
const isOpenEnd = ({ kind }: ConnectionEnd): boolean => OPEN_ENDS.includes(kind);

const OPEN_ENDS: readonly FailureKind[] = ['lost', 'half-open', 'abandoned'];
