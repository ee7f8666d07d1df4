import { describe } from 'vitest';
import { type Row, testTransitions } from './chart-driver.js';

const OWN_CLOSE = { lastClose: { code: 1000, reason: '', wasClean: true } };
const PROBED = 'probe.sent | ping.send';
const HALF_OPEN = 'probe.overdue connection.lost retry.scheduled | stop';
const overdue = {
  ...OWN_CLOSE,
  ...({ failures: 1, attempt: 1, trigger: 'lost' } as const),
  lastFailure: { kind: 'half-open', message: 'no sign of life before the probe timed out' },
} as const;

const at = (liveness: string, proof = 'unproved', holding = 'wanted') => `open.${liveness}.${proof}.${holding}`;
const HEALTHY = at('healthy');
const PROBING = at('probing');
const REPROBING = at('reprobing');

describe('open: liveness', () => {
  testTransitions('[LI1, LI2]', [
    ['open', '', 'socket.wentQuiet', PROBING, PROBED],
    ['probing', '', 'frame.arrived', HEALTHY, '| quiet.watch'],
    ['probing', '', '+9999', PROBING, ''],
    ['probing', '', '+10000', 'backoff.waiting', HALF_OPEN, overdue],
  ]);

  testTransitions('[LI3]', [
    ['probing', '', 'sleep 12000', 'backoff.waiting', HALF_OPEN, overdue],
    ['probing', '', 'sleep 12001', REPROBING, PROBED],
    ['reprobing', '', '+9999', REPROBING, ''],
    ['reprobing', '', '+10000', 'backoff.waiting', HALF_OPEN, overdue],
    ['reprobing', '', 'sleep 12001', 'backoff.waiting', HALF_OPEN, overdue],
    ['reprobing', '', 'frame.arrived', HEALTHY, '| quiet.watch'],
    ['reprobing', 'frame.arrived, socket.wentQuiet', 'sleep 12001', REPROBING, PROBED],
    ['open', 'page.becameVisible', 'sleep 7000', 'backoff.waiting', HALF_OPEN, overdue],
    ['open', 'page.becameVisible', 'sleep 7001', REPROBING, PROBED],
  ]);

  const wakes = (signal: string): Row[] => [
    ['open', '', signal, PROBING, PROBED],
    ['open', signal, '+4999', PROBING, ''],
    ['open', signal, '+5000', 'backoff.waiting', HALF_OPEN, overdue],
    ['probing', '+1000', signal, PROBING, ''],
    ['probing', `+1000, ${signal}`, '+4999', PROBING, ''],
    ['probing', `+1000, ${signal}`, '+5000', 'backoff.waiting', HALF_OPEN, overdue],
    ['probing', `+8000, ${signal}`, '+2000', 'backoff.waiting', HALF_OPEN, overdue],
    ['reprobing', '+1000', signal, REPROBING, ''],
    ['reprobing', `+1000, ${signal}`, '+4999', REPROBING, ''],
    ['reprobing', `+1000, ${signal}`, '+5000', 'backoff.waiting', HALF_OPEN, overdue],
    ['open', `${signal}, +3000, ${signal}`, '+2000', 'backoff.waiting', HALF_OPEN, overdue],
    ['lingering', '', signal, at('probing', 'unproved', 'lingering'), PROBED],
  ];
  testTransitions('[LI5]', ['page.cameOnline', 'page.becameVisible', 'page.resumed'].flatMap(wakes));
});

describe('open: proof', () => {
  const proved = { failures: 0, lastFailure: null } as const;
  const again = `lost retry, +20000, address.resolved, slot.granted, socket.opened`;
  testTransitions('[RE3]', [
    ['open', '', '+29999', HEALTHY, ''],
    ['open', '', '+30000', at('healthy', 'awaitingFrame'), '| frame.watch'],
    ['open', '+29999, frame.arrived', '+1', at('healthy', 'awaitingFrame'), '| frame.watch'],
    ['open', `${again}, +30000`, 'frame.arrived', at('healthy', 'proved'), 'connection.proved |', proved],
    ['open', '+30000, socket.wentQuiet', 'frame.arrived', at('healthy', 'proved'), 'connection.proved | quiet.watch'],
    ['open', '+30000, chat.release', 'frame.arrived', at('healthy', 'proved', 'lingering'), 'connection.proved |'],
  ]);
  testTransitions('[LI3]', [
    ['open', '', 'sleep 32001', HEALTHY, ''],
    ['open', 'sleep 32001', '+29999', HEALTHY, ''],
    ['open', 'sleep 32001', '+30000', at('healthy', 'awaitingFrame'), '| frame.watch'],
    ['open', '', 'sleep 32000', at('healthy', 'awaitingFrame'), '| frame.watch'],
  ]);
  testTransitions(
    '[RE3]',
    [
      ['open', `${again}, +29999`, '+1', at('healthy', 'proved'), 'connection.proved |', proved],
      ['open', '', 'sleep 32001', HEALTHY, ''],
    ],
    { probeTimeoutMs: null, wakeTimeoutMs: null },
  );
});

