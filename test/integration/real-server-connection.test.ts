import { describe, expect, test, vi } from 'vitest';
import { acceptsThenSends } from '../support/raw-servers.js';
import { CONSTRUCTORS, serve, startRealSession } from './real-session.js';

const TEXT = Buffer.from([0x81, 2, 0x68, 0x69]);
const BINARY = Buffer.from([0x82, 2, 7, 9]);

describe.each(CONSTRUCTORS)('a connection by %s', (_, WebSocket) => {
  test('[ME1, ME3] delivers text and binary, in order', async () => {
    const server = await serve(acceptsThenSends(TEXT, BINARY));
    const { chats } = startRealSession(server.origin, { WebSocket });
    const received: unknown[] = [];
    chats.on('message', ({ chatId, data }) => received.push([chatId, data]));
    chats.select('42');
    await vi.waitFor(() => expect(received).toHaveLength(2));
    expect(received).toEqual([
      ['42', 'hi'],
      ['42', new Uint8Array([7, 9]).buffer],
    ]);
  });
});
