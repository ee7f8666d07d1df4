import { describe, expect, test } from 'vitest';
import {
  accepts,
  createFakeGateway,
  createVirtualClock,
  type FakeGatewayOptions,
  hangs,
} from '../../src/testing/index.js';

const URL_WITH_TOKEN = 'ws://gateway.test/api/v1/chats/42/ws?token=s3cret';

/** A socket that its test drives by hand, and a log of its events with the readyState each came in. */
function hungSocket(options: FakeGatewayOptions = {}) {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({ clock, behaviour: hangs(), ...options });
  const socket = new gateway.WebSocket(URL_WITH_TOKEN);
  const events: unknown[] = [];
  for (const type of ['open', 'error'] as const)
    socket.addEventListener(type, () => events.push([type, socket.readyState]));
  socket.addEventListener('message', ({ data }) => events.push(['message', data]));
  socket.addEventListener('close', ({ code, reason, wasClean }) =>
    events.push(['close', socket.readyState, code, reason, wasClean]),
  );
  return { clock, gateway, socket, peer: socket.peer, events };
}

function openSocket(options: FakeGatewayOptions = {}) {
  const made = hungSocket(options);
  made.peer.accepts();
  made.events.length = 0;
  return made;
}

describe('the constructor', () => {
  const construct = (url: string, protocols?: string | string[]) => {
    const { WebSocket } = createFakeGateway({ clock: createVirtualClock() });
    return new WebSocket(url, protocols);
  };

  test.each([
    ['no URL at all', ''],
    ['a relative URL', 'foo?token=s3cret'],
    ['another scheme', 'ftp://host/?token=s3cret'],
    ['a fragment', 'ws://host/?token=s3cret#here'],
    ['an empty fragment', 'ws://host/?token=s3cret#'],
    ['a port beyond 65535', 'ws://host:99999/?token=s3cret'],
  ])('refuses %s with a SyntaxError that does not repeat it', (_, url) => {
    expect(() => construct(url)).toThrow(
      expect.objectContaining({ name: 'SyntaxError', message: expect.not.stringContaining('s3cret') }),
    );
  });

  test.each([[['']], [['a b']], [['a,b']], [['a', 'a']], ['é']])('refuses the subprotocols %j', (protocols) => {
    expect(() => construct('ws://host/', protocols)).toThrow(expect.objectContaining({ name: 'SyntaxError' }));
  });

  test('gives the URL back normalised, http as ws', () => {
    expect(['HTTP://Host', 'https://host:443/a b', 'ws://host:80/'].map((url) => construct(url).url)).toEqual([
      'ws://host/',
      'wss://host/a%20b',
      'ws://host/',
    ]);
  });

  test('has the states as constants, on itself and on its sockets', () => {
    const { WebSocket } = createFakeGateway({ clock: createVirtualClock() });
    const states = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 };
    const { CONNECTING, OPEN, CLOSING, CLOSED } = WebSocket;
    expect({ CONNECTING, OPEN, CLOSING, CLOSED }).toEqual(states);
    expect(new WebSocket('ws://host/')).toMatchObject(states);
  });
});

describe('the handshake', () => {
  test('opens at once when the peer accepts, with the first subprotocol or the one it names', () => {
    const { WebSocket } = createFakeGateway({ clock: createVirtualClock(), behaviour: hangs() });
    const sockets = [
      new WebSocket('ws://host/'),
      new WebSocket('ws://host/', ['a', 'b']),
      new WebSocket('ws://host/', 'a'),
    ];
    const [plain, first, named] = sockets;
    plain?.peer.accepts();
    first?.peer.accepts();
    named?.peer.accepts({ protocol: 'a' });
    expect(sockets.map(({ readyState, protocol }) => ({ readyState, protocol }))).toEqual([
      { readyState: 1, protocol: '' },
      { readyState: 1, protocol: 'a' },
      { readyState: 1, protocol: 'a' },
    ]);
  });

  test('refused is error, then close 1006, both CLOSED', () => {
    const { peer, events } = hungSocket();
    peer.refuses();
    expect(events).toEqual([
      ['error', 3],
      ['close', 3, 1006, '', false],
    ]);
  });

  test('refused later drains microtasks between error and close, which comes before any timer set at error', async () => {
    const { clock, socket, peer, events } = hungSocket();
    socket.addEventListener('error', async () => {
      clock.setTimeout(() => events.push('next task'), 0);
      for (let i = 0; i < 20; i += 1) await null;
      events.push('microtasks');
    });
    peer.refusesAfter(30);
    await clock.advanceAsync(30);
    expect(events).toEqual([['error', 3], 'microtasks', ['close', 3, 1006, '', false], 'next task']);
  });

  test('refused later does nothing to a socket that has opened', () => {
    const { clock, peer, events } = hungSocket();
    peer.refusesAfter(30);
    peer.accepts();
    clock.advance(30);
    expect(events).toEqual([['open', 1]]);
  });

  test.each([0, 3] as const)('may fail with error only, at readyState %d', (readyState) => {
    const { clock, socket, peer, events, gateway } = hungSocket();
    peer.failsWithErrorOnly({ readyState });
    clock.advance(1_000_000);
    expect({ events, readyState: socket.readyState, live: gateway.live.length }).toEqual({
      events: [['error', readyState]],
      readyState,
      live: readyState === 0 ? 1 : 0,
    });
  });

  test('given up by close(): CLOSING at once, error and close in the next task, never open', () => {
    const { clock, socket, peer, events } = hungSocket({ behaviour: accepts({ afterMs: 10 }) });
    socket.close(1000, 'no longer wanted');
    const atOnce = [socket.readyState, [...events]];
    clock.advance(10);
    expect({ atOnce, events, closedBy: socket.closedBy }).toEqual({
      atOnce: [2, []],
      events: [
        ['error', 3],
        ['close', 3, 1006, '', false],
      ],
      closedBy: { code: 1000, reason: 'no longer wanted' },
    });
    expect(() => peer.accepts()).toThrow('peer.accepts() needs a socket that is CONNECTING; this one is CLOSED');
  });
});

