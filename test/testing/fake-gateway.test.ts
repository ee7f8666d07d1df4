import { describe, expect, test, vi } from 'vitest';
import {
  accepts,
  acceptsThenCloses,
  acceptsThenDrops,
  answersPings,
  type Behaviour,
  closesLate,
  closesSynchronously,
  createFakeGateway,
  createVirtualClock,
  failsWithErrorOnly,
  goesSilent,
  hangs,
  refuses,
  sequence,
  throwsOnConstruction,
} from '../../src/testing/index.js';

const urlOf = (chatId: string): string =>
  `ws://gateway.test/api/v1/chats/${encodeURIComponent(chatId)}/ws?token=s3cret`;

function start(behaviour?: Behaviour) {
  const clock = createVirtualClock();
  const gateway = createFakeGateway(behaviour === undefined ? { clock } : { clock, behaviour });
  /** Dials, and writes down every event with the time it came at. */
  const dial = (chatId = '42') => {
    const socket = new gateway.WebSocket(urlOf(chatId));
    const events: unknown[] = [];
    for (const type of ['open', 'error'] as const)
      socket.addEventListener(type, () => events.push(`${type}@${clock.now()}`));
    socket.addEventListener('message', ({ data }) => events.push(`${data}@${clock.now()}`));
    socket.addEventListener('close', ({ code, reason }) => events.push(`close ${code} ${reason}@${clock.now()}`));
    return { socket, events };
  };
  return { clock, gateway, dial };
}

describe('behaviours', () => {
  test.each<[string, Behaviour | undefined, readonly string[]]>([
    ['accepts in the next task unless told otherwise', undefined, ['open@0']],
    ['accepts late', accepts({ afterMs: 700 }), ['open@700']],
    ['refuses', refuses(), ['error@0', 'close 1006 @0']],
    ['refuses late', refuses({ afterMs: 70 }), ['error@70', 'close 1006 @70']],
    ['hangs', hangs(), []],
    ['fails with error only', failsWithErrorOnly({ afterMs: 5 }), ['error@5']],
    ['accepts, then closes', acceptsThenCloses(4401, 'expired'), ['open@0', 'close 4401 expired@0']],
    ['accepts, then closes late', acceptsThenCloses(1001, '', { afterMs: 900 }), ['open@0', 'close 1001 @900']],
    ['accepts, then drops', acceptsThenDrops({ afterMs: 900 }), ['open@0', 'close 1006 @900']],
    ['goes silent', goesSilent(), ['open@0']],
  ])('%s', (_, behaviour, expected) => {
    const { clock, dial } = start(behaviour);
    const { events } = dial();
    clock.advance(10_000);
    expect(events).toEqual(expected);
  });

  test('open and a close that follows are tasks of their own', async () => {
    const { clock, dial } = start(acceptsThenCloses(1000));
    const { socket, events } = dial();
    socket.addEventListener('open', async () => {
      for (let i = 0; i < 20; i += 1) await null;
      events.push('microtasks');
    });
    await clock.advanceAsync(0);
    expect(events).toEqual(['open@0', 'microtasks', 'close 1000 @0']);
  });

  test('answers pings, and nothing else, until it goes silent', () => {
    const { clock, dial } = start(answersPings((data) => data === 'ping', 'pong', { afterMs: 40 }));
    const { socket, events } = dial();
    clock.advance(0);
    socket.send('ping');
    socket.send('hello');
    clock.advance(100);
    socket.peer.goesSilent();
    socket.send('ping');
    clock.advance(100);
    expect(events).toEqual(['open@0', 'pong@40']);
  });

  test('a silent peer answers no close; a late one answers when it said', () => {
    const { clock, gateway, dial } = start(sequence(goesSilent(), closesLate(60_000)));
    const silent = dial();
    const late = dial();
    clock.advance(0);
    silent.socket.close(1000);
    late.socket.close(1000, 'bye');
    clock.advance(100_000);
    expect([silent.events, late.events, gateway.pendingTasks]).toEqual([
      ['open@0'],
      ['open@0', 'close 1000 bye@60000'],
      0,
    ]);
  });

  test('close() delivers its events inside the call where the behaviour says so', () => {
    const { clock, dial } = start(sequence(closesSynchronously(hangs()), closesSynchronously()));
    const connecting = dial();
    connecting.socket.close();
    const open = dial();
    clock.advance(0);
    open.socket.close(1000);
    expect([connecting.events, open.events, clock.pending]).toEqual([
      ['error@0', 'close 1006 @0'],
      ['open@0', 'close 1000 @0'],
      [],
    ]);
  });

  test('a constructor that throws makes no socket, but counts as called', () => {
    const error = new Error('refused by policy');
    const { clock, gateway, dial } = start(throwsOnConstruction(error));
    clock.advance(50);
    expect(() => dial()).toThrow(error);
    expect(() => new gateway.WebSocket('ftp://gateway.test')).toThrow();
    expect({ sockets: gateway.sockets, constructedAt: gateway.constructedAt }).toEqual({
      sockets: [],
      constructedAt: [50, 50],
    });
  });

  test('a sequence takes one for each socket, and the last one stays', () => {
    const { clock, dial } = start(sequence(refuses(), hangs(), accepts()));
    const dialed = [dial(), dial(), dial(), dial()];
    clock.advance(0);
    expect(dialed.map(({ events }) => events)).toEqual([['error@0', 'close 1006 @0'], [], ['open@0'], ['open@0']]);
  });

  test('what a test does by hand is not overtaken by what was scheduled', () => {
    const { clock, dial } = start(accepts({ afterMs: 10 }));
    const [accepted, refused] = [dial(), dial()];
    accepted.socket.peer.accepts();
    refused.socket.peer.refuses();
    clock.advance(10);
    expect([accepted.events, refused.events]).toEqual([['open@0'], ['error@0', 'close 1006 @0']]);
  });
});

