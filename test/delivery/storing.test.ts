import { describe, expect, it } from 'vitest';
import { hangs } from '../../src/testing/index.js';
import {
  acknowledges,
  forgets,
  givenAfterForgotten,
  latch,
  memoryWith,
  type Script,
  scriptedClient,
  sharedOutbox,
  unheardRejections,
  welcomeFor,
  welcomes,
} from './scripted-client.js';
import { CHAT, createWorld } from './world.js';

describe('messages that are stored', () => {
  it('[PC1] are all pending when a listener hears that the first is stored', async () => {
    const client = scriptedClient(() => undefined);
    const pending: number[] = [];
    client.chat.on('receipt', ({ status }) => {
      if (status === 'stored') pending.push(client.chat.getSnapshot().pending.length);
    });
    for (const data of [1, 2, 3]) client.chat.send(data);
    await client.settle(10);
    expect(pending).toEqual([3, 3, 3]);
  });

  it('[PC1] reject nothing unheard if the delivery is disposed of meanwhile', async () => {
    const stored = latch();
    const outbox = memoryWith((memory) => ({
      add: async (...given) => {
        const first = await memory.add(...given);
        await stored.released;
        return first;
      },
    }));
    const client = scriptedClient(welcomes, { outbox });
    await client.connect();
    const rejections = await unheardRejections(async () => {
      client.chat.send('x');
      await client.settle(1);
      client.delivery.dispose();
      stored.release();
    });
    expect(rejections).toEqual([]);
    expect(client.chat.sendBrief('x')).toBe(false);
  });

  it('[PC1] let a listener of their receipts dispose of the delivery', async () => {
    const client = scriptedClient(welcomes);
    await client.connect();
    client.chat.on('receipt', ({ status }) => {
      if (status === 'sent') client.delivery.dispose();
    });
    const rejections = await unheardRejections(async () => {
      for (const data of ['x', 'y']) client.chat.send(data);
      await client.settle(10);
    });
    expect(rejections).toEqual([]);
  });
});

describe('what is settled, if that cannot be stored', () => {
  const failing = () => {
    let isFull = true;
    const outbox = memoryWith((memory) => ({
      settle: (...given) => (isFull ? Promise.reject(new Error('the disk is full')) : memory.settle(...given)),
    }));
    return {
      outbox,
      recovers: () => {
        isFull = false;
      },
    };
  };
  /** Refuses, and takes what it refused. */
  const refusesAll: Script = (frame, server) => {
    if (frame.t === 'hello' && server.connection > 0)
      server.sends(welcomeFor(frame, { last: Object.fromEntries(frame.senders.map(({ id }) => [id, 1])) }));
    else welcomes(frame, server);
    if (frame.t === 'msg') server.sends({ t: 'nack', s: frame.s, n: frame.n, code: 'bad' });
  };

  it('[PC2] is not called settled in a hello: whoever finds it in storage must hear how it ended', async () => {
    const { outbox, recovers } = failing();
    const client = scriptedClient(refusesAll, { outbox });
    await client.connect();
    const receipt = client.chat.send('x');
    await client.settle(100);
    expect(receipt.status).toBe('rejected');
    client.gateway.latest().peer.drops();
    await client.settle(15_000);
    recovers();
    client.gateway.latest().peer.drops();
    await client.settle(15_000);
    expect(client.hellos().map(({ senders }) => senders.map(({ acked }) => acked))).toEqual([[], [0], [1]]);
  });

  it('[PC2, PC5] is found to be lost once it is stored, if the server has forgotten it', async () => {
    const { outbox, recovers } = failing();
    const client = scriptedClient(forgets, { outbox });
    await client.connect();
    const one = client.chat.send('one');
    const told: string[] = [];
    client.chat.on('receipt', ({ id, status }) => {
      if (id === one.id) told.push(status);
    });
    await client.settle(100);
    client.gateway.latest().peer.drops();
    const two = client.chat.send('two');
    await client.settle(15_000);
    expect([told, two.status]).toEqual([['stored', 'sent', 'acked'], 'stored']);
    recovers();
    await client.settle(60_000);
    expect([told, two.status]).toEqual([['stored', 'sent', 'acked', 'lost'], 'acked']);
    expect(client.messages().map(({ d }) => d)).toEqual(['one', 'two']);
  });
});

