import { describe, expect, it } from 'vitest';
import { goesSilent, hangs, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe('send', () => {
  it('[SD1] in open, lingering too, hands the data to the socket: sent, without an event', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    const chat = chats.get('a');
    await session.open('a');
    const bytes = new Uint8Array([1, 2, 3]);
    const blob = new Blob(['four']);
    expect([chat.send('one'), chat.send(bytes), chat.send(bytes.buffer), chat.send(blob), chat.send('')]).toEqual(
      [1, 2, 3, 4, 5].map((id) => ({ id, status: 'sent' })),
    );
    chats.select(null);
    await clock.advanceAsync(1_000);
    expect(session.at('a')).toMatchObject({ state: 'open', wanted: false });
    expect(chat.send('lingering')).toEqual({ id: 6, status: 'sent' });
    expect(gateway.latest('a').sent).toEqual(['one', bytes, bytes.buffer, blob, '', 'lingering']);
    expect(session.events.map(({ type }) => type)).toEqual(['open']);
  });

  it.each(['connecting', 'throttled', 'backoff', 'parked'] as const)(
    '[SD1] in %s of a wanted chat is queued',
    async (name) => {
      const session = startSession();
      const { chats, clock, gateway, page } = session;
      gateway.behave(name === 'connecting' ? hangs() : refuses());
      await session.open('a');
      if (name === 'parked') page.goesOffline();
      if (name === 'throttled') chats.retry();
      await clock.advanceAsync(0);
      const { state, phase } = session.at('a');
      expect([state, phase]).toContain(name);
      expect(chats.get('a').send('hello')).toEqual({ id: 1, status: 'queued' });
      expect(session.at('a')).toMatchObject({ state, queued: 1 });
      expect(chats.getSnapshot().chats.get('a')).toMatchObject({ queued: 1 });
    },
  );

  it('[SD1] is rejected with the reason: not-wanted, failed, disposed, queue-off, queue-full, too-large', async () => {
    const session = startSession({ maxAttempts: 0, queue: { maxMessages: 2, maxBytes: 10 } });
    const { chats, gateway } = session;
    gateway.behaveFor('hung', hangs());
    gateway.behaveFor('failed', refuses());
    const [stranger, hung, failed] = ['stranger', 'hung', 'failed'].map(chats.get);
    chats.retain('failed');
    chats.retain('hung');
    await session.clock.advanceAsync(0);
    expect(stranger?.send('1')).toEqual({ id: 1, status: 'rejected', reason: 'not-wanted' });
    expect(failed?.send('2')).toEqual({ id: 2, status: 'rejected', reason: 'failed' });
    expect(hung?.send('eleven byte')).toEqual({ id: 3, status: 'rejected', reason: 'too-large' });
    expect(hung?.send('six by')).toEqual({ id: 4, status: 'queued' });
    expect(hung?.send('five5')).toEqual({ id: 5, status: 'rejected', reason: 'queue-full' });
    expect(hung?.send('êê')).toEqual({ id: 6, status: 'queued' });
    expect(hung?.send('')).toEqual({ id: 7, status: 'rejected', reason: 'queue-full' });
    expect(session.at('hung').queued).toBe(2);
    chats.dispose();
    expect(hung?.send('late')).toEqual({ id: 8, status: 'rejected', reason: 'disposed' });
    expect(stranger?.send('late')).toEqual({ id: 9, status: 'rejected', reason: 'disposed' });
  });

  it('[SD1] with queue: false everything but an open connection rejects: queue-off', async () => {
    const session = startSession({ queue: false });
    const { chats, gateway, clock } = session;
    const chat = chats.get('a');
    chats.select('a');
    expect(chat.send('early')).toEqual({ id: 1, status: 'rejected', reason: 'queue-off' });
    await clock.advanceAsync(0);
    expect(chat.send('in time')).toEqual({ id: 2, status: 'sent' });
    gateway.latest('a').peer.drops();
    expect(chat.send('late')).toEqual({ id: 3, status: 'rejected', reason: 'queue-off' });
    expect(session.at('a').queued).toBe(0);
    expect(session.events.filter(({ type }) => type === 'undelivered')).toEqual([]);
  });

  it('[SD1] by default 100 messages and 100,000 bytes wait', async () => {
    const session = startSession();
    const { chats, gateway } = session;
    gateway.behave(hangs());
    chats.retain('many');
    chats.retain('large');
    const many = Array.from({ length: 101 }, () => chats.get('many').send('x').status);
    expect([many.filter((status) => status === 'queued').length, many.at(-1)]).toEqual([100, 'rejected']);
    expect(chats.get('large').send('x'.repeat(100_001))).toMatchObject({ reason: 'too-large' });
    expect(chats.get('large').send(new Uint8Array(100_000))).toMatchObject({ status: 'queued' });
    expect(chats.get('large').send('x')).toMatchObject({ reason: 'queue-full' });
  });

  it('[SD1] never throws for a connection’s state, whatever the socket’s', async () => {
    const session = startSession();
    const { chats, gateway } = session;
    await session.open('a');
    gateway.latest('a').close();
    expect(gateway.latest('a').readyState).toBe(2);
    expect(chats.get('a').send('closing')).toEqual({ id: 1, status: 'queued' });
  });

  it.each([undefined, null, 42, {}, [], () => 'x'])('[SD1] refuses %o with a TypeError, in any state', (data) => {
    const { chats } = startSession();
    expect(() => chats.get('a').send(data as never)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARGUMENT' }),
    );
  });

  it('[SD4] sent means handed to the socket: what a silent peer never read is not reported again', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    gateway.behaveOnce(goesSilent());
    await session.open('a');
    expect(chats.get('a').send('into the void').status).toBe('sent');
    gateway.latest('a').peer.drops();
    await clock.advanceAsync(60_000);
    expect(session.at('a').state).toBe('open');
    expect(gateway.latest('a').sent).toEqual([]);
    expect(session.events.map(({ type }) => type)).toEqual(['open', 'close', 'open']);
  });
});

