import { describe, expect, it } from 'vitest';
import { createChatConnections, DisposedError } from '../../src/index.js';
import { hangs, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe('handles', () => {
  it('[SE1] get gives the same handle as long as anyone holds it, while the chat comes and goes', async () => {
    const session = startSession({ lingerMs: 0 });
    const { chats, clock } = session;
    const chat = chats.get('a');
    (await session.open('a'))();
    await clock.advanceAsync(120_000);
    chats.get('b');
    expect(chats.get('a')).toBe(chat);
    expect(chats.get('b')).not.toBe(chat);
    expect(chat.chatId).toBe('a');
  });

  it('[SE1, SE3] all methods are bound', async () => {
    const session = startSession();
    const { select, retain, get, on, retry, subscribe, getSnapshot, dispose } = session.chats;
    const { getSnapshot: read, subscribe: watch, on: listen, send, retry: again } = get('a');
    const told: string[] = [];
    on('open', ({ chatId }) => told.push(`all ${chatId}`));
    listen('open', ({ chatId }) => told.push(`one ${chatId}`));
    watch(({ state }) => told.push(state));
    subscribe(({ selected }) => told.push(`selected ${selected}`));
    select('a');
    retain('a')();
    await session.clock.advanceAsync(0);
    retry();
    again();
    expect([read().state, getSnapshot().selected, send('x').status]).toEqual(['open', 'a', 'sent']);
    expect(told).toEqual(['idle', 'selected null', 'connecting', 'selected a', 'one a', 'all a', 'open', 'selected a']);
    dispose();
    expect(read().state).toBe('idle');
  });

  it('[SE1] subscribe calls at once, then on change alone, until unsubscribed (the store contract)', async () => {
    const session = startSession({ lingerMs: 0 });
    const { chats, clock, gateway } = session;
    const chat = chats.get('a');
    const seen: unknown[] = [];
    const all: unknown[] = [];
    const stop = chat.subscribe((snapshot) => seen.push(snapshot));
    const stopAll = chats.subscribe((snapshot) => all.push(snapshot));
    expect([seen, all]).toEqual([[chat.getSnapshot()], [chats.getSnapshot()]]);
    const release = await session.open('a');
    gateway.latest('a').peer.sends('changes nothing');
    chats.select('a');
    chats.get('z').subscribe(() => undefined);
    expect(seen.map((snapshot) => (snapshot as { state: string }).state)).toEqual(['idle', 'connecting', 'open']);
    expect(all).toHaveLength(3);
    expect([seen.at(-1), all.at(-1)]).toEqual([chat.getSnapshot(), chats.getSnapshot()]);
    expect(seen.at(-1)).toBe(chat.getSnapshot());
    expect(all.at(-1)).toBe(chats.getSnapshot());
    stop();
    stop();
    stopAll();
    release();
    chats.select(null);
    await clock.advanceAsync(10_000);
    expect([seen.length, all.length]).toEqual([3, 3]);
  });

  it('[SE1] the same function subscribed twice is called twice, and each is unsubscribed by its own', async () => {
    const session = startSession();
    let calls = 0;
    const count = () => {
      calls += 1;
    };
    const stops = [session.chats.get('a').subscribe(count), session.chats.get('a').subscribe(count)];
    stops[0]?.();
    session.chats.select('a');
    expect(calls).toBe(3);
    stops[1]?.();
    await session.clock.advanceAsync(0);
    expect(calls).toBe(3);
  });

  it('[ME1] snapshots are the same object until something changes, also while the time passes', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    const same = async (ms: number) => {
      const before = [session.at('a'), chats.getSnapshot(), chats.getSnapshot().chats];
      await clock.advanceAsync(ms);
      const after = [session.at('a'), chats.getSnapshot(), chats.getSnapshot().chats];
      expect(after.map((value, index) => value === before[index])).toEqual([true, true, true]);
    };
    await same(1_000);
    gateway.behaveOnce(refuses());
    await session.open('a');
    expect(session.at('a').state).toBe('backoff');
    await same(0);
    await clock.advanceAsync(5_000);
    await same(1_000);
    chats.retain('b');
    await clock.advanceAsync(0);
    const ofA = session.at('a');
    await clock.advanceAsync(1_000);
    gateway.latest('b').peer.drops();
    expect(session.at('a')).toBe(ofA);
    expect(chats.getSnapshot().chats.get('a')).toBe(ofA);
  });

  it('[SE3] chats.retry retries the wanted chats that are not open, and no others', async () => {
    const session = startSession({ maxAttempts: 0 });
    const { chats, clock, gateway } = session;
    for (const chatId of ['failed', 'released']) gateway.behaveFor(chatId, refuses());
    gateway.behaveFor('hung', hangs());
    const names = ['failed', 'open', 'hung'];
    for (const chatId of names) chats.retain(chatId);
    chats.retain('released')();
    await clock.advanceAsync(3_000);
    chats.retry();
    await clock.advanceAsync(0);
    expect(names.map(session.dialedAt)).toEqual([[0, 3_000], [0], [0]]);
    expect(session.dialedAt('released').length).toBeLessThanOrEqual(1);
    expect(session.at('failed').state).toBe('failed');
  });
});

