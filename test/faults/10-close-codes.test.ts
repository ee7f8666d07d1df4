import { describe, expect, test } from 'vitest';
import { CONSTRUCTORS, isIn, resting, serve, startRealSession } from '../integration/real-session.js';
import { accepts, acceptsThenCloses, sequence } from '../support/raw-servers.js';
import { startSession } from '../support/session.js';

const REASON = 'said the server';

/** Those that a server may send arrive as they are. */
const RETRIED = [1000, 1001, 1002, 1003, 1007, 1009, 1011, 1012, 1014, 3000, 4000, 4408, 4499, 4999];
const FATAL = [1010, 4400, 4403, 4404, 4409, 4410];
const REFRESHED = [1008, 4401];
const HELD_OFF = [1013, 4429, 4503];
/** Those that no one may send, and those that say what was not sent, are an error and 1006 in Node. */
const IMPOSSIBLE = [999, 1004, 1006, 1015, 1016, 2999, 5000, 65_535];

describe.each(CONSTRUCTORS)('a close from a real server, by %s', (_, WebSocket) => {
  const closedWith = async (code: number, reason: string) => {
    const server = await serve(sequence(acceptsThenCloses(code, reason), accepts()));
    const session = startRealSession(server.origin, { ...resting, WebSocket });
    session.chats.select('42');
    return { ...session, server };
  };

  test.each(RETRIED)('[RE5] fault 10: with %i is retried', async (code) => {
    const { until } = await closedWith(code, REASON);
    const { attempt, lastClose } = await until('42', isIn('backoff', 'failed'));
    expect([attempt, lastClose]).toEqual([1, { code, reason: REASON, wasClean: true }]);
  });

  test('[RE5] fault 10: without a code (1005) is retried', async () => {
    const { until } = await closedWith(1005, '');
    const { attempt, lastClose } = await until('42', isIn('backoff', 'failed'));
    expect([attempt, lastClose]).toEqual([1, { code: 1005, reason: '', wasClean: true }]);
  });

  test.each(IMPOSSIBLE)(
    '[RE5, AT5] fault 10: with %i, which no one may send, is one failure that is retried',
    async (code) => {
      const { until, logged } = await closedWith(code, REASON);
      const { state, attempt } = await until('42', isIn('backoff', 'failed'));
      expect([state, attempt, logged('connection.lost').length + logged('attempt.failed').length]).toEqual([
        'backoff',
        1,
        1,
      ]);
    },
  );

  test.each(FATAL)('[RE5] fault 10: with %i is for good', async (code) => {
    const { until, server } = await closedWith(code, REASON);
    const { failure, lastClose } = await until('42', isIn('backoff', 'failed'));
    expect([failure?.reason, lastClose, server.upgrades.length]).toEqual([
      'rejected',
      { code, reason: REASON, wasClean: true },
      1,
    ]);
  });

  test.each(REFRESHED)('[RE5] fault 10: with %i is refreshed', async (code) => {
    const { until } = await closedWith(code, REASON);
    const { state, attempt } = await until('42', (one) => one.lastClose !== null && isIn('open', 'failed')(one));
    expect([state, attempt]).toEqual(['open', 0]);
  });

  test.each(HELD_OFF)('[RE5] fault 10: with %i is retried after the time that the server names', async (code) => {
    const { until, delays } = await closedWith(code, 'busy; retry-after=15');
    const { attempt } = await until('42', isIn('backoff', 'failed'));
    expect([attempt, delays().map((delayMs) => delayMs >= 15_000 && delayMs <= 16_500)]).toEqual([1, [true]]);
  });
});

const LEADS_TO = {
  retry: { state: 'backoff', attempt: 1, waitMs: 1_500, reason: null },
  holdOff: { state: 'backoff', attempt: 1, waitMs: 15_750, reason: null },
  refresh: { state: 'connecting', attempt: 0, waitMs: null, reason: null },
  fatal: { state: 'failed', attempt: 0, waitMs: null, reason: 'rejected' },
};

const CLASSES: [number, keyof typeof LEADS_TO][] = [
  ...[...RETRIED, 1005, 3999, 4500, ...IMPOSSIBLE].map((code): [number, 'retry'] => [code, 'retry']),
  ...HELD_OFF.map((code): [number, 'holdOff'] => [code, 'holdOff']),
  ...REFRESHED.map((code): [number, 'refresh'] => [code, 'refresh']),
  ...FATAL.map((code): [number, 'fatal'] => [code, 'fatal']),
];

test.each(CLASSES)('[RE5] fault 10: of %i, as it comes from a browser, what follows is: %s', async (code, verdict) => {
  const session = startSession({ random: () => 0.5 });
  await session.open('42');
  await session.clock.advanceAsync(5_000);
  session.gateway.latest('42').peer.closes(code, 'said the peer');
  const { state, attempt, retryAt, failure } = session.at('42');
  const waitMs = retryAt === null ? null : Math.round(retryAt - session.clock.wallNow());
  expect({ state, attempt, waitMs, reason: failure?.reason ?? null }).toEqual(LEADS_TO[verdict]);
  const willRetry = verdict !== 'fatal';
  expect(session.events.filter(({ type }) => type === 'close').map(({ event }) => event)).toEqual([
    { chatId: '42', code, reason: 'said the peer', wasClean: true, willRetry },
  ]);
  expect(session.at('42').lastClose).toEqual({ code, reason: 'said the peer', wasClean: true });
});
