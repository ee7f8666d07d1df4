import { describe, expect, test } from 'vitest';
import type { HeartbeatOptions } from '../../src/index.js';
import { startSession } from '../support/session.js';

const startBeating = async (heartbeat: Partial<HeartbeatOptions>) => {
  const session = startSession({
    random: () => 0.999_999,
    heartbeat: { ping: () => 'ping', intervalMs: 10_000, timeoutMs: 5_000, ...heartbeat },
  });
  await session.open('42');
  const { peer } = session.gateway.latest('42');
  /** Does this every second, for so many. */
  const everySecond = async (seconds: number, act: () => void) => {
    for (let second = 0; second < seconds; second += 1) {
      act();
      await session.clock.advanceAsync(1_000);
    }
  };
  const sent = () => session.gateway.latest('42').sent;
  return { ...session, peer, everySecond, sent };
};

describe('which silence asks for a ping', () => {
  const hears = async (silence: 'inbound' | 'outbound' | 'either') => {
    const session = await startBeating({ silence });
    await session.everySecond(35, () => session.peer.sends('news'));
    return session.sent();
  };
  const says = async (silence: 'inbound' | 'outbound' | 'either') => {
    const session = await startBeating({ silence });
    await session.everySecond(12, () => session.chats.get('42').send('words'));
    return session.sent().filter((data) => data === 'ping');
  };

  test('[LI1] inbound: a listener never pings, whoever hears nothing does', async () => {
    expect([await hears('inbound'), await says('inbound')]).toEqual([[], ['ping']]);
  });

  test('[LI1] outbound: a listener pings once an interval, whoever speaks does not', async () => {
    expect([await hears('outbound'), await says('outbound')]).toEqual([['ping', 'ping', 'ping'], []]);
  });

  test('[LI1] either: both do', async () => {
    expect([await hears('either'), await says('either')]).toEqual([['ping', 'ping', 'ping'], ['ping']]);
  });

  test('[LI1] outbound: the interval is counted from the last message', async () => {
    const session = await startBeating({ silence: 'outbound' });
    await session.clock.advanceAsync(7_000);
    session.chats.get('42').send('words');
    session.peer.sends('news');
    await session.clock.advanceAsync(9_000);
    session.peer.sends('news');
    await session.clock.advanceAsync(999);
    const before = session.sent().length;
    await session.clock.advanceAsync(1);
    expect([before, session.sent()]).toEqual([1, ['words', 'ping']]);
  });
});

describe('a heartbeat that only listens', () => {
  test('[LI6] sends nothing, and takes a connection without a frame for half-open', async () => {
    const session = await startBeating({ ping: null });
    await session.everySecond(60, () => session.peer.sends('tick'));
    const { state } = session.at('42');
    await session.clock.advanceAsync(13_999);
    const before = session.at('42').state;
    await session.clock.advanceAsync(1_001);
    expect([state, before, session.at('42').lastFailure?.kind, session.sent()]).toEqual([
      'open',
      'open',
      'half-open',
      [],
    ]);
    expect([session.logged('probe.sent'), session.logged('probe.overdue').length]).toEqual([[], 1]);
  });

  test.each(['online', 'visible', 'resumed'] as const)('[LI6] %s does not condemn it sooner', async (signal) => {
    const session = await startBeating({ ping: null });
    await session.clock.advanceAsync(12_000);
    if (signal === 'online') session.page.goesOffline();
    session.page.emits(signal);
    await session.clock.advanceAsync(2_999);
    const { state } = session.at('42');
    await session.clock.advanceAsync(1);
    expect([state, session.dialedAt('42').length, session.at('42').lastFailure?.kind]).toEqual([
      'open',
      1,
      'half-open',
    ]);
  });

  test('[LI6, LI5] unless wakeTimeoutMs says so', async () => {
    const session = await startBeating({ ping: null, wakeTimeoutMs: 2_000 });
    session.page.emits('visible');
    await session.clock.advanceAsync(1_999);
    const { state } = session.at('42');
    await session.clock.advanceAsync(1);
    expect([state, session.at('42').lastFailure?.kind, session.sent()]).toEqual(['open', 'half-open', []]);
  });

  test('[LI6] refuses another silence than that which it hears', () => {
    expect(() => startSession({ heartbeat: { ping: null, silence: 'outbound' } })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', message: expect.stringContaining('heartbeat.silence') }),
    );
  });
});

describe('the server’s pings', () => {
  const reply = (data: unknown) => (data === '2' ? '3' : null);

  test('[LI7] are answered at once, ahead of the queue, and not delivered', async () => {
    const session = await startBeating({ reply });
    const socket = session.gateway.latest('42');
    socket.peer.stopsReading();
    session.chats.get('42').send(new Uint8Array(300_000));
    session.chats.get('42').send('waits');
    session.peer.sends('2');
    session.peer.sends('text');
    expect([socket.sent.slice(1), session.at('42').queued]).toEqual([['3'], 1]);
    expect(session.events.filter(({ type }) => type === 'message')).toMatchObject([{ event: { data: 'text' } }]);
  });

  test('[LI7, LI1] are life, also those that isPong knows, which are answered too', async () => {
    const session = await startBeating({ reply, isPong: (data) => data === '2' });
    await session.everySecond(30, () => session.peer.sends('2'));
    expect([session.sent().length, session.logged('probe.sent')]).toEqual([30, []]);
  });

  test('[LI7, ME2] a reply that throws is logged, and the frame delivered', async () => {
    const session = await startBeating({
      reply: () => {
        throw new Error('no reply');
      },
    });
    session.peer.sends('2');
    expect(session.logged('callback.failed')).toMatchObject([{ error: 'heartbeat.reply: no reply' }]);
    expect(session.events.at(-1)).toMatchObject({ type: 'message', event: { data: '2' } });
  });
});
