import { expect, test } from 'vitest';
import { accepts, hangs } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

test('[AT7, AT4] fault 7: a socket that was given up changes nothing, whatever it does afterwards', async () => {
  const session = startSession({ random: () => 0.5 });
  const { gateway, clock } = session;
  gateway.behaveOnce(hangs());
  session.chats.select('42');
  await clock.advanceAsync(12_000);
  const [old, current] = gateway.socketsOf('42');
  const { events, records } = session;
  const before = { snapshot: session.at('42'), events: [...events], records: [...records] };
  for (const type of ['open', 'error'] as const) old?.peer.emits(type, {});
  old?.peer.emits('message', { data: 'from the past' });
  old?.peer.emits('close', { code: 4404, reason: '', wasClean: true });
  await clock.advanceAsync(1);
  expect({ snapshot: session.at('42'), events, records }).toEqual(before);
  expect([old?.readyState, current?.readyState, old?.listenerCount()]).toEqual([3, 1, 1]);
});

test('[AT7, SE4] fault 7: an open after the chat was let go changes nothing: its socket was closed', async () => {
  const session = startSession();
  const { gateway, clock, chats, records } = session;
  gateway.behave(hangs());
  chats.select('42');
  await clock.advanceAsync(500);
  chats.select(null);
  await clock.settle();
  const before = { snapshot: session.at('42'), records: [...records] };
  gateway.latest().peer.emits('open', {});
  gateway.latest().peer.emits('message', { data: 'hello' });
  await clock.advanceAsync(60_000);
  expect({ snapshot: session.at('42'), records }).toEqual(before);
  expect([session.at('42').state, session.events, gateway.latest().closedBy, session.timers()]).toEqual([
    ...['idle', [], { code: 1000, reason: '' }, 0],
  ]);
});

test.each([
  { afterMs: 9_999, state: 'open', readyState: 1, outcome: ['attempt.opened', 9_999] },
  // The socket's event was there first, and so it is here.
  { afterMs: 10_000, state: 'open', readyState: 1, outcome: ['attempt.opened', 10_000] },
  { afterMs: 10_001, state: 'backoff', readyState: 3, outcome: ['attempt.failed', 10_000] },
])(
  '[AT5, AT7] fault 7: an open $afterMs ms after the start races the timeout: one wins, the loser is closed',
  async (row) => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behaveOnce(accepts({ afterMs: row.afterMs }));
    session.chats.select('42');
    await session.clock.advanceAsync(10_001);
    const outcomes = [...session.logged('attempt.opened'), ...session.logged('attempt.failed')];
    expect({
      state: session.at('42').state,
      readyState: session.gateway.latest().readyState,
      outcomes: outcomes.map(({ event, at }) => [event, at]),
      live: session.gateway.live.length,
    }).toEqual({
      state: row.state,
      readyState: row.readyState,
      outcomes: [row.outcome],
      live: row.state === 'open' ? 1 : 0,
    });
  },
);
