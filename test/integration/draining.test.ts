import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SendableData } from '../../src/index.js';
import { hangs, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const KIB = 1024;

const startFull = async (options = {}) => {
  const session = startSession({ queue: { maxMessages: 100, maxBytes: 1024 * KIB }, ...options });
  await session.open('a');
  await session.clock.advanceAsync(40_000);
  const socket = session.gateway.latest('a');
  socket.peer.stopsReading();
  return { ...session, socket, chat: session.chats.get('a') };
};

describe('a peer that does not read', () => {
  it('[SD2] draining pauses again above 256 KiB, and nothing sent meanwhile overtakes the queue', async () => {
    const { chat, socket, at, clock } = await startFull();
    chat.send('x'.repeat(300 * KIB));
    chat.send('y'.repeat(200 * KIB));
    chat.send('z'.repeat(200 * KIB));
    chat.send('last');
    socket.peer.reads();
    socket.peer.stopsReading();
    expect(chat.send('after').status).toBe('queued');
    await clock.advanceAsync(250);
    expect(socket.sent.map((data) => String(data).slice(0, 5))).toEqual(['xxxxx', 'yyyyy', 'zzzzz']);
    expect(at('a').queued).toBe(2);
    socket.peer.reads();
    await clock.advanceAsync(250);
    expect(socket.sent.slice(3)).toEqual(['last', 'after']);
  });

  it('[SD2, SD3] what waits is carried over to the next connection, or expires', async () => {
    const { chat, socket, clock, gateway, events } = await startFull();
    chat.send('x'.repeat(300 * KIB));
    chat.send('carried');
    socket.peer.drops();
    await clock.advanceAsync(10_000);
    expect(gateway.latest('a').sent).toEqual(['carried']);
    gateway.latest('a').peer.stopsReading();
    chat.send('x'.repeat(300 * KIB));
    const { id } = chat.send('too late');
    await clock.advanceAsync(29_999);
    expect(events.filter(({ type }) => type === 'undelivered')).toEqual([]);
    await clock.advanceAsync(1);
    expect(events.filter(({ type }) => type === 'undelivered')).toEqual([
      {
        at: clock.now(),
        type: 'undelivered',
        event: { chatId: 'a', messages: [{ id, data: 'too late' }], reason: 'expired' },
      },
    ]);
  });

  it('[SD2, EN2] while the connection is lost, nobody looks whether the peer reads', async () => {
    const { chat, socket, at, timers } = await startFull();
    chat.send('x'.repeat(300 * KIB));
    chat.send('carried');
    const whileOpen = timers();
    socket.peer.drops();
    const queuedLater = chat.send('too').status;
    // Those of the wait and of the oldest message's expiry.
    expect([at('a').state, whileOpen, queuedLater, timers()]).toEqual(['backoff', 2, 'queued', 2]);
  });
});

describe('a message that the socket refuses', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** A session whose sockets throw at `bad`, and repeat it. */
  const startRefusing = () => {
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    const { chats, clock, gateway } = startSession();
    chats.dispose();
    class Refusing extends gateway.WebSocket {
      override send(data: SendableData): void {
        if (String(data).startsWith('bad')) throw new TypeError(`cannot send ${data} to ${this.url}`);
        super.send(data);
      }
    }
    const session = startSession({ clock, WebSocket: Refusing, query: { token: 'a-secret-token' } });
    return { ...session, clock, gateway, reported };
  };

  it('[SD3, ME2] is reported at once with its reason, and those behind it go out', async () => {
    const { chats, clock, events, gateway, logged, reported } = startRefusing();
    const chat = chats.get('a');
    chats.select('a');
    for (const data of ['one', 'bad', 'three']) chat.send(data);
    await clock.advanceAsync(0);
    expect(gateway.latest('a').sent).toEqual(['one', 'three']);
    expect(events.map(({ type, event }) => [type, event]).slice(1)).toEqual([
      ['sent', { chatId: 'a', id: 1, data: 'one' }],
      ['undelivered', { chatId: 'a', messages: [{ id: 2, data: 'bad' }], reason: 'refused' }],
      ['sent', { chatId: 'a', id: 3, data: 'three' }],
    ]);
    expect([chat.getSnapshot().queued, reported]).toEqual([0, []]);
    expect(logged('message.undelivered')).toMatchObject([
      {
        count: 1,
        reason: 'refused',
        error: expect.stringMatching(/^cannot send bad to (?!.*secret)/),
        message: '1 message for chat a not delivered: refused',
      },
    ]);
  });

  it('[SD1] is thrown back by an open connection, which stays', async () => {
    const { chats, clock, events, at, reported } = startRefusing();
    chats.select('a');
    await clock.advanceAsync(0);
    expect(() => chats.get('a').send('bad')).toThrow(/^cannot send bad/);
    expect([at('a').state, at('a').queued, events.map(({ type }) => type), reported]).toEqual([
      'open',
      0,
      ['open'],
      [],
    ]);
  });

  it('[SD3] nothing but a refusal has an error in its record', async () => {
    const { chats, logged } = startSession();
    chats.select('a');
    chats.get('a').send('waits');
    chats.dispose();
    expect(logged('message.undelivered').map((record) => 'error' in record)).toEqual([false]);
  });
});

