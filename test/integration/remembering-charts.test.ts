import { expect, it } from 'vitest';
import { createChatConnections } from '../../src/index.js';
import { createFakeGateway, createVirtualClock } from '../../src/testing/index.js';
import { collectGarbage } from '../support/collect-garbage.js';
import { startSession } from '../support/session.js';

const CHATS = 500;
/** A chart that runs takes over 5 kB by itself. */
const REMEMBERED_BYTES = 4_000;

const heapUsed = async (): Promise<number> => {
  for (let round = 0; round < 3; round += 1) await collectGarbage();
  return process.memoryUsage().heapUsed;
};

it('[SE9] of a chat that is remembered no chart runs: it takes less than one would', async () => {
  const clock = createVirtualClock();
  const { WebSocket } = createFakeGateway({ clock });
  const chats = createChatConnections({ clock, WebSocket, gateway: 'wss://gateway.example', lingerMs: 0 });
  const handles = Array.from({ length: CHATS }, (_, index) => chats.get(`chat-${index}`));
  const before = await heapUsed();
  for (const { chatId } of handles) chats.retain(chatId)();
  await clock.advanceAsync(0);
  const each = ((await heapUsed()) - before) / CHATS;
  expect(handles.map((handle) => handle.getSnapshot().state)).toEqual(handles.map(() => 'idle'));
  expect(each).toBeLessThan(REMEMBERED_BYTES);
});

it('[SE9, AT2] a chat that is wanted again by who hears of its close goes on', async () => {
  const session = startSession({ lingerMs: 0 });
  await session.open('42');
  session.chats.on('close', ({ chatId }) => void session.chats.select(chatId));
  session.chats.select(null);
  await session.clock.advanceAsync(2_000);
  expect([session.at('42').state, session.dialedAt('42')]).toEqual(['open', [0, 2_000]]);
});