describe('the gateway', () => {
  test('behaves otherwise from the next socket on: once, for one chat, or in general, in this order', () => {
    const { clock, gateway, dial } = start();
    const before = dial('a');
    gateway.behave(refuses());
    gateway.behaveFor('a', acceptsThenCloses(4000));
    gateway.behaveOnce(hangs());
    const after = [dial('a'), dial('a'), dial('b')];
    clock.advance(0);
    expect([before, ...after].map(({ events }) => events)).toEqual([
      ['open@0'],
      [],
      ['open@0', 'close 4000 @0'],
      ['error@0', 'close 1006 @0'],
    ]);
  });

  test('knows every socket it made, of all chats and of each, and when', () => {
    const { clock, gateway, dial } = start();
    const ids = ['a/b', 'ü', 'a/b'];
    const sockets = ids.map((id) => {
      clock.advance(100);
      return dial(id).socket;
    });
    const elsewhere = new gateway.WebSocket('ws://gateway.test/health');
    expect(gateway.sockets).toEqual([...sockets, elsewhere]);
    expect(gateway.socketsOf('a/b')).toEqual([sockets[0], sockets[2]]);
    expect(gateway.socketsOf('never dialed')).toEqual([]);
    expect(gateway.latest()).toBe(elsewhere);
    expect(gateway.latest('ü')).toBe(sockets[1]);
    expect(() => gateway.latest('never dialed')).toThrow('No such socket has been constructed');
    expect(gateway.constructedAt).toEqual([100, 200, 300, 300]);
    expect(sockets.map(({ constructedAt }) => constructedAt)).toEqual([100, 200, 300]);
  });

  test('reads chat ids by the path it was given', () => {
    const gateway = createFakeGateway({ clock: createVirtualClock(), path: '/v2.0/rooms/:id' });
    const socket = new gateway.WebSocket('wss://gateway.test/v2.0/rooms/r%201?token=s3cret');
    new gateway.WebSocket('wss://gateway.test/v2x0/rooms/r%201');
    expect(gateway.socketsOf('r 1')).toEqual([socket]);
  });

  test('counts the sockets that are CONNECTING or OPEN, and the most there ever were', () => {
    const { clock, gateway, dial } = start();
    const [a1, b1] = [dial('a').socket, dial('b').socket];
    const connecting = [gateway.live.length, gateway.open.length];
    clock.advance(0);
    const opened = [gateway.live.length, gateway.open.length];
    a1.close();
    const a2 = dial('a').socket;
    b1.peer.drops();
    expect({ connecting, opened, live: gateway.live, open: gateway.open }).toEqual({
      connecting: [2, 0],
      opened: [2, 2],
      live: [a2],
      open: [],
    });
    dial('a');
    expect([gateway.peakLive(), gateway.peakLive('a'), gateway.peakLive('b'), gateway.peakLive('c')]).toEqual([
      2, 2, 1, 0,
    ]);
  });

  test('tells its own timers on the clock from those of the code under test', () => {
    const { clock, gateway, dial } = start(accepts({ afterMs: 10 }));
    clock.setTimeout(() => {}, 500);
    dial();
    dial();
    const before = [gateway.pendingTasks, clock.pending.length];
    clock.advance(10);
    expect([before, [gateway.pendingTasks, clock.pending.length]]).toEqual([
      [2, 3],
      [0, 1],
    ]);
  });

  test('works in real time too, without a clock', async () => {
    const { WebSocket } = createFakeGateway();
    const socket = new WebSocket(urlOf('42'));
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    expect(socket.readyState).toBe(1);
  });

  test('throws what a listener throws again in a microtask, so that no test overlooks it', () => {
    const { dial } = start();
    const microtask = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => {});
    const { socket } = dial();
    const error = new Error('a listener failed');
    socket.addEventListener('open', () => {
      throw error;
    });
    socket.peer.accepts();
    const microtasks = microtask.mock.calls.map(([fn]) => fn);
    microtask.mockRestore();
    expect(microtasks).toEqual([expect.any(Function)]);
    expect(microtasks[0]).toThrow(error);
  });
});
