import { describe, expect, it } from 'vitest';

import type { StoredSender } from '../../src/delivery/index.js';
import { acknowledges, latch, memoryWith, type Script, scriptedClient, welcomeFor } from './scripted-client.js';
import { CHAT } from './world.js';

describe('an acknowledgement of more than was sent', () => {
  /** On the first connection it acknowledges numbers after those that it was sent. */
  const ahead =
    (by: number): Script =>
    (frame, server) => {
      if (server.connection > 0) return acknowledges(frame, server);
      if (frame.t === 'hello') server.sends(welcomeFor(frame, { window: 1 }));
      if (frame.t === 'msg') server.sends({ t: 'ack', s: frame.s, n: frame.n + by, seq: null });
    };

  it('[PC3, PC9] makes the client give the connection up, and no message counts as sent that was not', async () => {
    const client = scriptedClient(ahead(1));
    await client.connect();
    const receipts = [client.chat.send(1), client.chat.send(2)];
    await client.settle(60_000);
    expect(receipts.map(({ status }) => status)).toEqual(['acked', 'acked']);
    expect(client.messages().map(({ d, connection }) => [d, connection])).toEqual([
      [1, 0],
      [1, 1],
      [2, 1],
    ]);
  });

  it('[PC3] never sends a message for ever that was just being stored', async () => {
    const stored = latch();
    let calls = 0;
    const outbox = memoryWith((memory) => ({
      add: async (...given) => {
        calls += 1;
        const first = await memory.add(...given);
        if (calls === 2) await stored.released;
        return first;
      },
    }));
    const answer = ahead(4);
    const client = scriptedClient(
      (frame, server) => {
        if (client.frames.length > 100) throw new Error('it sends for ever');
        answer(frame, server);
      },
      { outbox },
    );
    await client.connect();
    client.chat.send(1);
    await client.settle(1);
    const receipt = client.chat.send(2);
    await client.settle(100);
    stored.release();
    await client.settle(60_000);
    expect(receipt.status).toBe('acked');
    expect(client.messages().filter(({ d }) => d === 2).length).toBe(1);
  });
});

describe('a welcome that says that more was taken than was sent', () => {
  it('[PC4, PC9] makes the client give the connection up', async () => {
    const client = scriptedClient((frame, server) => {
      if (server.connection > 0 || frame.t !== 'hello') return acknowledges(frame, server);
      server.sends(welcomeFor(frame, { last: Object.fromEntries(frame.senders.map(({ id }) => [id, 7])) }));
    });
    const receipt = client.chat.send('x');
    await client.connect();
    await client.settle(60_000);
    expect(receipt.status).toBe('acked');
    expect(client.messages().map(({ d }) => d)).toEqual(['x']);
  });
});

describe('a sender that a page left after the server had forgotten some of it', () => {
  const FOUND: StoredSender = {
    id: 'sender-of-a-dead-page',
    chatId: CHAT,
    acked: 0,
    messages: ['a', 'b'].map((id, index) => ({ id, n: index + 1, data: id, isCancelled: false })),
  };

  /** An outbox in which the sender was found. */
  const outbox = memoryWith((memory) => {
    let { messages } = FOUND;
    return {
      onFound: (fn) => fn([FOUND]),
      settle: async (id, acked) => {
        if (id !== FOUND.id) return memory.settle(id, acked);
        messages = messages.filter(({ n }) => n > acked);
      },
      renew: async (_, id) => ({
        ...FOUND,
        id,
        messages: messages.map((message, index) => ({ ...message, n: index + 1 })),
      }),
    };
  });

  it('[PC4, PC5] has settled what the server still knows, and the rest alone goes out under a new one', async () => {
    const client = scriptedClient(
      (frame, server) => {
        if (frame.t !== 'hello') return acknowledges(frame, server);
        const isNamed = frame.senders.some(({ id }) => id === FOUND.id);
        const last = Object.fromEntries(frame.senders.map(({ id, acked }) => [id, id === FOUND.id ? 1 : acked]));
        server.sends(welcomeFor(frame, { last, lost: isNamed ? [FOUND.id] : [] }));
      },
      { outbox },
    );
    const told: unknown[] = [];
    client.chat.on('receipt', ({ id, status }) => told.push([id, status]));
    await client.connect();
    await client.settle(30_000);
    expect(client.messages().map(({ d }) => d)).toEqual(['b']);
    expect(told).toEqual([
      ['a', 'acked'],
      ['b', 'acked'],
    ]);
  });
});

describe('a whole welcome of another epoch', () => {
  it('[PC7, PC9] makes the client give the connection up: events of two histories never mix', async () => {
    const client = scriptedClient((frame, server) => {
      if (frame.t !== 'hello') return;
      const isFirst = server.connection === 0;
      server.sends(welcomeFor(frame, isFirst ? {} : { epoch: 'another', head: 1, tag: 'x1' }));
      server.sends({ t: 'event', seq: isFirst ? 1 : 2, tag: isFirst ? 't1' : 'x2', from: null, d: server.connection });
    });
    await client.connect();
    client.gateway.latest().peer.drops();
    await client.settle(60_000);
    expect(client.gateway.sockets.length).toBeGreaterThan(2);
    expect([client.seen.map(({ seq }) => seq), client.chat.getSnapshot().cursor]).toEqual([
      [1],
      { epoch: 'e', seq: 1, tag: 't1' },
    ]);
  });
});