describe('messages', () => {
  test('arrive as text, as Blob, or as ArrayBuffer of exactly the bytes sent', async () => {
    const { socket, peer, events } = openSocket();
    const view = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
    peer.sends('text');
    peer.sends(view);
    socket.binaryType = 'arraybuffer';
    socket.binaryType = 'nonsense';
    peer.sends(view);
    peer.sends(view.slice().buffer);
    const blob = (events[1] as [string, Blob])[1];
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(new Uint8Array([1, 2]));
    expect([events[0], ...events.slice(2)]).toEqual([
      ['message', 'text'],
      ['message', new Uint8Array([1, 2]).buffer],
      ['message', new Uint8Array([1, 2]).buffer],
    ]);
  });

  test('are not delivered after our close(), and none can come before the peer accepted', () => {
    const { socket, peer, events } = openSocket();
    socket.close();
    peer.sends('too late');
    expect(events).toEqual([]);
    expect(() => hungSocket().peer.sends('too early')).toThrow(
      'peer.sends() needs a socket that is OPEN or CLOSING; this one is CONNECTING',
    );
  });

  test('of ours are recorded, and count in bufferedAmount only while the peer does not read', () => {
    const { socket, peer } = openSocket();
    const read: unknown[] = [];
    peer.onMessage((data) => read.push(data));
    socket.send('one');
    peer.stopsReading();
    const amounts = [socket.bufferedAmount];
    for (const data of ['zwölf', new ArrayBuffer(10), new Uint16Array(5), new Blob(['abc'])]) {
      socket.send(data);
      amounts.push(socket.bufferedAmount);
    }
    const readMeanwhile = [...read];
    peer.reads();
    socket.send('last');
    expect({ amounts, readMeanwhile, now: socket.bufferedAmount }).toEqual({
      amounts: [0, 6, 16, 26, 29],
      readMeanwhile: ['one'],
      now: 0,
    });
    expect(read).toEqual(socket.sent);
    expect(socket.sent.length).toBe(6);
  });

  test('of ours throw before open; after close() they are neither sent nor lost from bufferedAmount', () => {
    const { socket, peer } = hungSocket();
    expect(() => socket.send('x')).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
    peer.accepts();
    socket.close();
    socket.send('four');
    peer.reads();
    expect({ sent: socket.sent, bufferedAmount: socket.bufferedAmount }).toEqual({ sent: [], bufferedAmount: 4 });
  });
});

