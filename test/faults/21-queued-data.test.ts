import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { CONSTRUCTORS, resting, startRealSession } from '../integration/real-session.js';

/** A server that answers each message with itself. */
const startEcho = async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

test.each(CONSTRUCTORS)(
  '[SD1, SD2] fault 21: queued buffers arrive as they were, though one was used again and one handed over (%s)',
  async (_, WebSocket) => {
    const { chats } = startRealSession(await startEcho(), { ...resting, WebSocket });
    const received: unknown[] = [];
    chats.on('message', ({ data }) => received.push(data));
    chats.select('42');
    const usedAgain = new Uint8Array([1, 2, 3]);
    const handedOver = new Uint8Array([4, 5]);
    for (const data of [usedAgain, handedOver]) chats.get('42').send(data);
    usedAgain.fill(9);
    structuredClone(handedOver.buffer, { transfer: [handedOver.buffer] });
    await vi.waitFor(() => expect(received).toHaveLength(2), 5_000);
    expect(received.map((data) => [...new Uint8Array(data as ArrayBuffer)])).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  },
);

test('[SD3] fault 21: a polyfilled Blob, which `ws` throws at, is reported at once, and the next message goes out', async () => {
  const { chats, logged } = startRealSession(await startEcho(), resting);
  const seen: unknown[] = [];
  for (const type of ['message', 'sent', 'undelivered'] as const) chats.on(type, (event) => seen.push([type, event]));
  const blob = { size: 1, type: '', arrayBuffer: async () => new ArrayBuffer(1), [Symbol.toStringTag]: 'Blob' };
  chats.select('42');
  for (const data of [blob, 'next']) chats.get('42').send(data);
  await vi.waitFor(() => expect(seen).toHaveLength(3), 5_000);
  expect(seen).toEqual([
    ['undelivered', { chatId: '42', messages: [{ id: 1, data: blob }], reason: 'refused' }],
    ['sent', { chatId: '42', id: 2, data: 'next' }],
    ['message', { chatId: '42', data: 'next' }],
  ]);
  const { reason, error } = logged('message.undelivered')[0] ?? {};
  expect([reason, error]).toEqual(['refused', expect.stringContaining('Received an instance of Object')]);
});
