import { describe, expect, test } from 'vitest';
import { createChatConnections } from '../../src/index.js';
import {
  type Behaviour,
  closesSynchronously,
  createFakeGateway,
  createFixedRandom,
  createVirtualClock,
  type FakeWebSocket,
  failsWithErrorOnly,
  goesSilent,
  hangs,
} from '../../src/testing/index.js';

const start = (behaviour: Behaviour) => {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({ clock, behaviour, terminate: true });
  const chats = createChatConnections({
    ...{ clock, WebSocket: gateway.WebSocket, gateway: 'wss://gateway.example', random: createFixedRandom(0.4) },
    heartbeat: { ping: () => 'ping', intervalMs: 25_000, timeoutMs: 10_000 },
    lingerMs: 0,
  });
  return { clock, gateway, chats };
};

const LISTENERS = ['open', 'message', 'error', 'close'] as const;
const listening = (socket: FakeWebSocket) => LISTENERS.map((type) => socket.listenerCount(type));
const INERT = [0, 0, 1, 0];

describe('a socket that is left', () => {
  test('[LI4] half-open: listeners off, an inert error listener on, closed with 1000, terminated after 2 s', async () => {
    const { clock, gateway, chats } = start(goesSilent());
    chats.select('42');
    await clock.advanceAsync(20_000);
    const [socket] = gateway.sockets;
    expect(socket && [listening(socket), socket.closedBy, socket.isTerminated]).toEqual([
      ...[INERT, { code: 1000, reason: '' }, false],
    ]);
    await clock.advanceAsync(1_999);
    const before = socket?.isTerminated;
    await clock.advanceAsync(1);
    expect([before, socket?.isTerminated]).toEqual([false, true]);
  });

  test.each<[string, Behaviour, number]>([
    ['CONNECTING', hangs(), 0],
    ['CONNECTING, with events inside close()', closesSynchronously(hangs()), 0],
    ['OPEN', goesSilent(), 1],
  ])('[LI4] released while %s', async (_, behaviour, readyState) => {
    const { clock, gateway, chats } = start(behaviour);
    const release = chats.select('42');
    await clock.advanceAsync(0);
    const socket = gateway.latest();
    const before = socket.readyState;
    release();
    await clock.advanceAsync(0);
    expect([before, listening(socket), socket.closedBy]).toEqual([readyState, INERT, { code: 1000, reason: '' }]);
    expect(chats.get('42').getSnapshot().state).toBe('idle');
  });

  test('[LI4] after an error without a close, which left it CONNECTING', async () => {
    const { clock, gateway, chats } = start(failsWithErrorOnly({ readyState: 0 }));
    chats.select('42');
    await clock.advanceAsync(1);
    const [socket] = gateway.sockets;
    expect(socket && [listening(socket), socket.closedBy]).toEqual([INERT, { code: 1000, reason: '' }]);
  });

  test('[LI4] after its own close, when there is nothing left to close', async () => {
    const { clock, gateway, chats } = start(goesSilent());
    chats.select('42');
    await clock.advanceAsync(0);
    const socket = gateway.latest();
    socket.peer.drops();
    await clock.advanceAsync(2_000);
    expect([listening(socket), socket.closedBy, socket.isTerminated]).toEqual([INERT, null, false]);
  });

  test('[LI4, AT7] changes nothing by whatever it still says', async () => {
    const { clock, gateway, chats } = start(goesSilent());
    chats.select('42');
    await clock.advanceAsync(20_000);
    const [socket] = gateway.sockets;
    const before = chats.get('42').getSnapshot();
    socket?.peer.emits('message', { data: 'late' });
    socket?.peer.emits('open', {});
    socket?.peer.emits('error', {});
    socket?.peer.emits('close', { code: 4400, reason: '', wasClean: true });
    expect(chats.get('42').getSnapshot()).toBe(before);
  });

  test('[LI4, EN1] is not terminated after dispose, which ends that timer', async () => {
    const { clock, gateway, chats } = start(goesSilent());
    chats.select('42');
    await clock.advanceAsync(20_000);
    chats.dispose();
    const pending = clock.pending.length - gateway.pendingTasks;
    await clock.advanceAsync(60_000);
    expect([pending, gateway.sockets.map(({ isTerminated }) => isTerminated)]).toEqual([0, [false]]);
  });
});