describe('closing', () => {
  test.each([0, 999, 1001, 1005, 2999, 5000, Number.NaN])(
    'close(%d) throws InvalidAccessError and changes nothing',
    (code) => {
      const { socket } = openSocket();
      expect(() => socket.close(code)).toThrow(expect.objectContaining({ name: 'InvalidAccessError' }));
      expect({ readyState: socket.readyState, closedBy: socket.closedBy }).toEqual({ readyState: 1, closedBy: null });
    },
  );

  test('a reason may have 123 bytes and no more', () => {
    const { socket } = openSocket();
    expect(() => socket.close(3000, `${'é'.repeat(61)}12`)).toThrow(expect.objectContaining({ name: 'SyntaxError' }));
    socket.close(3000, `${'é'.repeat(61)}1`);
    expect(socket.readyState).toBe(2);
  });

  test('close() is CLOSING until the peer answers in the next task; a second close() changes nothing', () => {
    const { clock, socket, events } = openSocket();
    socket.close();
    socket.close(4000, 'again');
    const atOnce = [socket.readyState, [...events]];
    clock.advance(0);
    expect({ atOnce, events, closedBy: socket.closedBy }).toEqual({
      atOnce: [2, []],
      events: [['close', 3, 1005, '', true]],
      closedBy: { code: 1005, reason: '' },
    });
  });

  test('a peer that went silent never answers close(); one that closes first wins', () => {
    const silent = openSocket();
    silent.peer.goesSilent();
    silent.socket.close(1000);
    silent.clock.advance(1_000_000);
    const other = openSocket();
    other.socket.close(1000);
    other.peer.closes(4401, 'expired');
    other.clock.advance(1_000);
    expect({ silent: [silent.socket.readyState, silent.events], other: other.events }).toEqual({
      silent: [2, []],
      other: [['close', 3, 4401, 'expired', true]],
    });
  });

  test('a peer closes with any code, or drops: close 1006, not clean, without error', () => {
    const closed = openSocket();
    closed.peer.closes(999);
    const dropped = openSocket();
    dropped.peer.drops();
    expect([closed.events, dropped.events]).toEqual([[['close', 3, 999, '', true]], [['close', 3, 1006, '', false]]]);
    expect(closed.socket.closedBy).toBeNull();
  });

  test('terminate() is there only on request, and ends the socket in the next task', () => {
    expect(openSocket().socket.terminate).toBeUndefined();
    const open = openSocket({ terminate: true });
    open.peer.goesSilent();
    open.socket.close(1000);
    open.socket.terminate?.();
    open.clock.advance(0);
    open.socket.terminate?.();
    const connecting = hungSocket({ terminate: true });
    connecting.socket.terminate?.();
    connecting.clock.advance(0);
    expect([open.events, open.socket.isTerminated, connecting.events]).toEqual([
      [['close', 3, 1006, '', false]],
      true,
      [
        ['error', 3],
        ['close', 3, 1006, '', false],
      ],
    ]);
  });

  test('cancels what was still to come', () => {
    const { clock, gateway, peer, events } = openSocket();
    peer.after(10, () => peer.sends('later'));
    peer.drops();
    peer.after(10, () => peer.sends('later still'));
    expect({ tasks: gateway.pendingTasks, timers: clock.pending }).toEqual({ tasks: 0, timers: [] });
    clock.advance(10);
    expect(events).toEqual([['close', 3, 1006, '', false]]);
  });
});

describe('listeners', () => {
  test('are called in order, each once, also as on… handlers, with an event that names its socket and the time', () => {
    const { socket, peer, clock } = openSocket();
    const calls: unknown[] = [];
    clock.advance(40);
    const listener = (event: unknown): unknown => calls.push(event);
    socket.onmessage = () => calls.push('replaced');
    socket.addEventListener('message', listener);
    socket.addEventListener('message', listener);
    socket.onmessage = () => calls.push('handler');
    peer.sends('x');
    expect(calls).toEqual(['handler', { type: 'message', target: socket, timeStamp: clock.now(), data: 'x' }]);
  });

  test('removed by another one are not called any more, and one added meanwhile only next time', () => {
    const { socket, peer } = openSocket();
    const calls: string[] = [];
    const removed = (): unknown => calls.push('removed');
    socket.addEventListener('message', () => {
      socket.removeEventListener('message', removed);
      if (calls.length === 0) socket.addEventListener('message', () => calls.push('added'));
    });
    socket.addEventListener('message', removed);
    peer.sends('one');
    const first = [...calls];
    peer.sends('two');
    expect([first, calls]).toEqual([[], ['added']]);
  });

  test('that throw harm no other; their errors are reported', () => {
    const reported: unknown[] = [];
    const { socket, peer, events } = hungSocket({ reportError: (error) => reported.push(error) });
    const error = new Error('a listener failed');
    socket.onopen = () => {
      throw error;
    };
    socket.addEventListener('open', () => events.push('the next one'));
    peer.accepts();
    expect({ events, reported }).toEqual({ events: [['open', 1], 'the next one'], reported: [error] });
  });

  test('are counted, of one type or all', () => {
    const { WebSocket } = createFakeGateway({ clock: createVirtualClock(), behaviour: hangs() });
    const socket = new WebSocket('ws://host/');
    const listener = (): void => {};
    socket.addEventListener('error', listener);
    for (const handler of ['onopen', 'onmessage', 'onerror', 'onclose'] as const) socket[handler] = listener;
    const counts = [socket.listenerCount(), socket.listenerCount('error')];
    for (const handler of ['onopen', 'onmessage', 'onerror', 'onclose'] as const) socket[handler] = null;
    socket.removeEventListener('error', listener);
    expect([counts, socket.listenerCount(), socket.onopen]).toEqual([[5, 2], 0, null]);
  });

  test('also get events that break the rules, which change nothing else', () => {
    const { socket, peer, events } = hungSocket();
    peer.refuses();
    peer.emits('open', {});
    peer.emits('close', { code: 1006, reason: '', wasClean: true });
    expect({ later: events.slice(2), readyState: socket.readyState }).toEqual({
      later: [
        ['open', 3],
        ['close', 3, 1006, '', true],
      ],
      readyState: 3,
    });
  });
});