describe('messages that another page left', () => {
  it('[PC1] go out after what this page sent, and before what it is given later', async () => {
    const { outbox, findsMessage } = sharedOutbox();
    const client = scriptedClient(acknowledges, { outbox });
    await client.connect();
    client.chat.send('first');
    await client.settle(100);
    findsMessage('found');
    client.chat.send('last');
    expect(client.chat.getSnapshot().pending.map(({ data }) => data)).toEqual(['found', 'last']);
    await client.settle(1_000);
    expect(client.messages().map(({ d }) => d)).toEqual(['first', 'found', 'last']);
  });

  it('[PC7] come back as events with their ids, even after their acknowledgement', async () => {
    const { outbox, findsMessage } = sharedOutbox();
    const client = scriptedClient(
      (frame, server) => {
        welcomes(frame, server);
        if (frame.t !== 'msg') return;
        const { s, n, d } = frame;
        server.sends({ t: 'ack', s, n, seq: 1 });
        server.sends({ t: 'event', seq: 1, tag: 't1', from: s, n, d });
      },
      { outbox },
    );
    await client.connect();
    findsMessage('x');
    await client.settle(1_000);
    expect(client.seen).toEqual([{ chatId: CHAT, data: 'x', epoch: 'e', seq: 1, tag: 't1', id: 'found' }]);
  });

  it('[DL6, PC10] are told to be cancelled, if they were called back: that page may have died before it could', async () => {
    const { outbox, findsMessage } = sharedOutbox();
    const client = scriptedClient(acknowledges, { outbox });
    const told: unknown[] = [];
    client.chat.on('receipt', ({ id, status }) => told.push([id, status]));
    await client.connect();
    findsMessage(null, true);
    await client.settle(1_000);
    expect([told, client.messages()]).toEqual([[['found', 'cancelled']], []]);
    expect(client.frames.some(({ t }) => t === 'skip')).toBe(true);
  });

  it('[PC1, PC7] take effect at a server that did not know their sender', async () => {
    const { client, settle } = createWorld();
    const { outbox, findsMessage } = sharedOutbox();
    const ada = client({ outbox });
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    findsMessage('x');
    await settle(1_000);
    expect(ada.seen.map(({ id, data }) => [id, data])).toEqual([['found', 'x']]);
  });
});

describe('messages whose sender the server forgot', () => {
  /** An outbox that says that messages are renewed once that is released. */
  function renewsLate() {
    const renewed = latch();
    const outbox = memoryWith((memory) => ({
      renew: async (...given) => {
        const sender = await memory.renew(...given);
        await renewed.released;
        return sender;
      },
    }));
    return { renewed, outbox };
  }

  it('[PC5] wait for the next connection if they cannot be numbered again', async () => {
    const outbox = memoryWith(() => ({ renew: () => Promise.reject(new Error('the disk is gone')) }));
    const { client } = await givenAfterForgotten(outbox);
    await client.settle(3_500);
    const before = client.frames.length;
    await client.settle(300);
    expect(client.frames.length - before).toBeLessThan(10);
    expect(client.warnings).toContain(`Chat ${CHAT}: the outbox failed: the disk is gone`);
  });

  it('[PC5, PC10] can be called back while they are numbered again', async () => {
    const { renewed, outbox } = renewsLate();
    const { client, two } = await givenAfterForgotten(outbox);
    await client.settle(10_000);
    expect(client.chat.cancel(two.id)).toBe(true);
    renewed.release();
    await client.settle(30_000);
    expect(two.status).toBe('cancelled');
    expect(client.messages().map(({ d }) => d)).toEqual(['one']);
  });

  it('[PC5, PC9] cause no other hello while they are numbered again', async () => {
    const { renewed, outbox } = renewsLate();
    const { client, two } = await givenAfterForgotten(outbox);
    await client.settle(3_500);
    renewed.release();
    await client.settle(15_000);
    expect(client.hellos().filter(({ connection }) => connection === 1).length).toBe(1);
    expect(two.status).toBe('acked');
    expect(client.chat.getSnapshot().pending).toEqual([]);
  });

  it('[PC5, PC7] come back as events with their ids', async () => {
    const { client, settle, store, restart } = createWorld();
    const ada = client();
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    const backup = store.backup();
    ada.chat.send('forgotten');
    await settle(10);
    await restart(() => store.restore(backup));
    const later = ada.chat.send('later');
    await settle(60_000);
    expect(ada.seen.at(-1)?.id).toBe(later.id);
  });
});

