import { expect, test } from 'vitest';
import type { SendableData, SocketEventMap, WebSocketLike } from '../../src/index.js';
import { createFakeGateway, createVirtualClock } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const KIB = 1024;

const startFull = async () => {
  const session = startSession();
  await session.open('a');
  await session.clock.advanceAsync(40_000);
  const socket = session.gateway.latest('a');
  socket.peer.stopsReading();
  return { ...session, socket, chat: session.chats.get('a') };
};

test('[SD2] fault 21: above 256 KiB of bufferedAmount sending pauses and queues', async () => {
  const { chat, socket, at } = await startFull();
  expect(chat.send('x'.repeat(256 * KIB)).status).toBe('sent');
  expect(socket.bufferedAmount).toBe(256 * KIB);
  expect(chat.send('!').status).toBe('sent');
  expect(chat.send('waits').status).toBe('queued');
  expect(chat.send('waits too').status).toBe('queued');
  expect(at('a')).toMatchObject({ state: 'open', queued: 2 });
  expect(socket.sent.length).toBe(2);
});

test('[SD2] fault 21: one timer of at least 250 ms, only while open with a non-empty queue, watches it drain', async () => {
  const { chat, socket, at, clock, timers, events } = await startFull();
  expect(timers()).toBe(0);
  chat.send('x'.repeat(300 * KIB));
  expect(timers()).toBe(0);
  for (const data of ['one', 'two', 'three']) chat.send(data);
  expect(timers()).toBe(2);
  expect(Math.min(...clock.pending.map(({ delayMs }) => delayMs))).toBeGreaterThanOrEqual(250);
  const seen: number[] = [];
  chat.subscribe(({ queued }) => seen.push(queued));
  await clock.advanceAsync(1_000);
  expect([at('a').queued, timers()]).toEqual([3, 2]);
  socket.peer.reads();
  expect(socket.sent.length).toBe(1);
  await clock.advanceAsync(250);
  expect(socket.sent.slice(1)).toEqual(['one', 'two', 'three']);
  expect([at('a').queued, timers(), seen]).toEqual([0, 0, [3, 0]]);
  expect(events.filter(({ type }) => type === 'sent').map(({ event }) => event)).toEqual([
    { chatId: 'a', id: 2, data: 'one' },
    { chatId: 'a', id: 3, data: 'two' },
    { chatId: 'a', id: 4, data: 'three' },
  ]);
});

test('[SD2, SD3] fault 21: a socket that does not say how much waits in it (React Native, workerd) is sent all', async () => {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({ clock });
  class Silent implements WebSocketLike {
    readonly #socket: WebSocketLike;
    constructor(url: string, protocols?: string | string[]) {
      this.#socket = new gateway.WebSocket(url, protocols);
    }
    get readyState() {
      return this.#socket.readyState;
    }
    get binaryType() {
      return this.#socket.binaryType;
    }
    set binaryType(type) {
      this.#socket.binaryType = type;
    }
    send(data: SendableData) {
      this.#socket.send(data);
    }
    close(code?: number, reason?: string) {
      this.#socket.close(code, reason);
    }
    addEventListener<Type extends keyof SocketEventMap>(type: Type, listener: (event: SocketEventMap[Type]) => void) {
      this.#socket.addEventListener(type, listener);
    }
    removeEventListener<Type extends keyof SocketEventMap>(
      type: Type,
      listener: (event: SocketEventMap[Type]) => void,
    ) {
      this.#socket.removeEventListener(type, listener);
    }
  }
  const { chats, events } = startSession({ clock, WebSocket: Silent });
  const chat = chats.get('a');
  chats.select('a');
  chat.send('early');
  await clock.advanceAsync(0);
  const statuses = Array.from({ length: 5 }, () => chat.send('x'.repeat(200 * KIB)).status);
  await clock.advanceAsync(60_000);
  expect([statuses, gateway.latest('a').sent.length, events.map(({ type }) => type)]).toEqual([
    Array(5).fill('sent'),
    6,
    ['open', 'sent'],
  ]);
});
