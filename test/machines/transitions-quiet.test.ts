import { describe } from 'vitest';
import { testTransitions } from './chart-driver.js';

const THROTTLED = 'attempt.throttled |';
const STARTED = 'attempt.started | start address.ask';

describe('idle', () => {
  testTransitions('[AT2]', [
    ['idle', '', 'chat.want', 'connecting.resolving', STARTED],
    ['throttled', 'chat.release', 'chat.want', 'throttled', THROTTLED],
    ['throttled', 'chat.release, +1999', 'chat.want', 'throttled', THROTTLED],
    ['throttled', 'chat.release, +2000', 'chat.want', 'connecting.resolving', STARTED],
  ]);

  testTransitions('[PL1, PL3]', [
    ['idle', '', 'chat.want offline', 'connecting.resolving', STARTED, { isOffline: true }],
    ['idle', '', 'chat.want frozen', 'backoff.parked', '', { isFrozen: true }],
  ]);

  const wanted = { trigger: 'wanted' } as const;
  testTransitions('[RE3, RE5]', [
    ['waiting', 'chat.release, +2000', 'chat.want', 'connecting.resolving', STARTED, wanted],
    ['waiting', 'chat.release, +59999', 'chat.want', 'connecting.resolving', STARTED, wanted],
    [
      ...(['waiting', 'chat.release, +60000', 'chat.want', 'connecting.resolving', STARTED] as const),
      { ...wanted, failures: 0, attempt: 0 },
    ],
    ['waiting', 'chat.release', 'chat.retry', 'idle', '', { failures: 0 }],
    ['held', '', 'chat.release', 'idle', '', { heldUntil: null }],
  ]);

  testTransitions('[RE4]', [
    ['rejected', 'chat.release', 'chat.want', 'failed', 'chat.failed |'],
    ['rejected', 'chat.release, +59999', 'chat.want', 'failed', 'chat.failed |'],
    ['rejected', 'chat.release, +60000', 'chat.want', 'connecting.resolving', STARTED, { failure: null }],
    ['rejected', 'chat.release', 'chat.retry', 'idle', '', { failure: null }],
    ['rejected', 'chat.release, chat.retry', 'chat.want', 'throttled', THROTTLED],
  ]);
});

describe('throttled', () => {
  testTransitions('[AT2]', [
    ['throttled', '', '+1999', 'throttled', ''],
    ['throttled', '', '+2000', 'connecting.resolving', STARTED],
    ['throttled', '+1500, chat.want, chat.retry', '+499', 'throttled', ''],
    ['throttled', '+1500, chat.want, chat.retry', '+500', 'connecting.resolving', STARTED],
    ['throttled', '', 'chat.release', 'idle', ''],
    ['waiting', 'chat.release, chat.want', 'chat.retry', 'throttled', '', { failures: 0, attempt: 0 }],
  ]);

  testTransitions('[PL1, PL3]', [
    ['throttled', 'page.wentOffline', '+2000', 'connecting.resolving', STARTED],
    ['throttled', '', 'page.froze', 'backoff.parked', '', { isFrozen: true, trigger: 'woken' }],
    ['throttled', 'page.froze', '+2000', 'backoff.parked', ''],
  ]);
});

describe('failed', () => {
  const retried = { trigger: 'retry', failure: null } as const;
  testTransitions('[RE4]', [
    ['rejected', '', '+3600000', 'failed', ''],
    ['rejected', '', 'chat.release', 'idle', ''],
    ['rejected', '', 'chat.retry', 'throttled', THROTTLED, retried],
    ['rejected', '+2000', 'chat.retry', 'connecting.resolving', STARTED, retried],
    ['rejected', 'page.froze', 'chat.retry', 'failed', ''],
    ['rejected', '+60000', 'page.cameOnline', 'failed', ''],
    ['rejected', '+60000', 'page.becameVisible', 'failed', ''],
    ['rejected', '+60000, page.froze', 'page.resumed', 'failed', '', { isFrozen: false }],
  ]);

  const woken = { failures: 0, trigger: 'woken', failure: null } as const;
  const online = { ...woken, isOffline: false } as const;
  const resumed = { ...woken, isFrozen: false } as const;
  testTransitions(
    '[RE3]',
    [
      ['waiting', '', 'page.cameOnline', 'throttled', THROTTLED, woken],
      ['waiting', '+2000', 'page.cameOnline', 'connecting.resolving', STARTED, woken],
      ['waiting', '+2000, page.wentOffline', 'page.cameOnline', 'connecting.resolving', STARTED, online],
      ['waiting', '+2000, page.froze', 'page.cameOnline', 'failed', ''],
      ['waiting', '+59999', 'page.becameVisible', 'failed', ''],
      ['waiting', '+60000', 'page.becameVisible', 'connecting.resolving', STARTED, woken],
      ['waiting', '+60000, page.wentOffline', 'page.becameVisible', 'failed', ''],
      ['waiting', '+60000, page.froze', 'page.becameVisible', 'failed', ''],
      ['waiting', 'page.froze', 'page.resumed', 'throttled', THROTTLED, resumed],
      ['waiting', 'page.froze, +2000', 'page.resumed', 'connecting.resolving', STARTED, resumed],
      ['waiting', 'page.wentOffline, page.froze, +2000', 'page.resumed', 'failed', '', { isFrozen: false }],
      ['waiting', 'page.froze', 'chat.retry', 'failed', '', { failures: 0 }],
    ],
    { maxAttempts: 0 },
  );
});
