import { describe, expect, it } from 'vitest';
import type { DeliveryStore } from '../../src/server/index.js';
import { FakeServerSocket, quiet } from './fake-server-socket.js';
import { serving } from './serving.js';

const MAX_BUFFERED = 2_000;

const unpausable = (): FakeServerSocket => {
  const socket = new FakeServerSocket();
  Object.assign(socket, { pause: undefined });
  return socket;
};

describe('a client that reads slowly', () => {
  const test = serving();

  const counted = (pages: number[]) => (store: DeliveryStore) => ({
    ...store,
    read: async (...args: Parameters<DeliveryStore['read']>) => {
      const page = await store.read(...args);
      pages.push(page.events?.length ?? 0);
      return page;
    },
  });

  it('[PS14] gets everything, once and in order, and no more than a buffer is on its way to it', async () => {
    const pages: number[] = [];
    test.serve({ maxBufferedBytes: MAX_BUFFERED }, counted(pages));
    for (let event = 1; event <= 500; event += 1) await test.server.publish('lobby', 'x'.repeat(100));
    const socket = test.connect();
    socket.isReading = false;
    const { epoch } = await test.server.cursor('lobby');
    socket.says({ t: 'hello', v: 1, senders: [], cursor: { epoch, seq: 0, tag: null } });
    let most = 0;
    while (socket.events.length < 500) {
      await quiet(1);
      most = Math.max(most, socket.bufferedAmount);
      socket.reads(3);
      socket.isReading = false;
    }
    expect(socket.events.map(({ seq }) => seq)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    expect(most).toBeLessThan(MAX_BUFFERED + 200);
    // It is read little more than once: a page has as much as the client takes.
    expect(pages.reduce((sum, length) => sum + length, 0)).toBeLessThan(750);
  });

  it('[PS14] costs nothing while it does not read: not a page, not a brief frame', async () => {
    const pages: number[] = [];
    test.serve({ maxBufferedBytes: MAX_BUFFERED }, counted(pages));
    const [slow, ada] = [test.connect('bob'), test.connect()];
    await slow.greets();
    await ada.greets();
    slow.isReading = false;
    for (let event = 1; event <= 60; event += 1) await test.server.publish('lobby', 'x'.repeat(100));
    await ada.received('event', 60);
    const buffered = slow.bufferedAmount;
    pages.length = 0;
    for (let event = 61; event <= 90; event += 1) await test.server.publish('lobby', 'x'.repeat(100));
    ada.says({ t: 'brief', d: 'typing' });
    await ada.received('event', 90);
    await quiet();
    expect(slow.bufferedAmount).toBe(buffered);
    // Those of the other.
    expect(pages.filter((length) => length > 0).length).toBeLessThanOrEqual(30);
    slow.reads();
    await slow.received('event', 90);
    expect(slow.of('brief')).toEqual([]);
  });

  it('[PS14] is not read from either while it does not read its answers', async () => {
    test.serve({ maxBufferedBytes: MAX_BUFFERED });
    const socket = test.connect();
    await socket.greets();
    socket.isReading = false;
    let pings = 0;
    while (!socket.isPaused && pings < 1_000) {
      socket.says({ t: 'ping' });
      pings += 1;
    }
    expect(socket.bufferedAmount).toBeLessThan(MAX_BUFFERED + 20);
    socket.reads();
    await quiet();
    expect(socket.isPaused).toBe(false);
    expect(socket.of('pong')).toHaveLength(pings);
  });

  it('that sends faster than its messages are written has to wait, and none is lost', async () => {
    let isSlow = true;
    const waiting: (() => void)[] = [];
    test.serve({}, (store) => ({
      ...store,
      append: async (batch) => {
        if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
        return store.append(batch);
      },
    }));
    const socket = test.connect();
    await socket.greets();
    let n = 0;
    while (!socket.isPaused && n < 10_000) {
      n += 1;
      socket.says({ t: 'msg', s: 'sender-of-test-a', n, d: n });
    }
    expect(n).toBeLessThan(500);
    isSlow = false;
    await quiet();
    for (const resolve of waiting) resolve();
    await socket.received('ack', n);
    expect(socket.isPaused).toBe(false);
    expect(socket.of('ack').map(({ seq }) => seq)).toEqual(Array.from({ length: n }, (_, index) => index + 1));
  });

  it('[PS18] that sends too fast on a socket that cannot be paused is closed with 4429', async () => {
    test.serve({}, (store) => ({ ...store, append: () => new Promise(() => undefined) }));
    const socket = unpausable();
    test.server.accept(socket, { chatId: 'lobby', user: 'ada' });
    await socket.greets();
    for (let n = 1; socket.closed === undefined && n < 100_000; n += 1)
      socket.says({ t: 'msg', s: 'sender-of-test-a', n, d: n });
    expect(socket.closed).toEqual({ code: 4429, reason: 'retry-after=1' });
    test.serve();
  });

  it('[PS14, PS16] is sent no pongs beyond a buffer, on a socket that cannot be paused either', async () => {
    test.serve({ maxBufferedBytes: MAX_BUFFERED });
    const socket = unpausable();
    test.server.accept(socket, { chatId: 'lobby', user: 'ada' });
    await socket.greets();
    socket.isReading = false;
    for (let pings = 0; pings < 1_000; pings += 1) socket.says({ t: 'ping' });
    expect(socket.bufferedAmount).toBeLessThan(MAX_BUFFERED + 20);
    socket.reads();
    const pongs = socket.of('pong').length;
    socket.says({ t: 'ping' });
    expect([socket.closed, socket.of('pong').length]).toEqual([undefined, pongs + 1]);
  });

  it('that sends long messages faster than they are written has to wait by their bytes', async () => {
    let bytes = 0;
    test.serve({ limit: 10_000 }, (store) => ({
      ...store,
      append: (batch) => {
        for (const entry of batch) bytes += entry.kind === 'message' ? entry.data.length : 0;
        return new Promise(() => undefined);
      },
    }));
    const socket = test.connect();
    await socket.greets();
    let n = 0;
    while (!socket.isPaused && n < 1_000) {
      n += 1;
      socket.says({ t: 'msg', s: 'sender-of-test-a', n, d: 'x'.repeat(5_000) });
      // As a socket does: what comes in one turn is not all that will.
      await quiet(1);
    }
    // Eight of the longest on their way to the store, and eight that wait for it.
    expect([bytes > 0, n * 5_000 < 18 * 10_000]).toEqual([true, true]);
    test.serve();
  });

  it('[PS14] those at the same place have the log read once for all', async () => {
    const pages: number[] = [];
    test.serve({}, counted(pages));
    const sockets = Array.from({ length: 50 }, () => test.connect());
    for (const socket of sockets) await socket.greets();
    pages.length = 0;
    await test.server.publish('lobby', 'hello');
    for (const socket of sockets) await socket.received('event');
    await quiet();
    expect(pages.length).toBeLessThan(10);
  });

  it('[PS5] shares no read that began before an event was there', async () => {
    let isHeld = false;
    let release = () => {};
    test.serve({}, (store) => ({
      ...store,
      read: async (...args) => {
        const page = await store.read(...args);
        if (isHeld) {
          isHeld = false;
          await new Promise<void>((resolve) => (release = resolve));
        }
        return page;
      },
    }));
    const start = await test.server.cursor('lobby');
    isHeld = true;
    const first = test.connect();
    await first.greets({ cursor: start });
    await quiet();
    await test.server.publish('lobby', 'there');
    const second = test.connect('bob');
    await second.greets({ cursor: start });
    await quiet();
    release();
    expect((await second.received('event')).map(({ d }) => d)).toEqual(['there']);
    expect((await first.received('event')).map(({ d }) => d)).toEqual(['there']);
  });
});
