import { describe, expect, test } from 'vitest';
import type { PageSignal } from '../../src/index.js';
import { acceptsThenCloses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe('listeners on the page', () => {
  test('[PL4, SE1] there are none before a chat is wanted', async () => {
    const { chats, page, clock } = startSession();
    chats.get('42').subscribe(() => undefined);
    chats.get('42').send('hello');
    chats.subscribe(() => undefined);
    chats.select(null);
    await clock.advanceAsync(60_000);
    expect(page.listenerCount).toBe(0);
  });

  test('[PL4] there is one while chats are wanted or linger, however many', async () => {
    const { chats, page, clock } = startSession();
    const counts = [page.listenerCount];
    chats.select('42');
    const release = chats.retain('7');
    counts.push(page.listenerCount);
    await clock.advanceAsync(0);
    chats.select(null);
    release();
    await clock.advanceAsync(0);
    counts.push(page.listenerCount);
    await clock.advanceAsync(9_999);
    counts.push(page.listenerCount);
    await clock.advanceAsync(1);
    counts.push(page.listenerCount);
    expect(counts).toEqual([0, 1, 1, 1, 0]);
  });

  test('[PL4] there are none after the release of a chat that does not linger', async () => {
    const { chats, page, clock } = startSession();
    const release = chats.select('42');
    release();
    await clock.advanceAsync(0);
    expect(page.listenerCount).toBe(0);
  });

  test('[PL4] there is one as long as a chat is wanted, failed or parked too', async () => {
    const { chats, page, gateway, clock } = startSession();
    gateway.behave(acceptsThenCloses(4404));
    chats.select('42');
    await clock.advanceAsync(3_600_000);
    expect([chats.get('42').getSnapshot().state, page.listenerCount]).toEqual(['failed', 1]);
  });

  test('[PL4] there are none once the last lingering connection is lost, frozen or evicted', async () => {
    const ends = [
      ({ gateway }: ReturnType<typeof startSession>) => gateway.latest().peer.drops(),
      ({ page }: ReturnType<typeof startSession>) => page.freezes(),
    ];
    const counts = [];
    for (const end of ends) {
      const session = startSession();
      await session.open('42');
      session.chats.select(null);
      await session.clock.advanceAsync(0);
      end(session);
      counts.push(session.page.listenerCount);
    }
    const session = startSession({ maxLingering: 0 });
    await session.open('42');
    session.chats.select(null);
    await session.clock.advanceAsync(0);
    counts.push(session.page.listenerCount);
    expect(counts).toEqual([0, 0, 0]);
  });

  test('[PL4, SE7] there is one while a burst settles, none when it is let go', async () => {
    const { chats, page, clock } = startSession({ lingerMs: 0 });
    chats.select('1');
    chats.select('2');
    await clock.advanceAsync(0);
    const during = page.listenerCount;
    chats.select(null);
    await clock.advanceAsync(0);
    expect([during, page.listenerCount]).toEqual([1, 0]);
  });

  test('[PL4, EN1] there are none after dispose', async () => {
    const session = startSession();
    await session.open('42');
    session.chats.retain('7');
    session.chats.dispose();
    expect(session.page.listenerCount).toBe(0);
  });

  test('[PL4] begin anew with what the page then is', async () => {
    const session = startSession({ lingerMs: 0 });
    await session.open('42');
    session.chats.select(null);
    await session.clock.advanceAsync(10_000);
    session.page.goesOffline();
    session.gateway.behave((peer) => peer.refusesAfter(0));
    session.chats.select('42');
    await session.clock.advanceAsync(1);
    expect([session.at('42').phase, session.page.listenerCount]).toEqual(['parked', 1]);
  });
});

describe('a source of signals', () => {
  test('[PL4] that goes on after its listener was taken off changes nothing', async () => {
    const listeners: ((signal: PageSignal) => void)[] = [];
    const signals = {
      isOnline: () => true,
      subscribe: (fn: (signal: PageSignal) => void) => {
        listeners.push(fn);
        return () => undefined;
      },
    };
    const session = startSession({ signals, lingerMs: 0 });
    await session.open('42');
    session.chats.select(null);
    await session.clock.advanceAsync(0);
    for (const signal of ['offline', 'frozen', 'resumed', 'online', 'visible'] as const) {
      for (const listener of listeners) listener(signal);
    }
    await session.clock.advanceAsync(60_000);
    expect([session.dialedAt('42'), session.timers(), listeners.length]).toEqual([[0], 0, 1]);
  });
});
