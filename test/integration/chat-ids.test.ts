import { describe, expect, it } from 'vitest';
import { startSession } from '../support/session.js';

describe('chat ids', () => {
  const ODD = [
    'a/b',
    '/',
    '100%',
    '%2F',
    '%2e%2e',
    '...',
    ' ',
    'a b',
    'ünï 🦜',
    '\u0000',
    'a\nb',
    '__proto__',
    'constructor',
    'toString',
    ':id',
    '$&',
    '?token=x',
    '#top',
    'x'.repeat(5_000),
    '42',
  ];

  it.each(ODD)('[AT3, SE8] %j is percent-encoded, and a chat like any other', async (chatId) => {
    const session = startSession({ query: { token: 'tok' } });
    const { chats, clock, gateway } = session;
    await session.open(chatId);
    const path = `/api/v1/chats/${encodeURIComponent(chatId)}/ws`;
    expect(gateway.sockets.map(({ url }) => url)).toEqual([`wss://gateway.example${path}?token=tok`]);
    const chat = chats.get(chatId);
    expect(chats.getSnapshot()).toEqual({
      selected: chatId,
      connected: true,
      chats: new Map([[chatId, chat.getSnapshot()]]),
    });
    expect(chat.getSnapshot()).toMatchObject({ chatId, state: 'open' });
    const heard: unknown[] = [];
    chat.on('message', (event) => heard.push(event));
    gateway.latest().peer.sends('hello');
    expect(heard).toEqual([{ chatId, data: 'hello' }]);
    await clock.advanceAsync(5_000);
    gateway.latest().peer.drops();
    await clock.advanceAsync(10_000);
    expect(gateway.sockets).toHaveLength(2);
    expect(session.records.every((record) => record.chatId === chatId)).toBe(true);
  });

  it('[SE8] all of them at once are chats of their own', async () => {
    const session = startSession();
    for (const chatId of ODD) session.chats.retain(chatId);
    await session.clock.advanceAsync(0);
    expect([...session.chats.getSnapshot().chats.keys()]).toEqual(ODD);
    expect(ODD.map((chatId) => session.chats.get(chatId).chatId)).toEqual(ODD);
    expect(session.gateway.open).toHaveLength(ODD.length);
  });

  it.each(['', '.', '..', '\ud800', 'a\udc00b', undefined, 42, 42n, {}, ['a'], Symbol('a')])(
    '[SE1] %o throws TypeError, and changes nothing',
    async (chatId) => {
      const session = startSession();
      const { chats, clock } = session;
      await session.open('a');
      const before = chats.getSnapshot();
      const expected = expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_CHAT_ID' });
      for (const method of [chats.select, chats.retain, chats.get]) {
        expect(() => method(chatId as never)).toThrow(expected);
      }
      expect(() => chats.retain(null as never)).toThrow(expected);
      expect(() => chats.get(null as never)).toThrow(expected);
      await clock.advanceAsync(0);
      expect(chats.getSnapshot()).toBe(before);
    },
  );
});
