import { describe } from 'vitest';
import { testTransitions } from './chart-driver.js';

const GREETED = { greetingTimeoutMs: 8_000 };
const OPEN = 'open.healthy.unproved.wanted';

const counted = (message: string) =>
  ({ failures: 1, attempt: 1, trigger: 'lost', lastFailure: { kind: 'greeting', message } }) as const;

describe('connecting: greeting', () => {
  const opened = 'socket.opened';
  const gaveUp = 'attempt.failed retry.scheduled | stop';
  const discredited = { isOffline: false };
  testTransitions(
    '[GR1]',
    [
      ['dialing', '', opened, 'connecting.greeting', '| greeting.begin'],
      ['dialing', opened, 'greeting.welcomed', OPEN, 'attempt.opened | quiet.watch'],
      ['dialing', opened, 'socket.wentQuiet', 'connecting.greeting', ''],
      ['dialing', opened, 'chat.abandon', 'connecting.greeting', ''],
      ['dialing', '', 'greeting.welcomed', 'connecting.dialing', ''],
    ],
    GREETED,
  );

  testTransitions(
    '[GR3, LI3]',
    [
      ['dialing', `+9000, ${opened}`, '+7999', 'connecting.greeting', ''],
      ['dialing', `+9000, ${opened}`, '+8000', 'backoff.waiting', gaveUp, counted('no welcome within 8000 ms')],
      ['dialing', opened, 'sleep 60000', 'backoff.waiting', gaveUp, counted('no welcome within 8000 ms')],
    ],
    GREETED,
  );

  testTransitions(
    '[GR4]',
    [
      ['dialing', opened, 'chat.release', 'idle', 'attempt.cancelled | stop'],
      [
        ...(['dialing', opened, 'page.froze', 'backoff.parked', 'attempt.cancelled | stop'] as const),
        { isFrozen: true, trigger: 'woken' },
      ],
    ],
    GREETED,
  );

  testTransitions(
    '[PL1, GR1] discredits the hint:',
    [
      [
        ...(['dialing', 'page.wentOffline', opened, 'connecting.greeting'] as const),
        ...(['offline.discredited | greeting.begin', discredited] as const),
      ],
      [
        ...(['dialing', `${opened}, page.wentOffline`, 'greeting.welcomed', OPEN] as const),
        ...(['attempt.opened offline.discredited | quiet.watch', discredited] as const),
      ],
    ],
    GREETED,
  );
});
