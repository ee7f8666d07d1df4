import { describe } from 'vitest';
import { type Place, testTransitions } from './chart-driver.js';

const STARTED = 'attempt.started | start address.ask';
const THROTTLED = 'attempt.throttled |';
const SCHEDULED = 'retry.scheduled |';
const RESTORED = { failures: 0, attempt: 0 } as const;

describe('backoff: waiting', () => {
  const retried = { ...RESTORED, trigger: 'retry' } as const;
  const woken = { trigger: 'woken' } as const;
  testTransitions('[AT2, PL2]', [
    ['waiting', '', '+19999', 'backoff.waiting', ''],
    ['waiting', '', '+20000', 'connecting.resolving', STARTED],
    ['waiting', '', 'sleep 3600000', 'connecting.resolving', STARTED],
    ['waiting', '', 'chat.release', 'idle', ''],
    ['waiting', '', 'chat.want', 'backoff.waiting', ''],
    ['waiting', '', 'chat.retry', 'throttled', THROTTLED, retried],
    ['waiting', '+2000', 'chat.retry', 'connecting.resolving', STARTED, retried],
    ['waiting', '', 'page.cameOnline', 'throttled', THROTTLED, woken],
    ['waiting', '+2000', 'page.cameOnline', 'connecting.resolving', STARTED, woken],
    ['waiting', '', 'page.resumed', 'throttled', THROTTLED, woken],
    ['waiting', '+2000', 'page.resumed', 'connecting.resolving', STARTED, woken],
    ['waiting', '+9999', 'page.becameVisible', 'backoff.waiting', ''],
    ['waiting', '+10000', 'page.becameVisible', 'connecting.resolving', STARTED, woken],
  ]);

  testTransitions('[PL1, PL3]', [
    ['waiting', '', 'page.wentOffline', 'backoff.parked', '', { isOffline: true }],
    ['waiting', 'page.wentOffline', '+3600000', 'backoff.parked', ''],
    ['dialing', 'address.located, failed retry', 'page.wentOffline', 'backoff.waiting', '', { isOffline: true }],
    ['waiting', '', 'page.froze', 'backoff.parked', '', { isFrozen: true }],
    ['waiting', 'page.froze', '+3600000', 'backoff.parked', ''],
  ]);

  testTransitions('[RE5] held off:', [
    ['held', '', '+59999', 'backoff.waiting', ''],
    ['held', '', '+60000', 'connecting.resolving', STARTED, { heldUntil: null }],
    ['held', '+30000', 'page.cameOnline', 'backoff.waiting', ''],
    ['held', '+30000', 'page.becameVisible', 'backoff.waiting', ''],
    ['held', '+30000', 'page.resumed', 'backoff.waiting', ''],
    ['held', '+30000', 'chat.retry', 'connecting.resolving', STARTED, { ...retried, heldUntil: null }],
    ['held', '+30000, chat.release', 'chat.want', 'connecting.resolving', STARTED, { trigger: 'wanted' }],
  ]);
});

describe('backoff: parked', () => {
  const online = { trigger: 'woken', isOffline: false } as const;
  const resumed = { trigger: 'woken', isFrozen: false } as const;
  const retried = { ...RESTORED, trigger: 'retry' } as const;
  testTransitions('[PL1]', [
    ['offline', '', 'page.cameOnline', 'throttled', THROTTLED, online],
    ['offline', '+2000', 'page.cameOnline', 'connecting.resolving', STARTED, online],
    ['offline', '', 'page.hintDiscredited', 'throttled', THROTTLED, online],
    ['offline', '+2000', 'page.hintDiscredited', 'connecting.resolving', STARTED, online],
    ['offline', '', 'chat.retry', 'throttled', THROTTLED, retried],
    ['offline', '+2000', 'chat.retry', 'connecting.resolving', STARTED, retried],
    ['offline', '+60000', 'page.resumed', 'backoff.parked', ''],
    ['offline', '+60000', 'page.becameVisible', 'backoff.parked', ''],
    ['offline', '', 'page.froze', 'backoff.parked', '', { isFrozen: true }],
    ['offline', 'page.froze, +2000', 'page.resumed', 'backoff.parked', '', { isFrozen: false }],
    ['offline', 'page.froze, +2000', 'page.cameOnline', 'backoff.parked', '', { isOffline: false }],
    ['offline', 'page.froze, page.cameOnline, +2000', 'page.resumed', 'connecting.resolving', STARTED, resumed],
    ['offline', 'page.froze, page.resumed, +2000', 'page.cameOnline', 'connecting.resolving', STARTED, online],
  ]);

  testTransitions('[PL3]', [
    ['frozen', '', 'page.resumed', 'throttled', THROTTLED, resumed],
    ['frozen', '+2000', 'page.resumed', 'connecting.resolving', STARTED, resumed],
    ['frozen', '+60000', 'page.cameOnline', 'backoff.parked', ''],
    ['frozen', '+60000', 'page.becameVisible', 'backoff.parked', ''],
    ['frozen', '+60000', 'page.froze', 'backoff.parked', ''],
    ['frozen', '+60000', 'chat.retry', 'backoff.parked', '', RESTORED],
    ['frozen', '+60000, page.wentOffline', 'page.resumed', 'backoff.parked', '', { isFrozen: false }],
    [
      ...(['dialing', 'address.located, failed retry, page.froze, page.wentOffline, +2000', 'page.resumed'] as const),
      ...(['connecting.resolving', STARTED, resumed] as const),
    ],
  ]);

  testTransitions('[RE5] returns to waiting for the rest:', [
    ['held', 'page.wentOffline, +30000', 'page.cameOnline', 'backoff.waiting', SCHEDULED, { isOffline: false }],
    ['held', 'page.wentOffline, +30000', 'page.hintDiscredited', 'backoff.waiting', SCHEDULED, { isOffline: false }],
    ['held', 'page.froze, +30000', 'page.resumed', 'backoff.waiting', SCHEDULED, { isFrozen: false }],
    ['held', 'page.froze, +30000, page.resumed', '+29999', 'backoff.waiting', ''],
    ['held', 'page.froze, +30000, page.resumed', '+30000', 'connecting.resolving', STARTED, { heldUntil: null }],
    [
      ...(['held', 'page.froze, +60000', 'page.resumed', 'connecting.resolving', STARTED] as const),
      { ...resumed, heldUntil: null },
    ],
  ]);

  testTransitions('[RE5] retry() has lifted the hold:', [
    [
      ...(['held', 'chat.retry, page.froze, +5000', 'page.resumed', 'connecting.resolving', STARTED] as const),
      { isFrozen: false },
    ],
  ]);

  describe.each<[Place]>([['offline'], ['frozen']])('%s', (place) => {
    testTransitions('[PL1, PL3]', [
      [place, '', '+86400000', 'backoff.parked', ''],
      [place, '', 'chat.release', 'idle', ''],
    ]);
  });
});
