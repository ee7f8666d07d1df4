import { expect, it } from 'vitest';
import { createChatConnections } from '../../src/index.js';
import { createFakeGateway, createVirtualClock } from '../../src/testing/index.js';
import { heapUsed } from '../support/collect-garbage.js';

const CHATS = 500;
/** A chart that runs takes over 5 kB by itself. */
const REMEMBERED_BYTES = 4_000;

/** Without an inspector, which keeps charts running: it is to see them until they are forgotten. */
const startUninspected = () => {
  const clock = createVirtualClock();
  const dialedAt: number[] = [];
  const { WebSocket } = createFakeGateway({ clock });
  class Watched extends WebSocket {
    constructor(url: string) {
      super(url);
      dialedAt.push(clock.now());
    }
  }
  const gateway = 'wss://gateway.example';
  const chats = createChatConnections({ clock, WebSocket: Watched, gateway, lingerMs: 0, burstMs: 0 });
  return { clock, chats, dialedAt };
};

it('[SE9] of a chat that is remembered no chart runs: it takes less than one would', async () => {
  const { clock, chats } = startUninspected();
  const handles = Array.from({ length: CHATS }, (_, index) => chats.get(`chat-${index}`));
  const before = await heapUsed();
  for (const { chatId } of handles) chats.retain(chatId)();
  await clock.advanceAsync(0);
  const each = ((await heapUsed()) - before) / CHATS;
  expect(handles.map((handle) => handle.getSnapshot().state)).toEqual(handles.map(() => 'idle'));
  expect(each).toBeLessThan(REMEMBERED_BYTES);
});

it('[SE9, AT2] a chat that is wanted again by who hears of its close goes on, and its chart with it', async () => {
  const { clock, chats, dialedAt } = startUninspected();
  chats.select('42');
  await clock.advanceAsync(0);
  chats.on('close', ({ chatId }) => void chats.select(chatId));
  chats.select(null);
  await clock.advanceAsync(0);
  const { state } = chats.get('42').getSnapshot();
  await clock.advanceAsync(2_000);
  expect([state, chats.get('42').getSnapshot().state, dialedAt]).toEqual(['throttled', 'open', [0, 2_000]]);
});
