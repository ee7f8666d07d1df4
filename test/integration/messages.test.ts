import { afterEach, describe, expect, it, vi } from 'vitest';
import { acceptsThenDrops } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('inbound messages', () => {
  it('[ME1] go to the listeners of the chat and of all chats at once, in order', async () => {
    const session = startSession();
    const { chats, gateway, clock } = session;
    await session.open('a');
    await clock.advanceAsync(1_000);
    chats.retain('b');
    await clock.advanceAsync(0);
    const heard: unknown[] = [];
    chats.get('a').on('message', (event) => heard.push(['first', event]));
    chats.get('a').on('message', (event) => heard.push(['second', event]));
    chats.on('message', (event) => heard.push(['all', event]));
    const { peer } = gateway.latest('a');
    peer.sends('one');
    gateway.latest('b').peer.sends('other');
    peer.sends('two');
    expect(heard).toEqual([
      ['first', { chatId: 'a', data: 'one' }],
      ['second', { chatId: 'a', data: 'one' }],
      ['all', { chatId: 'a', data: 'one' }],
      ['all', { chatId: 'b', data: 'other' }],
      ['first', { chatId: 'a', data: 'two' }],
      ['second', { chatId: 'a', data: 'two' }],
      ['all', { chatId: 'a', data: 'two' }],
    ]);
  });

  it('[ME1] cost no transition: no event of the chart, no snapshot, no call to a subscriber, no timer, no record', async () => {
    const inspected: unknown[] = [];
    const session = startSession({
      inspect: ({ type }) => {
        inspected.push(type);
      },
      heartbeat: { ping: () => 'ping', intervalMs: 25_000 },
      stableUptimeMs: 1_000,
    });
    const { chats, gateway, clock } = session;
    await session.open('a');
    await clock.advanceAsync(1_000);
    const { peer } = gateway.latest('a');
    peer.sends('the one that proves it');
    const before = {
      snapshot: session.at('a'),
      all: chats.getSnapshot(),
      pending: clock.pending,
      inspected: inspected.length,
      records: session.records.length,
    };
    const calls: unknown[] = [];
    chats.get('a').subscribe((snapshot) => calls.push(snapshot));
    for (let count = 0; count < 10_000; count += 1) peer.sends(`${count}`);
    expect({
      snapshot: session.at('a'),
      all: chats.getSnapshot(),
      pending: clock.pending,
      inspected: inspected.length,
      records: session.records.length,
    }).toEqual(before);
    expect(session.at('a')).toBe(before.snapshot);
    expect(chats.getSnapshot()).toBe(before.all);
    expect(calls).toEqual([before.snapshot]);
    expect(session.events.filter(({ type }) => type === 'message')).toHaveLength(10_001);
  });

  it('[ME2] a listener that throws is reported by reportError, and harms neither the others nor the chart', async () => {
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    const session = startSession();
    const { chats, gateway } = session;
    await session.open('a');
    const before = session.at('a');
    const mistake = new Error('a mistake');
    const heard: unknown[] = [];
    chats.get('a').on('message', () => {
      throw mistake;
    });
    chats.get('a').on('message', ({ data }) => heard.push(data));
    gateway.latest('a').peer.sends('one');
    gateway.latest('a').peer.sends('two');
    expect(heard).toEqual(['one', 'two']);
    expect(session.events.filter(({ type }) => type === 'message')).toHaveLength(2);
    expect(session.at('a')).toBe(before);
    expect(reported).toEqual([mistake, mistake]);
  });

  it('[ME2] where there is no reportError, the error is thrown in a microtask', async () => {
    const thrown: unknown[] = [];
    vi.stubGlobal('queueMicrotask', (fn: () => void) => {
      try {
        fn();
      } catch (error) {
        thrown.push(error);
      }
    });
    const session = startSession();
    const { chats, gateway } = session;
    await session.open('a');
    const mistake = new Error('a mistake');
    chats.get('a').on('message', () => {
      throw mistake;
    });
    gateway.latest('a').peer.sends('one');
    expect(thrown).toEqual([mistake]);
    expect(session.at('a').state).toBe('open');
  });

  it('[ME3, AT7] nothing is delivered after a release has closed the chat, nor from a stale socket', async () => {
    const session = startSession({ lingerMs: 1_000 });
    const { chats, gateway, clock } = session;
    const heard: unknown[] = [];
    chats.get('a').on('message', ({ data }) => heard.push(data));
    await session.open('a');
    const first = gateway.latest('a');
    chats.select(null);
    await clock.advanceAsync(500);
    first.peer.emits('message', { data: 'while it lingers' });
    await clock.advanceAsync(500);
    first.peer.emits('message', { data: 'late' });
    await clock.advanceAsync(2_000);
    await session.open('a');
    first.peer.emits('message', { data: 'stale' });
    gateway.latest('a').peer.drops();
    gateway.latest('a').peer.emits('message', { data: 'after its close' });
    expect(heard).toEqual(['while it lingers']);
  });

  it('[ME3] binaryType holds across reconnects', async () => {
    for (const binaryType of ['arraybuffer', 'blob'] as const) {
      const session = startSession({ binaryType });
      const { clock, gateway } = session;
      gateway.behaveOnce(acceptsThenDrops({ afterMs: 10 }));
      await session.open('a');
      await clock.advanceAsync(10_000);
      expect(gateway.sockets.map((socket) => socket.binaryType)).toEqual([binaryType, binaryType]);
    }
    const session = startSession();
    await session.open('a');
    session.gateway.latest('a').peer.sends(new Uint8Array([1, 2]));
    expect(session.events.at(-1)?.event).toEqual({ chatId: 'a', data: new Uint8Array([1, 2]).buffer });
  });

  it('[ME3] without a listener they are dropped, not stored', async () => {
    const session = startSession();
    const { chats, gateway } = session;
    await session.open('a');
    const { peer } = gateway.latest('a');
    peer.sends('dropped');
    const heard: unknown[] = [];
    const stop = chats.get('a').on('message', ({ data }) => heard.push(data));
    peer.sends('heard');
    stop();
    peer.sends('dropped too');
    chats.get('a').on('message', ({ data }) => heard.push(data));
    expect(heard).toEqual(['heard']);
  });

  it('[ME3] listeners are added once, however often the chat reconnects', async () => {
    const session = startSession({ throttleMs: 0, backoff: { firstMs: 0, baseMs: 0, maxMs: 0 }, stableUptimeMs: 0 });
    const { chats, gateway, clock } = session;
    const heard: unknown[] = [];
    chats.get('a').on('message', ({ data }) => heard.push(data));
    await session.open('a');
    for (let round = 0; round < 20; round += 1) {
      await clock.advanceAsync(10);
      gateway.latest('a').peer.drops();
      await clock.advanceAsync(10);
    }
    gateway.latest('a').peer.sends('once');
    expect(gateway.sockets).toHaveLength(21);
    expect(heard).toEqual(['once']);
    expect(gateway.sockets.slice(0, -1).map((socket) => socket.listenerCount('message'))).toEqual(Array(20).fill(0));
  });

  it('[ME3, PL3] a frame is not delivered if its connection was left while isPong was asked', async () => {
    const isPong = () => {
      session.page.freezes();
      return false;
    };
    const session = startSession({ heartbeat: { ping: () => 'ping', isPong } });
    await session.open('42');
    session.gateway.latest('42').peer.sends('hello');
    expect(session.events.map(({ type }) => type)).toEqual(['open', 'close']);
  });

  it('[ME1, LI1] frames that isPong accepts are life, and are not delivered', async () => {
    const session = startSession({
      heartbeat: { ping: () => 'ping', isPong: (data) => data === 'pong', intervalMs: 1_000, timeoutMs: 500 },
    });
    const { gateway, clock } = session;
    await session.open('a');
    const { peer } = gateway.latest('a');
    peer.onMessage(() => peer.after(0, () => peer.sends('pong')));
    await clock.advanceAsync(10_000);
    peer.sends('text');
    expect(session.at('a').state).toBe('open');
    expect(session.events.filter(({ type }) => type === 'message').map(({ event }) => event)).toEqual([
      { chatId: 'a', data: 'text' },
    ]);
  });
});
