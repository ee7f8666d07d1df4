/**
 * Messages. What was seen of others, and the test here that answers it:
 *
 * | seen | peer | answered by |
 * |---|---|---|
 * | the old room's queue went to the new room | partysocket 1.3.0 | what was queued for the old chat |
 * | messages queued for URL A sent to B | react-use-websocket 4.13.0 | what was queued for the old chat |
 * | messages sent in `open` overtake the buffer | websocket-ts 2.3.0 | sent in `open` |
 * | `binaryType` lost on reconnect | websocket-ts 2.3.0 | binaryType |
 * | what was queued while connecting vanishes if that attempt fails | rxjs webSocket 7.8 | if that attempt fails |
 * | one bad frame ends the stream | rxjs webSocket 7.8 | one bad frame |
 * | every reconnect adds its handlers again | Supabase realtime 2.119.1 | after five reconnections |
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { hangs, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('messages', () => {
  test('[SD3] what was queued for the old chat is never delivered to the new one', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    gateway.behaveFor('old', hangs());
    await session.open('old');
    const { id } = chats.get('old').send('for the old chat');
    await clock.advanceAsync(1_000);
    await session.open('new');
    await clock.advanceAsync(60_000);
    expect(gateway.socketsOf('new').map(({ sent }) => sent)).toEqual([[]]);
    expect(session.events.filter(({ type }) => type === 'undelivered').map(({ event }) => event)).toEqual([
      { chatId: 'old', messages: [{ id, data: 'for the old chat' }], reason: 'released' },
    ]);
  });

  test('[SD2] what is sent in `open` comes after what was queued before it', async () => {
    const session = startSession();
    const { chats, gateway } = session;
    chats.on('open', () => chats.get('42').send('in open'));
    chats.select('42');
    chats.get('42').send('queued first');
    chats.get('42').send('queued second');
    await session.clock.advanceAsync(0);
    expect(gateway.latest().sent).toEqual(['queued first', 'queued second', 'in open']);
  });

  test.each(['arraybuffer', 'blob'] as const)('[ME3] binaryType %s holds after a reconnection', async (binaryType) => {
    const session = startSession({ binaryType });
    const { clock, gateway } = session;
    await session.open('42');
    gateway.latest().peer.drops();
    await clock.advanceAsync(3_000);
    gateway.latest().peer.sends(new Uint8Array([1, 2]));
    const received = binaryType === 'blob' ? expect.any(Blob) : new Uint8Array([1, 2]).buffer;
    expect(gateway.sockets.map((socket) => socket.binaryType)).toEqual([binaryType, binaryType]);
    expect(session.events.filter(({ type }) => type === 'message').map(({ event }) => event)).toEqual([
      { chatId: '42', data: received },
    ]);
  });

  test('[SD2, SD3] what was queued while connecting waits on if that attempt fails', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    gateway.behaveOnce(refuses());
    chats.select('42');
    const { id } = chats.get('42').send('patient');
    await clock.advanceAsync(3_000);
    expect(gateway.sockets.map(({ sent }) => sent)).toEqual([[], ['patient']]);
    expect(session.events.filter(({ type }) => type === 'sent').map(({ event }) => event)).toEqual([
      { chatId: '42', id, data: 'patient' },
    ]);
  });

  test('[ME2] one bad frame, on which a listener throws, ends nothing', async () => {
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    const session = startSession();
    const { chats, gateway } = session;
    const parsed: unknown[] = [];
    chats.get('42').on('message', ({ data }) => parsed.push(JSON.parse(String(data))));
    await session.open('42');
    for (const frame of ['1', 'not JSON', '2']) gateway.latest().peer.sends(frame);
    expect([parsed, reported.length, session.at('42').state]).toEqual([[1, 2], 1, 'open']);
  });

  test('[ME1] after five reconnections each message is delivered once, to each listener', async () => {
    const session = startSession({ maxAttempts: Number.POSITIVE_INFINITY });
    const { chats, clock, gateway } = session;
    const heard: unknown[] = [];
    chats.get('42').on('message', ({ data }) => heard.push(data));
    await session.open('42');
    for (let drop = 0; drop < 5; drop += 1) {
      gateway.latest().peer.drops();
      await clock.advanceAsync(30_000);
    }
    gateway.latest().peer.sends('once');
    expect([gateway.sockets.length, heard]).toEqual([6, ['once']]);
  });
});
