import { describe, expect, test } from 'vitest';
import { levelOf, messageOfRecord } from '../../src/chat/log-message.js';
import type { LogEvent, Logger, LogRecord } from '../../src/index.js';

type Fields = Partial<Omit<LogRecord, 'event' | 'chatId'>>;

/** For each event: what it is about, how it is told, and how loud. */
const TOLD: Record<LogEvent, readonly [Fields, string, keyof Logger]> = {
  'attempt.started': [{}, 'Connecting to WebSocket for chat 42 (attempt 3 of 10)', 'info'],
  'attempt.opened': [{ durationMs: 1_234 }, 'WebSocket connected for chat 42 after 1,234 ms (attempt 3 of 10)', 'info'],
  'attempt.failed': [
    { durationMs: 0.2, error: 'refused' },
    'Connecting failed for chat 42 after 1 ms (attempt 3 of 10): refused',
    'warn',
  ],
  'attempt.cancelled': [{ durationMs: 5 }, 'Connecting cancelled for chat 42 after 5 ms', 'debug'],
  'attempt.throttled': [{ waitMs: 1_500 }, 'Connection throttled for chat 42: 1,500 ms left', 'info'],
  'retry.scheduled': [{ waitMs: 4_000 }, 'Reconnecting to chat 42 in 4,000 ms (attempt 3 of 10)', 'info'],
  'connection.lost': [{ durationMs: 7, error: 'away' }, 'Connection lost for chat 42 after 7 ms: away', 'warn'],
  'connection.proved': [{}, 'Connection of chat 42 is stable: a fresh budget of attempts', 'debug'],
  'chat.failed': [{ reason: 'rejected', error: 'no' }, 'Gave up connecting to chat 42 (rejected): no', 'error'],
  'state.changed': [{ previousState: 'idle', state: 'connecting' }, 'Chat 42: idle → connecting', 'debug'],
  'probe.sent': [{}, 'Probing the connection of chat 42', 'debug'],
  'probe.overdue': [{}, 'No sign of life from chat 42: its connection is abandoned', 'warn'],
  'message.undelivered': [{ count: 2, reason: 'expired' }, '2 messages for chat 42 not delivered: expired', 'warn'],
  'address.upgraded': [
    {},
    'The address of chat 42 was upgraded to wss:, because the page was loaded over https:',
    'warn',
  ],
  'callback.failed': [{ error: 'oops' }, 'A function of the options failed for chat 42: oops', 'warn'],
  'clock.disagrees': [
    {},
    'Timers fire while the clock stands still, so chat 42 waits for ever: fake both timers and performance.now, or neither',
    'warn',
  ],
};

const record = (event: LogEvent, fields: Fields = {}): LogRecord => ({
  event,
  chatId: '42',
  socketId: 1,
  attempt: 3,
  maxAttempts: 10,
  state: 'backoff',
  ...fields,
});

describe('a record in words', () => {
  test.each(Object.entries(TOLD) as [LogEvent, (typeof TOLD)[LogEvent]][])(
    '[OB1] tells of %s at its level',
    (event, [fields, words, level]) => {
      expect([messageOfRecord(record(event, fields)), levelOf(event)]).toEqual([words, level]);
    },
  );

  test('[OB1] counts the attempts as users do', () => {
    const attempts = [{ attempt: 0 }, { attempt: 1, maxAttempts: Number.POSITIVE_INFINITY }];
    expect(attempts.map((fields) => messageOfRecord(record('attempt.started', fields)))).toEqual([
      'Connecting to WebSocket for chat 42 (first try)',
      'Connecting to WebSocket for chat 42 (attempt 1)',
    ]);
  });

  test('[OB1] tells of one message as of one', () => {
    const words = messageOfRecord(record('message.undelivered', { count: 1, reason: 'expired' }));
    expect(words).toBe('1 message for chat 42 not delivered: expired');
  });
});
