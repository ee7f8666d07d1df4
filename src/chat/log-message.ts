import type { LogEvent, Logger, LogRecord } from '../contract/log.js';
import { escapeControls } from '../domain/redaction.js';

const LEVELS: Readonly<Record<LogEvent, keyof Logger>> = {
  'attempt.started': 'info',
  'attempt.opened': 'info',
  'attempt.failed': 'warn',
  'attempt.cancelled': 'debug',
  'attempt.throttled': 'info',
  'retry.scheduled': 'info',
  'connection.lost': 'warn',
  'connection.proved': 'debug',
  'chat.failed': 'error',
  'state.changed': 'debug',
  'probe.sent': 'debug',
  'probe.overdue': 'warn',
  'message.undelivered': 'warn',
  'address.upgraded': 'warn',
  'callback.failed': 'warn',
  'clock.disagrees': 'warn',
};

export const levelOf = (event: LogEvent): keyof Logger => LEVELS[event];

const inMs = (ms = 0) => `${Math.ceil(ms).toLocaleString('en-US')} ms`;

const plural = (count = 0) => (count === 1 ? '1 message' : `${count} messages`);

const attemptOf = ({ attempt, maxAttempts }: LogRecord) => {
  if (attempt === 0) return 'first try';
  return maxAttempts === Number.POSITIVE_INFINITY ? `attempt ${attempt}` : `attempt ${attempt} of ${maxAttempts}`;
};

/** What the console and many loggers read as a placeholder for the record; Firefox also with digits in it. */
const FORMAT_SIGN = /%(?=[\d.]*[%cdfijoOs_])/g;

/** The record in words, for a console (OB2). Foreign text in it, such as a chat's id, is shown as plain text. */
export const messageOfRecord = (record: LogRecord): string =>
  escapeControls(wordsOf(record)).replace(FORMAT_SIGN, '%%');

const wordsOf = (record: LogRecord): string => {
  const { event, chatId, waitMs, durationMs, error } = record;
  switch (event) {
    case 'attempt.started':
      return `Connecting to WebSocket for chat ${chatId} (${attemptOf(record)})`;
    case 'attempt.opened':
      return `WebSocket connected for chat ${chatId} after ${inMs(durationMs)} (${attemptOf(record)})`;
    case 'attempt.failed':
      return `Connecting failed for chat ${chatId} after ${inMs(durationMs)} (${attemptOf(record)}): ${error}`;
    case 'attempt.cancelled':
      return `Connecting cancelled for chat ${chatId} after ${inMs(durationMs)}`;
    case 'attempt.throttled':
      return `Connection throttled for chat ${chatId}: ${inMs(waitMs)} left`;
    case 'retry.scheduled':
      return `Reconnecting to chat ${chatId} in ${inMs(waitMs)} (${attemptOf(record)})`;
    case 'connection.lost':
      return `Connection lost for chat ${chatId} after ${inMs(durationMs)}: ${error}`;
    case 'connection.proved':
      return `Connection of chat ${chatId} is stable: a fresh budget of attempts`;
    case 'chat.failed':
      return `Gave up connecting to chat ${chatId} (${record.reason}): ${error}`;
    case 'state.changed':
      return `Chat ${chatId}: ${record.previousState} → ${record.state}`;
    case 'probe.sent':
      return `Probing the connection of chat ${chatId}`;
    case 'probe.overdue':
      return `No sign of life from chat ${chatId}: its connection is abandoned`;
    case 'message.undelivered':
      return `${plural(record.count)} for chat ${chatId} not delivered: ${record.reason}`;
    case 'address.upgraded':
      return `The address of chat ${chatId} was upgraded to wss:, because the page was loaded over https:`;
    case 'callback.failed':
      return `A function of the options failed for chat ${chatId}: ${error}`;
    case 'clock.disagrees':
      return `Timers fire while the clock stands still, so chat ${chatId} waits for ever: fake both timers and performance.now, or neither`;
  }
};
