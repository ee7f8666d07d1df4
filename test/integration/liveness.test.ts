import { describe, expect, test } from 'vitest';
import { accepts, answersPings, createFixedRandom } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

/** The first ping is due 10 s after the opening, at 0.4 of the interval. */
const HEARTBEAT = {
  random: createFixedRandom(0.4),
  heartbeat: {
    ping: ({ chatId }: { chatId: string }) => `ping ${chatId}`,
    intervalMs: 25_000,
    timeoutMs: 10_000,
    isPong: (data: unknown) => data === 'pong',
  },
};
const answering = answersPings((data) => String(data).startsWith('ping'), 'pong');

const startAnswered = async () => {
  const session = startSession(HEARTBEAT);
  session.gateway.behave(answering);
  await session.open('42');
  return session;
};

const probedAt = ({ logged }: Pick<ReturnType<typeof startSession>, 'logged'>) =>
  logged('probe.sent').map(({ at }) => at);

describe('pings', () => {
  test('[LI1] come first at a random part of the interval, then after every interval without a frame', async () => {
    const session = await startAnswered();
    await session.clock.advanceAsync(70_000);
    expect({ at: probedAt(session), sent: session.gateway.latest('42').sent }).toEqual({
      at: [10_000, 35_000, 60_000],
      sent: ['ping 42', 'ping 42', 'ping 42'],
    });
  });

  test('[LI1] begin anew with each connection, and with each chat', async () => {
    const session = startSession({ ...HEARTBEAT, random: createFixedRandom(0.4, 0.2, 0.4, 0.04) });
    session.gateway.behave(answering);
    await session.open('42');
    session.chats.retain('7');
    await session.clock.advanceAsync(10_000);
    session.gateway.latest('42').peer.drops();
    await session.clock.advanceAsync(1_200 + 1_000);
    expect(session.logged('probe.sent').map(({ at, chatId }) => [at, chatId])).toEqual([
      [5_000, '7'],
      [10_000, '42'],
      [12_200, '42'],
    ]);
  });

  test.each([
    ['a text', 'hello'],
    ['an empty text', ''],
    ['binary data', new Uint8Array([1, 2])],
    ['a pong', 'pong'],
  ])('[LI1] are put off by %s', async (_, frame) => {
    const session = await startAnswered();
    await session.clock.advanceAsync(9_000);
    session.gateway.latest('42').peer.sends(frame);
    await session.clock.advanceAsync(24_999);
    const before = probedAt(session);
    await session.clock.advanceAsync(1);
    expect([before, probedAt(session)]).toEqual([[], [34_000]]);
  });

  test('[LI1] are not needed while frames keep coming', async () => {
    const session = await startAnswered();
    for (let minute = 0; minute < 60; minute += 1) {
      session.gateway.latest('42').peer.sends('news');
      await session.clock.advanceAsync(9_999);
    }
    expect([probedAt(session), session.at('42').state]).toEqual([[], 'open']);
  });

  test('[LI1] do not count what we send as traffic', async () => {
    const session = await startAnswered();
    for (let second = 0; second < 10; second += 1) {
      session.chats.get('42').send('typing');
      await session.clock.advanceAsync(1_000);
    }
    expect(probedAt(session)).toEqual([10_000]);
  });

  test('[LI1] are not sent without heartbeat, and nothing is timed once the connection has proved itself', async () => {
    const session = startSession();
    await session.open('42');
    await session.clock.advanceAsync(30_000);
    const timers = session.timers();
    await session.clock.advanceAsync(3_600_000);
    expect([timers, probedAt(session), session.gateway.latest().sent, session.at('42').phase]).toEqual([
      0,
      [],
      [],
      'healthy',
    ]);
  });
});

describe('probing', () => {
  test.each([
    ['a pong', 'pong'],
    ['any text', 'hello'],
    ['binary data', new Uint8Array([1])],
  ])('[LI1] ends with %s', async (_, frame) => {
    const session = startSession(HEARTBEAT);
    await session.open('42');
    await session.clock.advanceAsync(10_000);
    const probing = session.at('42');
    await session.clock.advanceAsync(9_999);
    session.gateway.latest().peer.sends(frame);
    await session.clock.advanceAsync(24_999);
    const { phase, ...rest } = session.at('42');
    expect({ was: probing.phase, phase, unchanged: { ...rest, phase: 'probing' } }).toEqual({
      was: 'probing',
      phase: 'healthy',
      unchanged: probing,
    });
    expect(probedAt(session)).toEqual([10_000]);
    await session.clock.advanceAsync(1);
    expect(probedAt(session)).toEqual([10_000, 44_999]);
  });

  test('[LI1, ME1] delivers the frame that ends it, unless it is a pong', async () => {
    const session = startSession(HEARTBEAT);
    session.gateway.behave(accepts());
    await session.open('42');
    await session.clock.advanceAsync(10_000);
    for (const frame of ['pong', 'hello', 'pong']) session.gateway.latest().peer.sends(frame);
    expect(session.events.filter(({ type }) => type === 'message')).toEqual([
      { at: 10_000, type: 'message', event: { chatId: '42', data: 'hello' } },
    ]);
  });

  test('[LI1, SD1] is open: what is sent meanwhile goes to the socket', async () => {
    const session = startSession(HEARTBEAT);
    await session.open('42');
    await session.clock.advanceAsync(10_000);
    const { status } = session.chats.get('42').send('hello');
    expect([status, session.gateway.latest().sent]).toEqual(['sent', ['ping 42', 'hello']]);
  });
});