describe('a message longer than the server takes', () => {
  const LONG = 'x'.repeat(300_000);

  it('[DL2] is rejected before the first welcome too, and those after it are sent', async () => {
    const client = scriptedClient((frame, server) => {
      if (JSON.stringify(frame).length > 4 * 65_536) server.peer.after(0, () => server.peer.closes(1009, ''));
      else acknowledges(frame, server);
    });
    await client.connect();
    const long = client.chat.send(LONG);
    const after = client.chat.send('after');
    await client.settle(60_000);
    expect([long.status, after.status]).toEqual(['rejected', 'acked']);
    expect(client.messages().length).toBe(1);
  });

  it('[PC12] is rejected once the welcome says so, and those after it are sent', async () => {
    const { client, settle } = createWorld({ limit: 1_000 });
    const ada = client();
    const long = ada.chat.send('x'.repeat(60_000));
    const after = ada.chat.send('after');
    ada.delivery.connections.select(CHAT);
    await settle(60_000);
    expect([long.status, after.status]).toEqual(['rejected', 'acked']);
    expect(await long.settled).toEqual({ id: long.id, status: 'rejected', code: 'too-long' });
    expect(ada.gateway.sockets.length).toBe(1);
  });

  it('[PC12] is rejected though another page left it, and those after it are sent', async () => {
    const { client, settle } = createWorld({ limit: 1_000 });
    const { outbox, findsMessage } = sharedOutbox();
    const ada = client({ outbox });
    await settle(10);
    findsMessage('x'.repeat(60_000));
    expect(ada.chat.getSnapshot().pending.length).toBe(1);
    const after = ada.chat.send('after');
    await settle(60_000);
    expect(after.status).toBe('acked');
    expect(ada.receipts).toContainEqual({ chatId: CHAT, id: 'found', status: 'rejected', code: 'too-long' });
    expect(ada.gateway.sockets.length).toBe(1);
  });

  it('[DL2, PS17] never breaks the connection', async () => {
    const { client, settle } = createWorld();
    const ada = client();
    ada.delivery.connections.select(CHAT);
    const long = ada.chat.send(LONG);
    const after = ada.chat.send('after');
    await settle(60_000);
    expect([await long.settled, after.status]).toEqual([
      { id: long.id, status: 'rejected', code: 'too-long' },
      'acked',
    ]);
    expect(ada.gateway.sockets.length).toBe(1);
  });
});

describe('a chat that has nothing left to send', () => {
  it('[DL1] is let go when its only message is called back, before it is connected', async () => {
    const { client, settle } = createWorld();
    const ada = client();
    ada.gateway.behaveFor(CHAT, hangs());
    const receipt = ada.chat.send('x');
    expect(ada.chat.cancel(receipt.id)).toBe(true);
    await settle(10_000);
    expect(ada.delivery.connections.get(CHAT).getSnapshot().wanted).toBe(false);
  });

  it('[DL1] is let go when its only message is called back, after it was connected', async () => {
    const { client, settle } = createWorld();
    const ada = client();
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    expect(ada.chat.cancel(ada.chat.send('x').id)).toBe(true);
    ada.delivery.connections.select(null);
    await settle(60_000);
    expect(ada.delivery.connections.get(CHAT).getSnapshot().wanted).toBe(false);
  });

  it('[DL1, DL4] is let go when its only message cannot be stored', async () => {
    const { client, settle } = createWorld();
    const outbox = memoryWith(() => ({ add: () => Promise.reject(new Error('the disk is full')) }));
    const ada = client({ outbox });
    const receipt = ada.chat.send('x');
    await settle(10_000);
    expect(await receipt.settled).toMatchObject({ status: 'rejected', code: 'storage' });
    expect(ada.delivery.connections.get(CHAT).getSnapshot().wanted).toBe(false);
  });

  it('[DL1, DL6] is let go when another page takes its messages over, which are moved', async () => {
    const { outbox, losesAll } = sharedOutbox();
    const client = scriptedClient(() => undefined, { outbox });
    client.gateway.behave(hangs());
    const receipt = client.chat.send(1);
    const told: unknown[] = [];
    client.chat.on('receipt', (event) => told.push([event.status, client.chat.getSnapshot().pending]));
    await client.settle(10);
    losesAll();
    expect([receipt.status, await receipt.settled]).toEqual(['moved', { id: receipt.id, status: 'moved' }]);
    expect(told.at(-1)).toEqual(['moved', []]);
    await client.settle(5_000);
    expect(client.connection.getSnapshot().wanted).toBe(false);
  });

  it('[DL1] is held once, though a message is given by a listener of its connection', async () => {
    const { client, settle } = createWorld();
    const ada = client();
    const connection = ada.delivery.connections.get(CHAT);
    let hasSent = false;
    connection.subscribe(({ wanted }) => {
      if (!wanted || hasSent) return;
      hasSent = true;
      ada.chat.send('again');
    });
    ada.chat.send('x');
    await settle(300_000);
    expect(ada.chat.getSnapshot().pending).toEqual([]);
    expect(connection.getSnapshot().wanted).toBe(false);
  });
});
