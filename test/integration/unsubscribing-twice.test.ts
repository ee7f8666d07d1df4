import { describe, expect, test } from 'vitest';
import { startSession } from '../support/session.js';

describe('a listener or subscriber that is removed twice', () => {
  test('[ME1] takes no later listener with it', async () => {
    const session = startSession();
    const chat = session.chats.get('a');
    const received: unknown[] = [];
    const remove = chat.on('message', () => received.push('removed'));
    remove();
    chat.on('message', ({ data }) => received.push(data));
    remove();
    await session.open('a');
    session.gateway.latest('a').peer.sends('hello');
    expect(received).toEqual(['hello']);
  });

  test('[SE1] takes no later subscriber with it', async () => {
    const session = startSession();
    const chat = session.chats.get('a');
    const seen: string[] = [];
    const remove = chat.subscribe(() => {});
    remove();
    chat.subscribe(({ state }) => seen.push(state));
    remove();
    await session.open('a');
    expect(seen).toEqual(['idle', 'connecting', 'open']);
  });

  test('[SE1] takes none of the registry with it', async () => {
    const session = startSession();
    const received: string[] = [];
    const removeListener = session.chats.on('open', () => received.push('removed'));
    const removeSubscriber = session.chats.subscribe(() => {});
    for (const remove of [removeListener, removeSubscriber]) remove();
    session.chats.on('open', ({ chatId }) => received.push(chatId));
    session.chats.subscribe(({ connected }) => received.push(String(connected)));
    for (const remove of [removeListener, removeSubscriber]) remove();
    await session.open('a');
    expect(received).toEqual(['false', 'false', 'a', 'true']);
  });
});
