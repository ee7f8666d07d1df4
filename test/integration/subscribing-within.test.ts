import { describe, expect, test } from 'vitest';
import type { ChatConnection } from '../../src/index.js';
import { startSession } from '../support/session.js';

/** Subscribes, and the first call of the subscriber does this: a view that mounts its parts when it is first drawn. */
const subscribeAndFirst = (chat: ChatConnection, fn: () => void) => {
  let isFirst = true;
  return chat.subscribe(() => {
    if (isFirst) {
      isFirst = false;
      fn();
    }
  });
};

describe('what a subscriber adds in its first call', () => {
  test('[SE1, ME2] is a subscriber that hears of every change', async () => {
    const session = startSession();
    const chat = session.chats.get('a');
    const seen: string[] = [];
    subscribeAndFirst(chat, () => chat.subscribe(({ state }) => seen.push(state)));
    await session.open('a');
    expect(seen).toEqual(['idle', 'connecting', 'open']);
  });

  test('[ME1, ME2] is a listener that gets every message', async () => {
    const session = startSession();
    const chat = session.chats.get('a');
    const received: unknown[] = [];
    subscribeAndFirst(chat, () => chat.on('message', ({ data }) => received.push(data)));
    await session.open('a');
    session.gateway.latest('a').peer.sends('hello');
    expect(received).toEqual(['hello']);
  });

  test('[SE1] stays when the subscriber itself leaves, and the other way round', async () => {
    const session = startSession();
    const chat = session.chats.get('a');
    const seen: string[] = [];
    let leaveInner = () => {};
    const leaveOuter = chat.subscribe(({ state }) => seen.push(`outer ${state}`));
    const leaveFirst = subscribeAndFirst(chat, () => {
      leaveInner = chat.subscribe(({ state }) => seen.push(`inner ${state}`));
    });
    leaveFirst();
    leaveOuter();
    await session.open('a');
    leaveInner();
    session.gateway.latest('a').peer.drops();
    expect(seen).toEqual(['outer idle', 'inner idle', 'inner connecting', 'inner open']);
  });

  test('[ME2] is not disturbed by a listener or subscriber that is none and is refused', async () => {
    const session = startSession();
    const chat = session.chats.get('a');
    const seen: string[] = [];
    expect(() => chat.on('message', null as never)).toThrow(TypeError);
    subscribeAndFirst(chat, () => chat.subscribe(({ state }) => seen.push(state)));
    expect(() => chat.subscribe(undefined as never)).toThrow(TypeError);
    await session.open('a');
    expect(seen).toEqual(['idle', 'connecting', 'open']);
  });
});