describe('the opening', () => {
  it('[SD2] sends the queue first, in order, before anything sent later, and raises sent for each', async () => {
    const session = startSession();
    const { chats, gateway, clock } = session;
    const chat = chats.get('a');
    chats.select('a');
    const queued = ['one', 'two', 'three'].map((data) => chat.send(data).id);
    const order: string[] = [];
    chat.on('open', () => {
      order.push('open');
      order.push(`later: ${chat.send('later').status}`);
    });
    chat.on('sent', ({ id, data }) => order.push(`sent ${id} ${data}`));
    await clock.advanceAsync(0);
    expect(gateway.latest('a').sent).toEqual(['one', 'two', 'three', 'later']);
    expect(queued).toEqual([1, 2, 3]);
    expect(order).toEqual(['open', 'later: sent', 'sent 1 one', 'sent 2 two', 'sent 3 three']);
    expect(session.events.filter(({ type }) => type === 'sent').map(({ event }) => event)).toEqual([
      { chatId: 'a', id: 1, data: 'one' },
      { chatId: 'a', id: 2, data: 'two' },
      { chatId: 'a', id: 3, data: 'three' },
    ]);
    expect(session.at('a').queued).toBe(0);
  });

  it('[SD2] what was queued survives failed attempts, and is sent by the one that opens', async () => {
    const session = startSession();
    const { chats, gateway, clock } = session;
    gateway.behaveOnce(refuses());
    gateway.behaveOnce(refuses());
    chats.select('a');
    chats.get('a').send('patient');
    await clock.advanceAsync(10_000);
    expect(gateway.sockets.map(({ sent }) => sent)).toEqual([[], [], ['patient']]);
    expect(session.events.filter(({ type }) => type === 'undelivered')).toEqual([]);
  });
});
