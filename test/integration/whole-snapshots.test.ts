import { describe, expect, it } from 'vitest';
import { startSession } from '../support/session.js';

describe('the snapshot of all chats', () => {
  it('[SE3] is another one when one of its chats has changed, and keeps the others', async () => {
    const { chats, clock, gateway } = startSession({ backoff: () => 60_000 });
    for (const chatId of ['a', 'b', 'c']) chats.retain(chatId);
    await clock.advanceAsync(5_000);
    const before = chats.getSnapshot();
    gateway.latest('b').peer.drops();
    const after = chats.getSnapshot();
    expect([before, after].map((snapshot) => snapshot.chats.get('b')?.state)).toEqual(['open', 'backoff']);
    expect(['a', 'c'].map((chatId) => after.chats.get(chatId) === before.chats.get(chatId))).toEqual([true, true]);
    expect(chats.getSnapshot()).toBe(after);
  });

  it('[SE3, SE4] is another one when a chat is in use no longer, and nothing else has changed', async () => {
    const { chats, clock } = startSession({ lingerMs: 0 });
    chats.retain('a');
    const release = chats.retain('b');
    await clock.advanceAsync(5_000);
    const before = chats.getSnapshot();
    release();
    await clock.advanceAsync(0);
    expect([before, chats.getSnapshot()].map((snapshot) => [...snapshot.chats.keys()])).toEqual([['a', 'b'], ['a']]);
  });
});

describe('a chat', () => {
  it('[RE5, AT2] that must wait for the throttle to ask for another token says that it will try again', async () => {
    const session = startSession();
    await session.open('42');
    await session.clock.advanceAsync(100);
    session.gateway.latest('42').peer.closes(4401);
    const closes = session.events.filter(({ type }) => type === 'close').map(({ event }) => event);
    expect([session.at('42').state, closes]).toEqual([
      'throttled',
      [{ chatId: '42', code: 4401, reason: '', wasClean: true, willRetry: true }],
    ]);
  });

  it('[SD2, SE6] that lingers takes messages still, and lets them wait for a peer that does not read', async () => {
    const session = startSession({ queue: { maxBytes: 2_000_000 } });
    const release = await session.open('42');
    session.gateway.latest('42').peer.stopsReading();
    release();
    await session.clock.advanceAsync(0);
    const chat = session.chats.get('42');
    expect([chat.send('x'.repeat(300_000)).status, chat.send('y').status]).toEqual(['sent', 'queued']);
  });

  it('[SD1] says what can be sent when it is given something else', () => {
    const { chats } = startSession();
    const message =
      'The message must be a string, an ArrayBuffer or a view of one (neither shared nor detached), or a Blob; received 42';
    expect(() => chats.get('42').send(42 as never)).toThrow(message);
  });

  it('[SD1] takes a File, which is a Blob of another name', async () => {
    const session = startSession();
    await session.open('42');
    const file = new File(['a picture'], 'picture.png');
    expect(session.chats.get('42').send(file).status).toBe('sent');
    expect(session.gateway.latest('42').sent).toEqual([file]);
  });
});
