import { describe, expect, it } from 'vitest';
import type { InspectionEvent } from 'xstate';
import { hangs } from '../../src/testing/index.js';
import { isInspectable } from '../support/engine-in-use.js';
import { startSession } from '../support/session.js';

describe('a burst of selections', () => {
  it('[SE7] a single selection dials without delay, and so does one after a pause of burstMs', async () => {
    const session = startSession();
    for (const chatId of ['a', 'b', 'c']) {
      session.chats.select(chatId);
      await session.clock.advanceAsync(250);
    }
    expect(['a', 'b', 'c'].map(session.dialedAt)).toEqual([[0], [250], [500]]);
  });

  it('[SE7] at most the first and the one it settles on dial, burstMs after the last selection', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    const ids = Array.from({ length: 40 }, (_, index) => `chat-${index}`);
    for (const chatId of ids) {
      chats.select(chatId);
      await clock.advanceAsync(249);
    }
    expect(gateway.constructedAt).toEqual([0]);
    await clock.advanceAsync(10_000);
    expect(gateway.sockets.map(({ url, constructedAt }) => [new URL(url).pathname, constructedAt])).toEqual([
      ['/api/v1/chats/chat-0/ws', 0],
      ['/api/v1/chats/chat-39/ws', 39 * 249 + 250],
    ]);
  });

  it('[SE7] a lingering chat that is selected in one is wanted at once: its time does not run out meanwhile', async () => {
    const session = startSession({ lingerMs: 100 });
    const { chats, clock } = session;
    await session.open('a');
    chats.select('b');
    await clock.advanceAsync(50);
    chats.select('a');
    await clock.advanceAsync(1_000);
    expect([session.at('a').state, session.dialedAt('a')]).toEqual(['open', [0]]);
  });

  it.runIf(isInspectable)('[SE7] until it settles an inspector sees its chart, idle', async () => {
    const charts = new Set<string>();
    const session = startSession({ inspect: ({ rootId }: InspectionEvent) => charts.add(rootId) });
    session.chats.select('a');
    session.chats.select('b');
    expect([charts.size, session.at('b').state]).toEqual([2, 'idle']);
    await session.clock.advanceAsync(0);
  });

  it('[SE7, SD1] until it settles its chat is idle and wanted, send queues, and the one timer is the registry’s', async () => {
    const session = startSession();
    const { chats, clock } = session;
    await session.open('a');
    await clock.advanceAsync(40_000);
    chats.select('b');
    await clock.advanceAsync(10);
    chats.select('c');
    await clock.advanceAsync(0);
    expect(session.at('c')).toMatchObject({ state: 'idle', wanted: true, queued: 0 });
    expect(chats.getSnapshot()).toMatchObject({ selected: 'c', connected: false });
    expect([...chats.getSnapshot().chats.keys()].sort()).toEqual(['a', 'b', 'c']);
    expect(session.at('b').state).toBe('open');
    // Both a and b linger, b has yet to prove itself, and the burst waits.
    expect(session.timers()).toBe(4);
    expect(chats.get('c').send('early')).toEqual({ id: 1, status: 'queued' });
    await clock.advanceAsync(250);
    expect(session.at('c')).toMatchObject({ state: 'open', wanted: true, queued: 0 });
    expect(session.gateway.latest('c').sent).toEqual(['early']);
  });

  it('[SE7] null, retain and repeated selects are no selections: they neither make a burst nor prolong one', async () => {
    const session = startSession();
    const { chats, clock } = session;
    chats.retain('x');
    await clock.advanceAsync(100);
    chats.select(null);
    chats.select('a');
    await clock.advanceAsync(100);
    chats.select('b');
    await clock.advanceAsync(200);
    chats.select('b');
    chats.retain('y');
    await clock.advanceAsync(49);
    expect(['x', 'a', 'y', 'b'].map(session.dialedAt)).toEqual([[0], [100], [400], []]);
    await clock.advanceAsync(1);
    expect(session.dialedAt('b')).toEqual([450]);
  });

  it('[SE7] a lingering or retained chat is not delayed', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    await session.open('a');
    await clock.advanceAsync(100);
    chats.select('b');
    await clock.advanceAsync(100);
    chats.select('a');
    expect(session.at('a')).toMatchObject({ state: 'open', wanted: true });
    await clock.advanceAsync(100);
    chats.retain('c');
    chats.select('c');
    expect(session.at('c').state).toBe('connecting');
    await clock.advanceAsync(5_000);
    expect(gateway.constructedAt).toEqual([0, 300]);
  });

  it('[SE7] a chat that is retained while the burst waits is not delayed, and dials once', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    await session.open('a');
    chats.select('b');
    await clock.advanceAsync(100);
    chats.retain('b');
    await clock.advanceAsync(5_000);
    expect(session.dialedAt('b')).toEqual([100]);
    expect(gateway.peakLive('b')).toBe(1);
  });

  it('[SE7] retry does not hurry it, and with burstMs 0 nothing is a burst', async () => {
    const session = startSession();
    const { chats, clock } = session;
    await session.open('a');
    chats.select('b');
    chats.retry();
    chats.get('b').retry();
    await clock.advanceAsync(249);
    expect([session.at('b').state, session.dialedAt('b')]).toEqual(['idle', []]);
    const hasty = startSession({ burstMs: 0 });
    for (const chatId of ['a', 'b', 'c']) {
      hasty.chats.select(chatId);
      await hasty.clock.settle();
    }
    expect(['a', 'b', 'c'].map(hasty.dialedAt)).toEqual([[0], [0], [0]]);
  });

  it.each([
    ['select(null)', (chats: { select(chatId: null): unknown }) => chats.select(null)],
    ['its release', (_: unknown, release: () => void) => release()],
  ] as const)('[SE7, EN2] a burst that ends by %s dials nothing and leaves no timer', async (_, end) => {
    const session = startSession({ lingerMs: 0 });
    const { chats, clock, gateway } = session;
    await session.open('a');
    const release = chats.select('b');
    await clock.advanceAsync(10);
    expect(chats.get('b').send('never')).toEqual({ id: 1, status: 'queued' });
    end(chats, release);
    await clock.settle();
    expect(session.at('b')).toMatchObject({ state: 'idle', wanted: false, queued: 0 });
    expect(session.timers()).toBe(0);
    await clock.advanceAsync(10_000);
    expect(gateway.constructedAt).toEqual([0]);
    expect(session.events.filter(({ type }) => type === 'undelivered')).toEqual([
      {
        at: 10,
        type: 'undelivered',
        event: { chatId: 'b', messages: [{ id: 1, data: 'never' }], reason: 'released' },
      },
    ]);
  });

  it('[SE7, SE4] toggled within one microtask, the chat that was there keeps its attempt', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    gateway.behave(hangs());
    chats.select('a');
    chats.select('b');
    chats.select('a');
    await clock.advanceAsync(5_000);
    expect(gateway.sockets.map(({ url }) => new URL(url).pathname)).toEqual(['/api/v1/chats/a/ws']);
    expect(session.at('b')).toMatchObject({ state: 'idle', wanted: false });
  });
});