describe('open: the page', () => {
  const parked = { ...OWN_CLOSE, isFrozen: true, trigger: 'woken' } as const;
  const discredited = { isOffline: false } as const;
  testTransitions('[PL1, PL3]', [
    ['open', '', 'page.froze', 'backoff.parked', '| goodbye.frozen stop', parked],
    ['probing', '', 'page.froze', 'backoff.parked', '| goodbye.frozen stop', parked],
    ['open', '', 'page.wentOffline', HEALTHY, '| frame.watch', { isOffline: true }],
    ['probing', '', 'page.wentOffline', PROBING, '| frame.watch', { isOffline: true }],
    ['open', 'page.wentOffline', 'page.hintDiscredited', HEALTHY, '', discredited],
    ['open', '', 'frame.arrived', HEALTHY, ''],
    ['loopback', 'page.wentOffline', 'frame.arrived', HEALTHY, ''],
  ]);

  testTransitions('[PL1] discredits the hint:', [
    ['open', 'page.wentOffline', 'frame.arrived', HEALTHY, 'offline.discredited |', discredited],
    ['probing', 'page.wentOffline', 'frame.arrived', HEALTHY, 'offline.discredited | quiet.watch', discredited],
    [
      ...(['open', 'page.wentOffline, +30000', 'frame.arrived', at('healthy', 'proved')] as const),
      ...(['offline.discredited connection.proved |', discredited] as const),
    ],
  ]);
});

describe('open: without heartbeat', () => {
  const without = { probeTimeoutMs: null, wakeTimeoutMs: null };
  const replaced = { ...OWN_CLOSE, isOffline: false, trigger: 'woken' } as const;
  testTransitions(
    '[LI5]',
    [
      ['open', 'page.wentOffline', 'page.cameOnline', 'throttled', 'attempt.throttled | stop', replaced],
      [
        ...(['open', 'page.wentOffline, +2000', 'page.cameOnline', 'connecting.resolving'] as const),
        ...(['attempt.started | stop start address.ask', replaced] as const),
      ],
      ['open', '', 'page.cameOnline', HEALTHY, ''],
      ['open', 'page.wentOffline, page.hintDiscredited', 'page.cameOnline', HEALTHY, ''],
      ['open', 'page.wentOffline, frame.arrived', 'page.cameOnline', HEALTHY, ''],
      ['open', '', 'page.becameVisible', HEALTHY, ''],
      ['open', '', 'page.resumed', HEALTHY, ''],
      ['lingering', 'page.wentOffline', 'page.cameOnline', 'idle', '| stop', { ...OWN_CLOSE, isOffline: false }],
      ['lingering', '', 'page.cameOnline', at('healthy', 'unproved', 'lingering'), ''],
      ['loopback', 'page.wentOffline', 'page.cameOnline', HEALTHY, '', { isOffline: false }],
    ],
    without,
  );
});

describe('open: a heartbeat that only listens', () => {
  const listening = { wakeTimeoutMs: null };
  testTransitions(
    '[LI6]',
    [
      ['open', '', 'page.becameVisible', HEALTHY, ''],
      ['open', '', 'page.resumed', HEALTHY, ''],
      ['open', '', 'page.cameOnline', HEALTHY, ''],
      ['open', 'page.wentOffline', 'page.cameOnline', HEALTHY, '', { isOffline: false }],
      ['probing', '+1000, page.becameVisible', '+8999', PROBING, ''],
      ['probing', '+1000, page.becameVisible', '+9000', 'backoff.waiting', HALF_OPEN, overdue],
    ],
    listening,
  );
  testTransitions('[LI5]', [['open', 'page.becameVisible', '+7000', 'backoff.waiting', HALF_OPEN, overdue]], {
    wakeTimeoutMs: 7_000,
  });
});

describe('open: lingering', () => {
  const LINGERING = at('healthy', 'unproved', 'lingering');
  const lost = { ...OWN_CLOSE, lastFailure: { kind: 'lost', message: 'gone' } } as const;
  testTransitions('[SE4, SE5, SE6]', [
    ['open', '', 'chat.release', LINGERING, ''],
    ['lingering', '', 'chat.want', HEALTHY, ''],
    ['lingering', 'chat.want', '+10000', HEALTHY, ''],
    ['lingering', '', '+9999', LINGERING, ''],
    ['lingering', '', '+10000', 'idle', '| goodbye.released stop', OWN_CLOSE],
    ['lingering', '', 'chat.evict', 'idle', '| goodbye.evicted stop', OWN_CLOSE],
    ['lingering', '', 'chat.dispose', 'idle', '| goodbye.disposed stop', OWN_CLOSE],
    ['open', '', 'chat.evict', HEALTHY, ''],
    ['open', '', 'chat.dispose', HEALTHY, ''],
    ['lingering', '', 'lost retry', 'idle', 'connection.lost | stop', lost],
    ['lingering', '', 'lost fatal', 'idle', 'connection.lost | stop', lost],
    ['lingering', '', 'lost refresh', 'idle', 'connection.lost | stop', lost],
    ['lingering', '', 'lost patience', 'idle', 'connection.lost | stop', lost],
  ]);
  const frozen = { ...OWN_CLOSE, isFrozen: true };
  testTransitions('[PL3]', [['lingering', '', 'page.froze', 'idle', '| goodbye.frozen stop', frozen]]);
});