describe('what was queued and will not be sent', () => {
  const undelivered = (session: ReturnType<typeof startSession>) =>
    session.events.filter(({ type }) => type === 'undelivered').map(({ at, event }) => ({ at, ...event }));

  it('[SD3, EN2] expires message by message, each at its time, by one timer', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    gateway.behave(hangs());
    chats.select('a');
    const chat = chats.get('a');
    chat.send('one');
    await clock.advanceAsync(1_000);
    const before = session.timers();
    chat.send('two');
    chat.send('three');
    expect(session.timers()).toBe(before);
    await clock.advanceAsync(40_000);
    expect(undelivered(session)).toEqual([
      { at: 30_000, chatId: 'a', messages: [{ id: 1, data: 'one' }], reason: 'expired' },
      {
        at: 31_000,
        chatId: 'a',
        messages: [
          { id: 2, data: 'two' },
          { id: 3, data: 'three' },
        ],
        reason: 'expired',
      },
    ]);
    expect(session.at('a').queued).toBe(0);
  });

  it('[SD3] is reported when the chat is released: at once where it has no connection', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    gateway.behave(hangs());
    chats.select('a');
    chats.get('a').send('hello');
    chats.select(null);
    expect(undelivered(session)).toEqual([]);
    await clock.settle();
    expect(undelivered(session)).toEqual([
      { at: 0, chatId: 'a', messages: [{ id: 1, data: 'hello' }], reason: 'released' },
    ]);
    expect([session.at('a').queued, session.timers()]).toEqual([0, 0]);
  });

  it('[SD3] is kept while the chat lingers, and reported when it closes', async () => {
    const session = await startFull({ lingerMs: 3_000 });
    const { chats, chat, clock } = session;
    chat.send('x'.repeat(300 * KIB));
    chat.send('waits');
    chats.select(null);
    await clock.advanceAsync(2_999);
    expect(undelivered(session)).toEqual([]);
    await clock.advanceAsync(1);
    expect(undelivered(session)).toEqual([
      { at: 43_000, chatId: 'a', messages: [{ id: 2, data: 'waits' }], reason: 'released' },
    ]);
    expect([session.at('a').queued, session.timers()]).toEqual([0, 0]);
  });

  it('[SD3] a release that was taken back reports nothing', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    chats.select('a');
    chats.get('a').send('hello');
    chats.select(null);
    chats.select('a');
    await clock.advanceAsync(0);
    expect(gateway.latest('a').sent).toEqual(['hello']);
    expect(undelivered(session)).toEqual([]);
  });

  it('[SD3, EN2] is reported when the chat fails, after the event failed', async () => {
    const session = startSession({ maxAttempts: 0 });
    const { chats, clock, gateway } = session;
    gateway.behave(refuses());
    chats.select('a');
    chats.get('a').send('hello');
    await clock.advanceAsync(0);
    expect(session.events.map(({ type, event }) => [type, 'reason' in event && event.reason])).toEqual([
      ['failed', false],
      ['undelivered', 'failed'],
    ]);
    expect([session.at('a').queued, session.timers()]).toEqual([0, 0]);
  });

  it('[SD3] is reported by dispose, synchronously, for every chat', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    gateway.behave(hangs());
    for (const chatId of ['a', 'b']) chats.retain(chatId);
    for (const chatId of ['a', 'b', 'a']) chats.get(chatId).send(`for ${chatId}`);
    chats.dispose();
    expect(undelivered(session)).toEqual([
      {
        at: 0,
        chatId: 'a',
        messages: [
          { id: 1, data: 'for a' },
          { id: 3, data: 'for a' },
        ],
        reason: 'disposed',
      },
      { at: 0, chatId: 'b', messages: [{ id: 2, data: 'for b' }], reason: 'disposed' },
    ]);
    await clock.advanceAsync(60_000);
    expect(undelivered(session)).toHaveLength(2);
  });

  it('[SD3] every message is sent, rejected or reported, exactly once, whatever happens', async () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const session = startSession({ queue: { maxMessages: 5 }, maxAttempts: 2 });
      const { chats, clock, gateway } = session;
      const fates = new Map<number, string[]>();
      chats.on('sent', ({ id }) => fates.get(id)?.push('sent'));
      chats.on('undelivered', ({ messages }) => {
        for (const { id } of messages) fates.get(id)?.push('undelivered');
      });
      const acts = [
        () => chats.select('a'),
        () => chats.select('b'),
        () => chats.select(null),
        () => gateway.behave(refuses()),
        () => gateway.behave(hangs()),
        () => gateway.behave((peer) => peer.after(0, () => peer.readyState === 0 && peer.accepts())),
        () => gateway.open[0]?.peer.drops(),
        () => gateway.open[0]?.peer.closes(4403),
        () => chats.retry(),
      ];
      let state = seed + 1;
      const draw = (below: number) => {
        state = (state * 48_271) % 2_147_483_647;
        return state % below;
      };
      for (let step = 0; step < 60; step += 1) {
        acts[draw(acts.length)]?.();
        const receipt = chats.get(draw(2) === 0 ? 'a' : 'b').send(`step ${step}`);
        fates.set(receipt.id, receipt.status === 'queued' ? [] : [receipt.status]);
        await clock.advanceAsync(draw(4) * 900);
      }
      chats.dispose();
      expect([...fates].filter(([, fate]) => fate.length !== 1)).toEqual([]);
    }
  });
});
