import { expect, test } from 'vitest';
import { hangs } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

test('[SE8, SD3] fault 27: what was queued in chat a is never delivered to chat b', async () => {
  const session = startSession();
  const { chats, clock, gateway } = session;
  gateway.behaveFor('a', hangs());
  await session.open('a');
  const { id } = chats.get('a').send('for a alone');
  await clock.advanceAsync(1_000);
  await session.open('b');
  chats.get('b').send('for b');
  await clock.advanceAsync(60_000);
  expect(gateway.sockets.map(({ url, sent }) => [new URL(url).pathname, sent])).toEqual([
    ['/api/v1/chats/a/ws', []],
    ['/api/v1/chats/b/ws', ['for b']],
  ]);
  expect(session.events.filter(({ type }) => type === 'undelivered' || type === 'sent')).toEqual([
    {
      at: 1_000,
      type: 'undelivered',
      event: { chatId: 'a', messages: [{ id, data: 'for a alone' }], reason: 'released' },
    },
  ]);
});

test('[SE8, SD3] fault 27: queued in a while its address is pending, then b: a is not dialed, b gets its own', async () => {
  const answers = new Map<string, (query: { token: string }) => void>();
  const session = startSession({
    query: ({ chatId }) => new Promise((resolve) => answers.set(chatId, resolve)),
  });
  const { chats, clock, gateway } = session;
  chats.select('a');
  await clock.advanceAsync(500);
  chats.get('a').send('for a alone');
  chats.select('b');
  await clock.advanceAsync(500);
  answers.get('a')?.({ token: 'of-a' });
  answers.get('b')?.({ token: 'of-b' });
  await clock.advanceAsync(500);
  expect(gateway.sockets.map(({ url, sent }) => [url, sent])).toEqual([
    ['wss://gateway.example/api/v1/chats/b/ws?token=of-b', []],
  ]);
  expect(session.at('b').state).toBe('open');
});
