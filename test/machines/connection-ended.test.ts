import { describe, expect, test } from 'vitest';
import { observe, type Place, type Row, startChart, testTransitions } from './chart-driver.js';

const LOST = { trigger: 'lost', failures: 1 } as const;
const OWN_CLOSE = { code: 1000, reason: '', wasClean: true };
const PROTOCOL_ERROR = { code: 1002, reason: '', wasClean: true };

interface Ending {
  readonly from: Place;
  readonly given?: string;
  readonly verdict: string;
  readonly to: string;
  readonly says: string;
  readonly starts?: boolean;
  readonly facts?: object;
}

/** The same branches follow a failed attempt and a lost connection. */
const ending = ({ from, given = '', verdict, to, says, starts = false, facts = {} }: Ending): Row => {
  const wasOpen = OPEN.includes(from);
  const lastFailure = { kind: wasOpen ? 'lost' : 'handshake', message: 'gone' };
  return [
    from,
    given,
    `${wasOpen ? 'lost' : 'failed'} ${verdict}`,
    to,
    `${wasOpen ? 'connection.lost' : 'attempt.failed'} ${says} | stop${starts ? ' start address.ask' : ''}`.replace(
      '  ',
      ' ',
    ),
    { lastFailure, ...(wasOpen && { lastClose: OWN_CLOSE }), ...facts } as Row[5] & object,
  ];
};

const failed = (reason: string, message = 'gone') => ({ failure: { reason, message } });

const CONNECTING: readonly Place[] = ['resolving', 'awaitingSlot', 'dialing'];
const OPEN: readonly Place[] = ['open', 'probing', 'loopback'];

describe.each(CONNECTING)('connection.ended in %s', (from) => {
  testTransitions('[RE5, AT6]', [
    ending({ from, verdict: 'misconfigured', to: 'failed', says: 'chat.failed', facts: failed('misconfigured') }),
  ]);
});

describe.each([...CONNECTING, ...OPEN])('connection.ended in %s', (from) => {
  testTransitions('[RE5]', [
    ending({ from, verdict: 'fatal', to: 'failed', says: 'chat.failed', facts: failed('rejected') }),
    ending({
      ...{ from, verdict: 'retry-twice', to: 'backoff.waiting', says: 'retry.scheduled' },
      facts: { ...LOST, attempt: 1, protocolErrors: 1, lastClose: PROTOCOL_ERROR },
    }),
    ending({
      ...{ from, verdict: 'refresh', to: 'throttled', says: 'attempt.throttled' },
      facts: { hasRefreshed: true, trigger: 'unauthorized' },
    }),
    ending({
      ...{
        from,
        given: '+2000',
        verdict: 'refresh',
        to: 'connecting.resolving',
        says: 'attempt.started',
        starts: true,
      },
      facts: { hasRefreshed: true, trigger: 'unauthorized' },
    }),
    ending({
      ...{ from, verdict: 'patience', to: 'backoff.waiting', says: 'retry.scheduled' },
      facts: { ...LOST, attempt: 1, heldUntil: 60_000 },
    }),
  ]);

  testTransitions('[RE1]', [
    ending({
      ...{ from, verdict: 'retry', to: 'backoff.waiting', says: 'retry.scheduled' },
      facts: { ...LOST, attempt: 1 },
    }),
  ]);

  const exhausted = { failures: 1, ...failed('attempts-exhausted', 'no attempts left of 0') };
  testTransitions(
    '[RE1]',
    [
      ending({ from, verdict: 'retry', to: 'failed', says: 'chat.failed', facts: exhausted }),
      ending({ from, verdict: 'patience', to: 'failed', says: 'chat.failed', facts: exhausted }),
    ],
    { maxAttempts: 0 },
  );

  const given = 'page.wentOffline';
  testTransitions('[PL1]', [
    ending({ from, given, verdict: 'fatal', to: 'failed', says: 'chat.failed', facts: failed('rejected') }),
    ending({
      ...{ from, given: `+2000, ${given}`, verdict: 'refresh', to: 'connecting.resolving', says: 'attempt.started' },
      ...{ starts: true, facts: { hasRefreshed: true, trigger: 'unauthorized' } },
    }),
  ]);
});

describe('connection.ended while offline', () => {
  const given = 'page.wentOffline';
  const counted = { ...LOST, attempt: 1 };
  const waits = { verdict: 'retry', to: 'backoff.waiting', says: 'retry.scheduled', facts: counted };
  testTransitions('[PL1]', [
    ...CONNECTING.flatMap((from) => [
      ending({ from, given, verdict: 'retry', to: 'backoff.parked', says: '', facts: { trigger: 'woken' } }),
      ending({
        ...{ from, given, verdict: 'patience', to: 'backoff.parked', says: '' },
        facts: { trigger: 'woken', heldUntil: 60_000 },
      }),
      ending({ from, given: `address.located, ${given}`, ...waits }),
    ]),
    ending({ from: 'open', given, verdict: 'retry', to: 'backoff.parked', says: '', facts: counted }),
    ending({ from: 'probing', given, verdict: 'retry', to: 'backoff.parked', says: '', facts: counted }),
    ending({ from: 'loopback', given, ...waits }),
    ending({
      ...{ from: 'open', given, verdict: 'patience', to: 'backoff.parked', says: '' },
      facts: { ...counted, heldUntil: 60_000 },
    }),
  ]);
});

describe('connection.ended once more', () => {
  const then = (given: string, verdict: string) => {
    const { state, facts } = observe('resolving', given, `failed ${verdict}`);
    return [state, facts['failure']];
  };
  const rejected = ['failed', { reason: 'rejected', message: 'gone' }];
  const unauthorized = ['failed', { reason: 'unauthorized', message: 'gone' }];
  const twice = 'failed retry-twice, +20000, failed retry-twice, +20000';

  test('[RE5] a third 1002 in a row is fatal, with another end between it is not', () => {
    expect([
      then('failed retry-twice, +20000', 'retry-twice'),
      then(twice, 'retry-twice'),
      then(`${twice}, failed retry, +20000`, 'retry-twice'),
      then(`failed retry-twice, +20000, failed retry-twice, chat.retry, +20000`, 'retry-twice'),
    ]).toEqual([
      ['backoff.waiting', undefined],
      rejected,
      ['backoff.waiting', undefined],
      ['backoff.waiting', undefined],
    ]);
  });

  test('[RE5] a second refusal fails, a restored budget allows one more', () => {
    expect([
      then('failed refresh, +2000', 'refresh'),
      then('failed refresh, +2000, failed retry, +20000', 'refresh'),
      then('failed refresh, chat.retry, +2000', 'refresh'),
    ]).toEqual([unauthorized, unauthorized, ['throttled', undefined]]);
  });

  test('[RE1] a first try and maxAttempts reconnections, then failed', () => {
    const chart = startChart();
    chart.take('chat.want');
    const attempts = Array.from({ length: 11 }, () => {
      chart.take('failed retry');
      const reached = [chart.state(), chart.actor.getSnapshot().context.attempt];
      chart.take('+20000');
      return reached;
    });
    expect(attempts).toEqual([
      ...Array.from({ length: 10 }, (_, failures) => ['backoff.waiting', failures + 1]),
      ['failed', 10],
    ]);
  });
});
