import { expect, test } from 'vitest';
import { accepts, createFixedRandom, goesSilent, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const HEARTBEAT = {
  random: createFixedRandom(0.4),
  heartbeat: { ping: () => 'ping', intervalMs: 25_000, timeoutMs: 10_000 },
};

const HALF_OPEN = { kind: 'half-open', message: 'no sign of life before the probe timed out' };

test.each([0, 0.25, 0.5, 0.999])(
  '[LI1, LI2] fault 13: an idle black hole is dead within intervalMs + timeoutMs (random %d)',
  async (random) => {
    const session = startSession({ ...HEARTBEAT, random: createFixedRandom(random) });
    session.gateway.behave(goesSilent());
    await session.open('42');
    await session.clock.advanceAsync(35_000);
    expect(session.at('42').lastFailure).toEqual(HALF_OPEN);
  },
);

test('[LI1] fault 13: a black hole for what we send is no death as long as frames arrive', async () => {
  const session = startSession(HEARTBEAT);
  await session.open('42');
  session.gateway.latest().peer.stopsReading();
  for (let spell = 0; spell < 100; spell += 1) {
    await session.clock.advanceAsync(15_000);
    session.gateway.latest().peer.sends('news');
  }
  expect([session.at('42').state, session.dialedAt('42')]).toEqual(['open', [0]]);
});

test('[LI2, SD3] fault 13: a black hole while sending keeps the queue for the next connection', async () => {
  const session = startSession(HEARTBEAT);
  session.gateway.behave(sequence(goesSilent(), accepts()));
  await session.open('42');
  const { peer } = session.gateway.latest();
  await session.clock.advanceAsync(5_000);
  peer.stopsReading();
  const chat = session.chats.get('42');
  const receipts = ['x'.repeat(300 * 1024), 'first', 'second'].map((data) => chat.send(data));
  await session.clock.advanceAsync(16_200);
  expect(receipts.map(({ status }) => status)).toEqual(['sent', 'queued', 'queued']);
  expect(session.gateway.latest('42').sent).toEqual(['first', 'second']);
  expect(
    session.events.filter(({ type }) => type === 'sent' || type === 'undelivered').map(({ event }) => event),
  ).toEqual(['first', 'second'].map((data, index) => ({ chatId: '42', id: receipts[index + 1]?.id, data })));
});

test('[LI2, SD3] fault 13: a black hole while sending has the rest reported when it expires', async () => {
  const session = startSession({ ...HEARTBEAT, queue: { ttlMs: 15_000 } });
  session.gateway.behave(goesSilent());
  await session.open('42');
  session.gateway.latest().peer.stopsReading();
  const chat = session.chats.get('42');
  chat.send('x'.repeat(300 * 1024));
  const { id } = chat.send('lost');
  await session.clock.advanceAsync(20_000);
  expect(session.events.filter(({ type }) => type === 'undelivered')).toEqual([
    { at: 15_000, type: 'undelivered', event: { chatId: '42', messages: [{ id, data: 'lost' }], reason: 'expired' } },
  ]);
});