describe('retry of a handle', () => {
  it('[RE3, SE3] changes nothing in open and connecting, nor for a chat that nobody wants', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    gateway.behaveFor('hung', hangs());
    gateway.behaveFor('left', refuses());
    chats.retain('open');
    chats.retain('hung');
    const leave = ['lingering', 'left'].map(chats.retain);
    await clock.advanceAsync(100);
    for (const release of leave) release();
    await clock.advanceAsync(100);
    const names = ['open', 'hung', 'lingering', 'left'];
    const before = { snapshots: names.map(session.at), pending: clock.pending, records: session.records.length };
    expect(before.snapshots.map(({ state }) => state)).toEqual(['open', 'connecting', 'open', 'idle']);
    for (const name of names) chats.get(name).retry();
    chats.retry();
    await clock.settle();
    expect({ snapshots: names.map(session.at), pending: clock.pending, records: session.records.length }).toEqual(
      before,
    );
  });
});

describe('after dispose', () => {
  it('[EN1] get, select(id), retain and retry throw DisposedError; everything else is harmless', async () => {
    const session = startSession();
    const { chats, clock, gateway, page } = session;
    const chat = chats.get('a');
    const release = chats.select('a');
    const letGo = chats.retain('b');
    const stop = chat.subscribe(() => undefined);
    const off = chats.on('open', () => undefined);
    await clock.advanceAsync(0);
    chats.dispose();
    for (const call of [
      () => chats.get('a'),
      () => chats.select('a'),
      () => chats.retain('a'),
      chats.retry,
      chat.retry,
    ]) {
      expect(call).toThrow(DisposedError);
      expect(call).toThrow(expect.objectContaining({ name: 'DisposedError', code: 'ERR_DISPOSED' }));
    }
    chats.select(null)();
    for (const harmless of [release, letGo, stop, off, chats.dispose, release]) harmless();
    const all: unknown[] = [];
    const seen: unknown[] = [];
    chats.subscribe((snapshot) => all.push(snapshot))();
    chat.subscribe(({ state }) => seen.push(state))();
    chats.on('open', () => seen.push('open'))();
    chat.on('open', () => seen.push('open'))();
    expect(chat.send('late')).toEqual({ id: 1, status: 'rejected', reason: 'disposed' });
    await clock.advanceAsync(600_000);
    expect(all).toEqual([{ selected: null, connected: false, chats: new Map() }]);
    expect(seen).toEqual(['idle']);
    expect(chats.getSnapshot()).toBe(all[0]);
    expect(chat.getSnapshot()).toMatchObject({ state: 'idle', wanted: false, connected: false });
    expect([clock.pending, gateway.live, page.listenerCount]).toEqual([[], [], 0]);
  });

  it('[EN1] Symbol.dispose disposes, where the platform has it', async () => {
    const session = startSession();
    await session.open('a');
    expect(Symbol.dispose).toBeTypeOf('symbol');
    session.chats[Symbol.dispose]();
    expect(session.gateway.live).toEqual([]);
    expect(() => session.chats.get('a')).toThrow(DisposedError);
  });

  it('[EN1, SE1] an unused registry is disposed of without a platform', () => {
    const chats = createChatConnections();
    chats.dispose();
    chats.dispose();
    expect(() => chats.retain('a')).toThrow(DisposedError);
  });
});
