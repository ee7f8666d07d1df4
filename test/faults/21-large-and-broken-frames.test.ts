import type { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { WebSocketConstructor } from '../../src/index.js';
import { CONSTRUCTORS, isIn, resting, serve, startRealSession } from '../integration/real-session.js';
import { accepts, acceptsThenSends, acceptsWithoutReading, sequence, textFrame } from '../support/raw-servers.js';

const MIB = 1024 * 1024;
const ABNORMAL = { code: 1006, reason: '', wasClean: false };

/** Of the `ws` package, with a bound on what it takes in one message. */
class BoundedWebSocket extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols, { maxPayload: MIB });
  }
}

/** Of the `ws` package, with a mask that makes of zeros the byte which a Close begins with. */
class ClosingLookalike extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols, { generateMask: (mask) => mask.fill(0x88) });
  }
}

const WRITERS: [string, WebSocketConstructor][] = [
  ...CONSTRUCTORS,
  ['ws, of bytes that look like a Close', ClosingLookalike],
];

test.each(CONSTRUCTORS)('[ME1] fault 21: a frame of 20 MB is delivered whole (%s)', async (_, WebSocket) => {
  const text = 'x'.repeat(20 * MIB);
  const server = await serve(acceptsThenSends(textFrame(text), textFrame('after')));
  const { chats, logged } = startRealSession(server.origin, { WebSocket });
  const received: unknown[] = [];
  chats.on('message', ({ data }) => received.push(data));
  chats.select('42');
  await vi.waitFor(() => expect(received).toHaveLength(2), 5_000);
  // Compared by hand: a diff of 20 MB helps nobody.
  expect([received[0] === text, received[1], logged('connection.lost')]).toEqual([true, 'after', []]);
});

const BROKEN: [string, WebSocketConstructor, Buffer][] = [
  ['a frame of 20 MB, where that is too large', BoundedWebSocket, textFrame(Buffer.alloc(20 * MIB, 'x'))],
  ['invalid UTF-8', WebSocket, textFrame(Buffer.from([0x68, 0xc3, 0x28]))],
];

test.each(BROKEN)('[RE5, AT5] fault 21: %s is a loss with 1006, and retried', async (_, WebSocket, frame) => {
  const server = await serve(sequence(acceptsThenSends(frame), accepts()));
  const { chats, until, logged } = startRealSession(server.origin, { WebSocket });
  const events: unknown[] = [];
  chats.on('message', ({ data }) => events.push(data));
  chats.on('close', (event) => events.push(event));
  chats.select('42');
  const { attempt, lastClose, lastFailure } = await until(
    '42',
    ({ state, attempt }) => state === 'open' && attempt > 0,
  );
  expect({ attempt, lastClose, kind: lastFailure?.kind, events, upgrades: server.upgrades.length }).toEqual({
    ...{ attempt: 1, lastClose: ABNORMAL, kind: 'lost', upgrades: 2 },
    events: [{ chatId: '42', ...ABNORMAL, willRetry: true }],
  });
  expect(logged('connection.lost')).toHaveLength(1);
});

test.each(WRITERS)(
  '[SD2, SD3] fault 21: a peer that does not read costs no connection; once it reads it gets all, in order (%s)',
  async (_, WebSocket) => {
    let peer: Socket | undefined;
    const server = await serve(
      acceptsWithoutReading((socket) => {
        peer = socket;
      }),
    );
    const options = { ...resting, WebSocket, queue: { maxMessages: 1_000, maxBytes: 100 * MIB, ttlMs: 60_000 } };
    const { chats, until, logged } = startRealSession(server.origin, options);
    const sent: number[] = [];
    chats.on('sent', ({ id }) => sent.push(id));
    chats.select('42');
    await until('42', isIn('open'));
    const chat = chats.get('42');
    const chunk = new Uint8Array(MIB);
    const receipts = [];
    do receipts.push(chat.send(chunk));
    while (receipts.at(-1)?.status === 'sent' && receipts.length < 200);
    for (const data of ['a', 'b', 'c']) receipts.push(chat.send(data));
    const queued = receipts.filter(({ status }) => status === 'queued').map(({ id }) => id);
    expect([queued.length, chat.getSnapshot().queued, chat.getSnapshot().state]).toEqual([4, 4, 'open']);

    let bytes = 0;
    peer?.on('data', (data) => {
      bytes += data.length;
    });
    peer?.resume();
    await until('42', (snapshot) => snapshot.queued === 0);
    const headers = { chunk: 14, text: 6 };
    const total = (receipts.length - 3) * (MIB + headers.chunk) + 3 * (1 + headers.text);
    await vi.waitFor(() => expect(bytes).toBe(total), 5_000);
    expect([sent, logged('connection.lost'), server.upgrades.length]).toEqual([queued, [], 1]);
  },
);
