import { describe, expect, test } from 'vitest';
import { createChatConnections } from '../../src/index.js';
import { createFakeGateway, createFakePage, createVirtualClock } from '../../src/testing/index.js';
import { createHiddenTabClock } from '../support/hidden-tab-clock.js';

const HEARTBEAT = { ping: () => 'ping', intervalMs: 25_000, timeoutMs: 10_000 };

/** A chat that is open in a tab which has been hidden for long. */
const openHidden = async (random: number, onTimer = () => {}, silence: 'inbound' | 'outbound' = 'inbound') => {
  const clock = createVirtualClock({ startAt: 300 });
  const gateway = createFakeGateway({ clock });
  const hiddenTab = createHiddenTabClock(clock);
  const chats = createChatConnections({
    clock: {
      ...hiddenTab,
      setTimeout: (fn, delayMs) =>
        hiddenTab.setTimeout(() => {
          onTimer();
          fn();
        }, delayMs),
    },
    WebSocket: gateway.WebSocket,
    gateway: 'wss://gateway.example',
    signals: createFakePage({ visible: false }),
    heartbeat: { ...HEARTBEAT, silence },
    random: () => random,
  });
  chats.select('42');
  await clock.advanceAsync(1_000);
  const { peer } = gateway.latest();
  return { clock, gateway, peer, chat: chats.get('42') };
};

/** How long after now the connection is given up; null: not within ten minutes. */
const givenUpAfter = async ({ clock, chat }: Awaited<ReturnType<typeof openHidden>>): Promise<number | null> => {
  const lastAt = clock.now();
  let foundMs: number | null = null;
  chat.on('close', () => {
    foundMs ??= clock.now() - lastAt;
  });
  await clock.advanceAsync(600_000);
  return foundMs;
};

describe('a chat in a hidden tab', () => {
  test('[LI1, LI3] that spoke every 5 s, and is to break its own silence, pings within 10 s of its time', async () => {
    const { clock, gateway, chat } = await openHidden(0.5, () => {}, 'outbound');
    for (let ms = 0; ms < 1_200_000; ms += 5_000) {
      chat.send('words');
      await clock.advanceAsync(5_000);
    }
    chat.send('the last words');
    await clock.advanceAsync(HEARTBEAT.intervalMs + 10_000);
    expect(gateway.latest().sent.slice(-2)).toEqual(['the last words', 'ping']);
  });

  test.each([
    [5_000, 0.5],
    [700, 0.01],
    [24_900, 0.99],
    [13_000, 0],
  ])('[LI3] that had a frame every %i ms is found dead within 10 s of its deadline', async (everyMs, random) => {
    const hidden = await openHidden(random);
    for (let ms = 0; ms < 1_200_000; ms += everyMs) {
      hidden.peer.sends('a frame');
      await hidden.clock.advanceAsync(everyMs);
    }
    hidden.peer.sends('the last frame');
    const ms = await givenUpAfter(hidden);
    expect(ms).toBeGreaterThanOrEqual(HEARTBEAT.intervalMs + HEARTBEAT.timeoutMs);
    expect(ms).toBeLessThanOrEqual(HEARTBEAT.intervalMs + HEARTBEAT.timeoutMs + 10_000);
  });

  test('[LI3] that answers every ping is never given up', async () => {
    const hidden = await openHidden(0.5);
    hidden.peer.onMessage(() => hidden.peer.after(800, () => hidden.peer.sends('pong')));
    await hidden.clock.advanceAsync(3_600_000);
    expect([hidden.chat.getSnapshot().state, hidden.gateway.sockets.length]).toEqual(['open', 1]);
  });

  test('[LI1] that is busy wakes for it about twice an interval, however short the first wait was', async () => {
    let fired = 0;
    const hidden = await openHidden(0.004, () => {
      fired += 1;
    });
    for (let ms = 0; ms < 60_000; ms += 20) {
      hidden.peer.sends('a frame');
      await hidden.clock.advanceAsync(20);
    }
    // The proof after 30 s is one of them.
    expect(fired).toBeLessThanOrEqual(6);
  });
});
