import { describe, expect, test } from 'vitest';
import { SocketCloser } from '../../src/effects/socket-closer.js';
import type { Behaviour } from '../../src/testing/index.js';
import { closesLate, createFakeGateway, createVirtualClock, goesSilent, hangs } from '../../src/testing/index.js';

const URL = 'ws://127.0.0.1/api/v1/chats/42/ws';

const socketOf = async ({ behaviour, terminate = false }: { behaviour?: Behaviour; terminate?: boolean } = {}) => {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({ clock, terminate, ...(behaviour && { behaviour }) });
  const socket = new gateway.WebSocket(URL);
  await clock.advanceAsync(0);
  return { clock, gateway, socket, closer: new SocketCloser(clock) };
};

describe('SocketCloser', () => {
  test('[LI4] closes with 1000 and listens for errors alone', async () => {
    const { socket, closer } = await socketOf();
    closer.close(socket);
    expect({
      closedBy: socket.closedBy,
      listeners: ['open', 'message', 'error', 'close'].map((type) => socket.listenerCount(type as 'open')),
    }).toEqual({ closedBy: { code: 1000, reason: '' }, listeners: [0, 0, 1, 0] });
  });

  test.each([
    ['CONNECTING', hangs(), 0],
    ['OPEN', undefined, 1],
  ])('[LI4] leaves a socket that is %s, without waiting for its close', async (_, behaviour, readyState) => {
    const { socket, closer } = await socketOf({ ...(behaviour && { behaviour }) });
    const before = socket.readyState;
    closer.close(socket);
    expect([before, socket.readyState]).toEqual([readyState, 2]);
  });

  test('[LI4] leaves a socket whose close() throws', async () => {
    const { socket, closer, clock } = await socketOf({ terminate: true, behaviour: goesSilent() });
    socket.close = () => {
      throw new DOMException('no', 'InvalidAccessError');
    };
    closer.close(socket);
    await clock.advanceAsync(2_000);
    expect(socket.isTerminated).toBe(true);
  });

  test('[LI4] terminates after 2 s what has not closed, where it can be terminated', async () => {
    const { socket, closer, clock } = await socketOf({ terminate: true, behaviour: goesSilent() });
    closer.close(socket);
    await clock.advanceAsync(1_999);
    const before = socket.isTerminated;
    await clock.advanceAsync(1);
    expect([before, socket.isTerminated]).toEqual([false, true]);
  });

  test('[LI4] does not terminate what has closed by then', async () => {
    const { socket, closer, clock } = await socketOf({ terminate: true, behaviour: closesLate(1_500) });
    closer.close(socket);
    await clock.advanceAsync(10_000);
    expect([socket.readyState, socket.isTerminated]).toEqual([3, false]);
  });

  test('[LI4] needs no timer where there is no terminate', async () => {
    const { socket, closer, clock, gateway } = await socketOf({ behaviour: goesSilent() });
    closer.close(socket);
    expect(clock.pending.length - gateway.pendingTasks).toBe(0);
  });

  test('[EN1] has no timer left once cancelled, and sets none for what is left later', async () => {
    const { socket, closer, clock, gateway } = await socketOf({ terminate: true, behaviour: goesSilent() });
    const later = new gateway.WebSocket(URL);
    await clock.advanceAsync(0);
    closer.close(socket);
    closer.cancel();
    closer.close(later);
    const timers = clock.pending.length - gateway.pendingTasks;
    await clock.advanceAsync(10_000);
    expect({ timers, closed: later.closedBy, terminated: [socket.isTerminated, later.isTerminated] }).toEqual({
      timers: 0,
      closed: { code: 1000, reason: '' },
      terminated: [false, false],
    });
  });
});
