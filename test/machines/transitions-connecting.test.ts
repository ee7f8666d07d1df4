import { describe } from 'vitest';
import { type Place, testTransitions } from './chart-driver.js';

const CANCELLED = 'attempt.cancelled | stop';
const GAVE_UP = 'attempt.failed retry.scheduled | stop';

const counted = (kind: 'address' | 'timeout', message: string) =>
  ({ failures: 1, attempt: 1, trigger: 'lost', lastFailure: { kind, message } }) as const;

describe.each<[Place]>([['resolving'], ['awaitingSlot'], ['dialing']])('connecting: %s', (place) => {
  testTransitions('[SE4, PL3]', [
    [place, '', 'chat.release', 'idle', CANCELLED],
    [place, '', 'page.froze', 'backoff.parked', CANCELLED, { isFrozen: true, trigger: 'woken' }],
  ]);

  testTransitions('[PL1]', [
    [place, '', 'address.located', `connecting.${place}`, '', { isLoopback: true }],
    [place, '', 'page.wentOffline', `connecting.${place}`, '', { isOffline: true }],
  ]);
});

describe('connecting', () => {
  const unresolved = counted('address', 'no address within 10000 ms');
  testTransitions('[AT3]', [
    ['resolving', '', 'address.resolved', 'connecting.awaitingSlot', '| slot.ask'],
    ['resolving', '', '+9999', 'connecting.resolving', ''],
    ['resolving', '', '+10000', 'backoff.waiting', GAVE_UP, unresolved],
    ['awaitingSlot', '', '+10000', 'connecting.awaitingSlot', ''],
  ]);

  const stale = 'slot.granted, +9999';
  testTransitions('[AT4]', [
    ['awaitingSlot', '', 'slot.granted', 'connecting.dialing', '| socket.dial'],
    ['awaitingSlot', '+10000', 'slot.granted', 'connecting.dialing', '| socket.dial'],
    ['awaitingSlot', '+10001', 'slot.granted', 'connecting.resolving', '| address.ask'],
    ['awaitingSlot', `+10001, ${stale}`, '+1', 'backoff.waiting', GAVE_UP, unresolved],
    ['awaitingSlot', `+10001, ${stale}, address.resolved`, 'slot.granted', 'connecting.dialing', '| socket.dial'],
  ]);

  const unopened = counted('timeout', 'no handshake within 10000 ms');
  const opened = 'attempt.opened | quiet.watch';
  testTransitions('[AT5]', [
    ['dialing', '', 'socket.opened', 'open.healthy.unproved.wanted', opened],
    ['dialing', '+9999', 'socket.opened', 'open.healthy.unproved.wanted', opened],
    ['dialing', '', '+9999', 'connecting.dialing', ''],
    ['dialing', '', '+10000', 'backoff.waiting', GAVE_UP, unopened],
    ['awaitingSlot', 'slot.granted', 'socket.constructed', 'connecting.dialing', '', { socketId: 7 }],
  ]);

  testTransitions('[LI3]', [
    ['resolving', '', 'sleep 60000', 'backoff.waiting', GAVE_UP, unresolved],
    ['dialing', '', 'sleep 60000', 'backoff.waiting', GAVE_UP, unopened],
  ]);

  const uncounted = (kind: 'address' | 'timeout', { lastFailure }: { readonly lastFailure: { message: string } }) =>
    ({ trigger: 'woken', lastFailure: { kind, message: lastFailure.message } }) as const;
  testTransitions('[PL1]', [
    [
      ...(['dialing', 'page.wentOffline', 'socket.opened', 'open.healthy.unproved.wanted'] as const),
      'attempt.opened offline.discredited | quiet.watch',
      { isOffline: false },
    ],
    ['dialing', 'address.located, page.wentOffline', 'socket.opened', 'open.healthy.unproved.wanted', opened],
    [
      ...(['resolving', 'page.wentOffline', '+10000', 'backoff.parked', 'attempt.failed | stop'] as const),
      uncounted('address', unresolved),
    ],
    [
      ...(['dialing', 'page.wentOffline', '+10000', 'backoff.parked', 'attempt.failed | stop'] as const),
      uncounted('timeout', unopened),
    ],
    ['dialing', 'address.located, page.wentOffline', '+10000', 'backoff.waiting', GAVE_UP, unopened],
    ['dialing', 'page.wentOffline, page.cameOnline', '+10000', 'backoff.waiting', GAVE_UP, unopened],
    ['dialing', 'page.wentOffline, page.hintDiscredited', '+10000', 'backoff.waiting', GAVE_UP, unopened],
  ]);
});
