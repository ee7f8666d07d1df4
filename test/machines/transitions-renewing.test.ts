import { describe } from 'vitest';
import { type Place, testTransitions } from './chart-driver.js';

const OWN_CLOSE = { lastClose: { code: 1000, reason: '', wasClean: true } };
const renewed = { trigger: 'renewed' } as const;
const STARTED = 'attempt.started | stop start address.ask';

describe('reconnect: open', () => {
  testTransitions('[RE7, AT2]', [
    [
      ...(['open', '', 'chat.renew', 'throttled', 'attempt.throttled | goodbye.renewed stop'] as const),
      { ...OWN_CLOSE, ...renewed },
    ],
    [
      ...(['open', '+2000', 'chat.renew', 'connecting.resolving'] as const),
      ...(['attempt.started | goodbye.renewed stop start address.ask', { ...OWN_CLOSE, ...renewed }] as const),
    ],
    ['lingering', '', 'chat.renew', 'idle', '| goodbye.renewed stop', OWN_CLOSE],
  ]);
});

describe.each<[Place]>([['resolving'], ['awaitingSlot'], ['dialing']])('reconnect: %s', (place) => {
  testTransitions('[RE7, AT2]', [
    [place, '', 'chat.renew', 'throttled', 'attempt.cancelled attempt.throttled | stop', renewed],
    [place, '+2000', 'chat.renew', 'connecting.resolving', `attempt.cancelled ${STARTED}`, renewed],
  ]);
});

describe('abandon', () => {
  const lastFailure = { kind: 'abandoned', message: 'no good' } as const;
  testTransitions('[RE8, RE5]', [
    [
      ...(['open', '', 'chat.abandon', 'backoff.waiting', 'connection.lost retry.scheduled | stop'] as const),
      { ...OWN_CLOSE, failures: 1, attempt: 1, trigger: 'lost', lastFailure },
    ],
    [
      ...(['open', '', 'chat.abandon fatal', 'failed', 'connection.lost chat.failed | stop'] as const),
      { ...OWN_CLOSE, lastFailure, failure: { reason: 'rejected', message: 'no good' } },
    ],
    ['lingering', '', 'chat.abandon', 'idle', 'connection.lost | stop', { ...OWN_CLOSE, lastFailure }],
  ]);
});
