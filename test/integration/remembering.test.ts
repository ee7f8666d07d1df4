import { describe, expect, it } from 'vitest';
import type { InspectionEvent } from 'xstate';
import { refuses } from '../../src/testing/index.js';
import { isInspectable } from '../support/engine-in-use.js';
import { startSession } from '../support/session.js';

describe('chats are independent', () => {
  it('[SE8] a chat that dies changes neither state, counter, throttle nor queue of another (F3)', async () => {
    const story = async (isBesideDeadChat: boolean) => {
      // One number for all, so that another chat's draws change nothing.
      const session = startSession({ random: () => 0.5 });
      const { chats, clock, gateway } = session;
      gateway.behaveFor('dead', refuses());
      if (isBesideDeadChat) {
        chats.retain('dead');
        await clock.advanceAsync(500);
        chats.get('dead').send('for the dead');
      } else await clock.advanceAsync(500);
      chats.retain('b');
      const seen: unknown[] = [];
      chats.get('b').subscribe((snapshot) => seen.push([clock.now(), snapshot]));
      await clock.advanceAsync(40_000);
      gateway.behaveFor('b', refuses());
      gateway.latest('b').peer.drops();
      chats.get('b').send('for b');
      await clock.advanceAsync(300_000);
      return { seen, dialedAt: session.dialedAt('b'), dead: session.at('dead').state };
    };
    const alone = await story(false);
    const beside = await story(true);
    expect(beside.dead).toBe('failed');
    expect(alone.dialedAt).toHaveLength(11);
    expect({ ...beside, dead: alone.dead }).toEqual(alone);
  });
});

describe('what is remembered of a chat that nobody wants', () => {
  const leave = async (session: ReturnType<typeof startSession>) => {
    (await session.open('a'))();
    await session.clock.advanceAsync(0);
  };

  it('[SE9, AT2] its last attempt: the throttle outlives deselecting', async () => {
    const session = startSession({ lingerMs: 0 });
    await leave(session);
    await session.clock.advanceAsync(700);
    session.chats.select('a');
    expect(session.at('a')).toMatchObject({ state: 'throttled', retryAt: session.clock.wallNow() + 1_300 });
    await session.clock.advanceAsync(10_000);
    expect(session.dialedAt('a')).toEqual([0, 2_000]);
  });

  it.each([
    [{ throttleMs: 2_000, cooldownMs: 60_000 }, 60_000],
    [{ throttleMs: 90_000, cooldownMs: 60_000 }, 90_000],
  ])(
    '[SE9] with %o it is forgotten %d ms after its last attempt, at the next call, by no timer',
    async (options, ms) => {
      const session = startSession({ ...options, lingerMs: 0 });
      const { chats, clock } = session;
      const chat = chats.get('a');
      await leave(session);
      const remembered = chat.getSnapshot();
      expect(remembered).toMatchObject({ state: 'idle', lastClose: { code: 1000, reason: '', wasClean: true } });
      expect(clock.pending).toEqual([]);
      await clock.advanceAsync(ms - 1);
      chats.get('z');
      expect(chat.getSnapshot()).toBe(remembered);
      await clock.advanceAsync(1);
      expect(chat.getSnapshot()).toBe(remembered);
      chats.get('z');
      expect(chat.getSnapshot()).toEqual({ ...remembered, lastClose: null });
    },
  );

  it('[SE9] subscribers of a forgotten chat see it forgotten, and the handle goes on working', async () => {
    const session = startSession({ lingerMs: 0 });
    const { chats, clock } = session;
    const chat = chats.get('a');
    await leave(session);
    const seen: unknown[] = [];
    chat.subscribe(({ state, lastClose }) => seen.push([state, lastClose?.code]));
    await clock.advanceAsync(60_000);
    chats.get('z');
    chats.select('a');
    await clock.advanceAsync(0);
    expect(seen).toEqual([
      ['idle', 1000],
      ['idle', undefined],
      ['connecting', undefined],
      ['open', undefined],
    ]);
    expect([chats.get('a'), chat.getSnapshot().state]).toEqual([chat, 'open']);
  });

  it('[SE9] nothing that is wanted, lingering or in a burst is forgotten', async () => {
    const session = startSession({
      cooldownMs: 1_000,
      throttleMs: 0,
      lingerMs: 1_000_000,
      burstMs: 100_000,
      maxAttempts: 0,
    });
    const { chats, clock, gateway } = session;
    gateway.behaveFor('failed', refuses());
    const names = ['lingering', 'failed', 'retained', 'waiting'];
    chats.select('lingering');
    chats.retain('failed');
    chats.retain('retained');
    await clock.advanceAsync(0);
    chats.select('waiting');
    await clock.advanceAsync(50_000);
    const before = names.map(session.at);
    expect(before.map(({ state }) => state)).toEqual(['open', 'failed', 'open', 'idle']);
    await clock.advanceAsync(40_000);
    chats.get('z');
    expect(names.map(session.at)).toEqual(before);
    expect([...chats.getSnapshot().chats.keys()].sort()).toEqual([...names].sort());
  });

  it.runIf(isInspectable)(
    '[SE9] 300 chats visited one after the other: those of the last minute alone have a chart',
    async () => {
      const running = new Set<string>();
      const inspect = (event: InspectionEvent) => {
        if (event.type !== '@xstate.snapshot' || !('value' in event.snapshot)) return;
        if (event.snapshot.status === 'stopped') running.delete(event.actorRef.sessionId);
        else running.add(event.actorRef.sessionId);
      };
      const session = startSession({ inspect, lingerMs: 0, burstMs: 0 });
      const { chats, clock } = session;
      for (let visit = 0; visit < 300; visit += 1) {
        chats.select(`chat-${visit}`);
        await clock.advanceAsync(1_000);
      }
      expect(running.size).toBeGreaterThan(50);
      expect(running.size).toBeLessThan(70);
      expect([...chats.getSnapshot().chats.keys()]).toEqual(['chat-299']);
    },
  );
});
