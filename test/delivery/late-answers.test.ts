import { describe, expect, it } from 'vitest';
import type { Cursor } from '../../src/delivery/index.js';
import {
  acknowledges,
  latch,
  scriptedClient,
  sharedOutbox,
  slowToSettle,
  unheardRejections,
} from './scripted-client.js';
import { CHAT, createWorld } from './world.js';

/** An `auth` whose nth answer waits until it is released, and then fails if it is to. */
const lateAuth = (nth: number, failure: Error | null = null) => {
  const { released, release } = latch();
  let asked = 0;
  const auth = async () => {
    asked += 1;
    if (asked !== nth) return 'a-token';
    await released;
    if (failure !== null) throw failure;
    return 'a-late-token';
  };
  return { auth, release, asked: () => asked };
};

describe('what was asked for a connection that is gone', () => {
  it('[PC3, PC9] leaves messages of the next connection as they are: auth for its first hello', async () => {
    const late = lateAuth(1);
    const client = scriptedClient(acknowledges, { auth: late.auth });
    client.chat.send('before');
    await client.connect();
    await client.settle(60_000);
    expect([late.asked() > 1, client.chat.getSnapshot().link]).toEqual([true, 'live']);
    late.release();
    await client.settle(10);
    const receipt = client.chat.send('after');
    await client.settle(30_000);
    expect(receipt.status).toBe('acked');
  });

  it('[PC3, PC9] leaves messages of the next connection as they are: auth for another hello', async () => {
    const { outbox, findsMessage } = sharedOutbox();
    const late = lateAuth(2);
    const client = scriptedClient(acknowledges, { outbox, auth: late.auth });
    await client.connect();
    client.chat.send('before');
    await client.settle(100);
    findsMessage('found');
    await client.settle(10);
    client.gateway.latest().peer.drops();
    await client.settle(30_000);
    expect([late.asked(), client.chat.getSnapshot().link]).toEqual([3, 'live']);
    late.release();
    await client.settle(10);
    const receipt = client.chat.send('after');
    await client.settle(30_000);
    expect(receipt.status).toBe('acked');
  });

  it('[PC2] lets another hello wait until what it calls settled is stored', async () => {
    const { released, release } = latch();
    const { outbox, findsMessage } = sharedOutbox((memory) => ({
      settle: async (...given) => {
        if (given[1] > 0) await released;
        return memory.settle(...given);
      },
    }));
    const client = scriptedClient(acknowledges, { outbox });
    await client.connect();
    client.chat.send('acknowledged');
    await client.settle(100);
    findsMessage('found');
    await client.settle(1_000);
    expect(client.hellos().length).toBe(1);
    release();
    await client.settle(100);
    expect(client.hellos().map(({ senders }) => senders.map(({ acked }) => acked))).toEqual([[], [0, 1]]);
  });

  it('[PC9] rejects nothing unheard if auth for another hello fails once the delivery is disposed of', async () => {
    const { outbox, findsMessage } = sharedOutbox();
    const late = lateAuth(2, new Error('no token'));
    const client = scriptedClient(acknowledges, { outbox, auth: late.auth });
    await client.connect();
    const rejections = await unheardRejections(async () => {
      findsMessage('found');
      await client.settle(10);
      client.delivery.dispose();
      late.release();
      await client.settle(10);
    });
    expect([late.asked(), rejections]).toEqual([2, []]);
  });

  it('[PC2, PC9] leaves the next connection alone: storage that answered too late for a hello', async () => {
    const { outbox, release } = slowToSettle();
    const client = scriptedClient(acknowledges, { outbox });
    client.chat.send('x');
    await client.connect();
    await client.settle(60_000);
    const { sockets } = client.gateway;
    const before = sockets.length;
    expect([before > 1, client.chat.getSnapshot().link]).toEqual([true, 'live']);
    release();
    await client.settle(10);
    expect(client.chat.getSnapshot().link).toBe('live');
    await client.settle(60_000);
    expect(sockets.length).toBe(before);
  });
});

describe('a snapshot of a connection that is gone', () => {
  /** A client that can miss an event which the server has trimmed. */
  const world = (options: Parameters<ReturnType<typeof createWorld>['client']>[0]) => {
    const { client, settle, server } = createWorld();
    const ada = client(options);
    return {
      ada,
      settle,
      server,
      async publish(data: string) {
        await server.publish(CHAT, data);
        await settle(10);
      },
      /** The client connects again, and finds a gap. */
      async misses() {
        ada.gateway.latest().peer.drops();
        await server.publish(CHAT, 'missed');
        await server.trim(CHAT, { keep: 0 });
        await settle(30_000);
      },
    };
  };

  it('[DL3] has nothing of what commit rejected after the next one', async () => {
    const answers: ((cursor: Cursor) => void)[] = [];
    const committed: unknown[] = [];
    let isDiskFull = false;
    const { ada, settle, server, publish, misses } = world({
      snapshot: () => new Promise((resolve) => answers.push(resolve)),
      commit: async (events) => {
        if (isDiskFull) throw new Error('the disk is full');
        committed.push(...events.map(({ data }) => data));
      },
    });
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    answers.shift()?.(await server.cursor(CHAT));
    await publish('before');
    await misses();
    await misses();
    const [late, inTime] = answers;
    inTime?.(await server.cursor(CHAT));
    isDiskFull = true;
    await publish('a');
    late?.(await server.cursor(CHAT));
    await settle(10);
    isDiskFull = false;
    await publish('b');
    expect(ada.said()).toEqual(['before', 'a', 'b']);
    expect(committed).toEqual(['before', 'a', 'b']);
  });

  it('[PC8] is not asked for, if it had to wait for commit', async () => {
    const isAborted: boolean[] = [];
    const slow = latch();
    const { ada, settle, server, publish, misses } = world({
      snapshot: async ({ signal }) => {
        isAborted.push(signal.aborted);
        return server.cursor(CHAT);
      },
      commit: () => slow.released,
    });
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    await publish('before');
    await misses();
    await misses();
    slow.release();
    await settle(1_000);
    expect(isAborted).toEqual([false, false]);
    expect(ada.chat.getSnapshot().link).toBe('live');
  });
});
