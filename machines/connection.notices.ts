import type { ConnectionContext, ConnectionEnd, ConnectionNotice } from './connection.types.js';

/** What a transition is told to report; `end` is a failed attempt or a lost connection, by its kind. */
export type ConnectionReport = Exclude<ConnectionNotice['type'], 'attempt.failed' | 'connection.lost'> | 'end';

/** The notice that the chart emits for a report, made of its context and, for an end, of the event that says how. */
export const noticeOf = (
  report: ConnectionReport,
  context: ConnectionContext,
  now: number,
  end: () => ConnectionEnd,
): ConnectionNotice => {
  const { attempt, socketId, trigger } = context;
  const { waitMs } = context.wait;
  const facts = { attempt, socketId };
  const attemptMs = now - context.startedAt;
  const uptimeMs = now - context.openedAt;
  switch (report) {
    case 'attempt.started':
      return { type: report, trigger, ...facts };
    case 'attempt.opened':
    case 'attempt.cancelled':
      return { type: report, durationMs: attemptMs, ...facts };
    case 'attempt.throttled':
      return { type: report, trigger, waitMs, ...facts };
    case 'retry.scheduled':
      return { type: report, waitMs, ...facts };
    case 'connection.proved':
      return { type: report, durationMs: uptimeMs, ...facts };
    case 'chat.failed':
    case 'probe.sent':
    case 'probe.overdue':
    case 'offline.discredited':
      return { type: report, ...facts };
    case 'end': {
      const ended = end();
      return isOpenEnd(ended)
        ? { type: 'connection.lost', end: ended, durationMs: uptimeMs, ...facts }
        : { type: 'attempt.failed', end: ended, durationMs: attemptMs, ...facts };
    }
  }
};

/** Whether a connection was open when it ended. */
const isOpenEnd = ({ kind }: ConnectionEnd): boolean => kind === 'lost' || kind === 'half-open';
