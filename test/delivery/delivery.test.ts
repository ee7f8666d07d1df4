import { describe, expect, it } from 'vitest';
import type { OpenOutbox, Outbox } from '../../src/delivery/index.js';
import { memoryOutbox } from '../../src/delivery/memory-outbox.js';
import { hangs, refuses } from '../../src/testing/index.js';
import { sharedOutbox } from './scripted-client.js';
import { CHAT, createWorld } from './world.js';

describe('a message', () => {
  it('[PC1, PC3] is stored, sent and acknowledged, and comes back as an event with its id', async () => {
    const { client, settle } = createWorld();
    const ada = client();
    ada.delivery.connections.select(CHAT);
    const receipt = ada.chat.send({ text: 'hello' });
    expect(receipt.status).toBe('pending');
    await settle(1_000);
    expect(receipt.status).toBe('acked');
    expect(await receipt.settled).toEqual({ id: receipt.id, status: 'acked', seq: 1 });
    expect(ada.receipts.map(({ status }) => status)).toEqual(['stored', 'sent', 'acked']);
    expect(ada.seen).toMatchObject([{ chatId: CHAT, data: { text: 'hello' }, seq: 1, id: receipt.id }]);
    expect(ada.chat.getSnapshot()).toMatchObject({ link: 'live', pending: [], behind: 0, cursor: { seq: 1 } });
  });

  it('[PC4, PC6] takes effect once, whether the connection broke before or after the server had it', async () => {
    const { client, settle, served } = createWorld();
    const ada = client();
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    for (const [index, cut] of ['before', 'after'].entries()) {
      const socket = served.at(-1);
      if (socket === undefined) throw new Error('no connection');
      const receipt = ada.chat.send(`m${index}`);
      if (cut === 'after') socket.isSilent = true;
      else ada.gateway.latest().peer.goesSilent();
      await settle(60_000);
      expect(receipt.status).toBe('acked');
    }
    expect(ada.said()).toEqual(['m0', 'm1']);
    expect(ada.gateway.sockets.length).toBe(3);
  });

  it('[PC3] waits for its turn: no more are in flight than the window', async () => {
    const { client, settle, served } = createWorld({ window: 2 });
    const ada = client();
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    const silent = served.at(-1);
    if (silent === undefined) throw new Error('no connection');
    silent.isSilent = true;
    const receipts = Array.from({ length: 5 }, (_, index) => ada.chat.send(index));
    await settle(10);
    expect(receipts.map(({ status }) => status)).toEqual(['sent', 'sent', 'stored', 'stored', 'stored']);
    silent.isSilent = false;
    await settle(60_000);
    expect(ada.said()).toEqual([0, 1, 2, 3, 4]);
  });

  it('[PC10] is called back while it is not sent, and its number is skipped', async () => {
    const { client, settle } = createWorld();
    const ada = client();
    ada.gateway.behaveOnce(refuses());
    const [one, two, three] = ['one', 'two', 'three'].map((text) => ada.chat.send(text));
    if (!one || !two || !three) throw new Error('no receipt');
    await settle(10);
    expect(ada.chat.getSnapshot().pending.map(({ status }) => status)).toEqual(['stored', 'stored', 'stored']);
    expect(ada.chat.cancel(two.id)).toBe(true);
    await settle(60_000);
    expect([one, two, three].map(({ status }) => status)).toEqual(['acked', 'cancelled', 'acked']);
    expect(ada.chat.cancel(three.id)).toBe(false);
    expect(ada.chat.getSnapshot().pending).toEqual([]);
  });

  it('[DL2] is refused where it cannot be kept: too many, too large, no JSON', async () => {
    const { client } = createWorld();
    const ada = client({ maxMessages: 1, maxBytes: 20 });
    ada.chat.send('first');
    const receipt = ada.chat.send('second');
    expect(await receipt.settled).toEqual({ id: receipt.id, status: 'rejected', code: 'full' });
    expect(() => ada.chat.send(undefined)).toThrow('must be a JSON value');
    expect(() => ada.chat.send(1n)).toThrow(TypeError);
  });
});

describe('events', () => {
  it('[PC7, PC8] come once and in order, over a lost connection, from the head of the log on', async () => {
    const { client, settle, server } = createWorld();
    await server.publish(CHAT, 'before');
    const ada = client();
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    expect(ada.gaps).toEqual(['new']);
    await server.publish(CHAT, 'a');
    await settle(10);
    ada.gateway.latest().peer.drops();
    await server.publish(CHAT, 'b');
    await settle(60_000);
    await server.publish(CHAT, 'c');
    await settle(10);
    expect(ada.said()).toEqual(['a', 'b', 'c']);
    expect(ada.gaps).toEqual(['new']);
  });
});

describe('the snapshot', () => {
  it('lists what has not ended, from the call on, and tells subscribers once a turn', async () => {
    const { client, settle } = createWorld();
    const ada = client();
    ada.gateway.behaveOnce(hangs());
    const told: string[] = [];
    const pending = () => ada.chat.getSnapshot().pending.map(({ data, status }) => `${data} ${status}`);
    ada.chat.subscribe(({ pending: all }) => told.push(all.map(({ data, status }) => `${data} ${status}`).join()));
    for (const text of ['a', 'b']) ada.chat.send(text);
    expect(pending()).toEqual(['a pending', 'b pending']);
    await Promise.resolve();
    expect(pending().length).toBe(2);
    await settle(10);
    expect(pending()).toEqual(['a stored', 'b stored']);
    expect(told).toContain('a pending,b pending');
    expect(told.at(-1)).toBe('a stored,b stored');
    await settle(60_000);
    expect(told.at(-1)).toBe('');
    expect(ada.chat.getSnapshot()).toBe(ada.chat.getSnapshot());
  });
});

describe('an application that stores what it sees', () => {
  it('[DL3] is given every event in order, and again what it could not store', async () => {
    const { client, settle, server } = createWorld();
    const committed: [events: readonly unknown[], seq: number][] = [];
    let refusals = 1;
    const ada = client({
      commit: async (events, { seq }) => {
        if (events.at(-1)?.data === 'b' && refusals > 0) {
          refusals -= 1;
          throw new Error('the disk is full');
        }
        committed.push([events.map(({ data }) => data), seq]);
      },
    });
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    await server.publish(CHAT, 'a');
    await settle(10);
    await Promise.all([server.publish(CHAT, 'b'), server.publish(CHAT, 'c')]);
    await settle(10);
    await server.publish(CHAT, 'd');
    await settle(10);
    expect(ada.said()).toEqual(['a', 'b', 'c', 'd']);
    expect(committed.flatMap(([events]) => events)).toEqual(['a', 'b', 'c', 'd']);
    expect(committed.at(-1)?.[1]).toBe(4);
    expect(refusals).toBe(0);
  });

  it('[DL3] sees the cursor move after its listeners', async () => {
    const { client, settle, server } = createWorld();
    const ada = client();
    const cursors: (number | undefined)[] = [];
    ada.chat.on('message', () => cursors.push(ada.chat.getSnapshot().cursor?.seq));
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    await server.publish(CHAT, 'a');
    await settle(10);
    expect([...cursors, ada.chat.getSnapshot().cursor?.seq]).toEqual([0, 1]);
  });
});

describe('a gap', () => {
  it('[PC8] is settled by a snapshot, from whose cursor on events come', async () => {
    const { client, settle, server } = createWorld();
    for (const text of ['a', 'b', 'c']) await server.publish(CHAT, text);
    const asked: string[] = [];
    const ada = client({
      snapshot: async ({ why }) => {
        asked.push(why);
        const cursor = await server.cursor(CHAT);
        await server.publish(CHAT, 'd');
        return cursor;
      },
    });
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    await server.publish(CHAT, 'e');
    await settle(10);
    expect(asked).toEqual(['new']);
    expect(ada.said()).toEqual(['d', 'e']);
    expect(ada.gaps).toEqual([]);
    expect(ada.chat.getSnapshot()).toMatchObject({ link: 'live', behind: 0 });
  });

  it('[PC8] is asked again after a delay if there is no snapshot, and messages wait', async () => {
    const { client, settle, server } = createWorld();
    let answers = 0;
    const ada = client({
      snapshot: () => {
        answers += 1;
        return answers < 3 ? Promise.reject(new Error('the backend is away')) : server.cursor(CHAT);
      },
    });
    ada.delivery.connections.select(CHAT);
    await settle(500);
    const receipt = ada.chat.send('m');
    expect([answers, ada.chat.getSnapshot().link]).toEqual([1, 'down']);
    await settle(60_000);
    expect([answers, ada.chat.getSnapshot().link, receipt.status]).toEqual([3, 'live', 'acked']);
    expect(ada.said()).toEqual(['m']);
  });

  it('[PC8] is no loop if the server does not know the cursor of the snapshot', async () => {
    const { client, settle } = createWorld();
    let asked = 0;
    const ada = client({
      snapshot: async () => {
        asked += 1;
        return { epoch: 'another', seq: 3, tag: 'none' };
      },
    });
    ada.delivery.connections.select(CHAT);
    await settle(600_000);
    expect(asked).toBeLessThan(15);
    expect(ada.delivery.connections.get(CHAT).getSnapshot().state).toBe('failed');
  });
});

describe('a restored backup', () => {
  it('[PC5] is told as lost for what was acknowledged, and what is left goes out under another sender', async () => {
    const { client, settle, store, restart } = createWorld();
    const ada = client();
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    const kept = ada.chat.send('kept');
    await settle(10);
    const backup = store.backup();
    const forgotten = ada.chat.send('forgotten');
    await settle(10);
    expect(forgotten.status).toBe('acked');
    await restart(() => store.restore(backup));
    const later = ada.chat.send('later');
    await settle(60_000);
    expect([kept.status, later.status]).toEqual(['acked', 'acked']);
    expect(ada.receipts.filter(({ status }) => status === 'lost')).toEqual([
      { chatId: CHAT, id: forgotten.id, status: 'lost' },
    ]);
    expect(ada.gaps).toEqual(['new', 'diverged']);
  });

  it('[PC5] is told for what one backup still had, if an older one is restored after it', async () => {
    const { client, settle, store, restart } = createWorld();
    const ada = client();
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    const backups = [];
    const sent = [];
    for (const text of ['first', 'second', 'third']) {
      sent.push(ada.chat.send(text));
      await settle(10);
      backups.push(store.backup());
    }
    const [oldest, older] = backups;
    for (const backup of [older, oldest, oldest]) {
      await restart(() => store.restore(backup ?? store.backup()));
      await settle(60_000);
      sent.push(ada.chat.send('later'));
      await settle(10);
    }
    const [first, second, third, ...later] = sent.map(({ id }) => id);
    const lost = ada.receipts.filter(({ status }) => status === 'lost').map(({ id }) => id);
    expect(first).toBeDefined();
    expect(lost.toSorted()).toEqual([second, third, ...later.slice(0, 2)].toSorted());
  });

  it('[PC5] is told for what another page had left, though nothing of that waits any more', async () => {
    const { client, settle, store, restart } = createWorld();
    const { outbox, findsMessage } = sharedOutbox();
    const ada = client({ outbox });
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    const backup = store.backup();
    findsMessage('x');
    await settle(1_000);
    await restart(() => store.restore(backup));
    await settle(60_000);
    expect(ada.receipts.filter(({ status }) => status === 'lost').map(({ id }) => id)).toEqual(['found']);
  });
});

describe('what is not kept', () => {
  it('[PC11] goes to those who are connected, and nowhere while the link is down', async () => {
    const { client, settle } = createWorld({ nameOf: ({ user }) => user });
    const [ada, ben] = [client(), client({}, 'ben')];
    const heard: unknown[] = [];
    ben.chat.on('brief', ({ from, data }) => heard.push([from, data]));
    expect(ada.chat.sendBrief('typing')).toBe(false);
    for (const { delivery } of [ada, ben]) delivery.connections.select(CHAT);
    await settle(1_000);
    expect(ada.chat.sendBrief('typing')).toBe(true);
    await settle(10);
    expect(heard).toEqual([['ada', 'typing']]);
    expect(ada.chat.getSnapshot().pending).toEqual([]);
  });
});

describe('a chat that is left', () => {
  it('[DL1] is kept connected until its messages are settled, and then let go', async () => {
    const { client, settle } = createWorld();
    const ada = client();
    const { connections } = ada.delivery;
    ada.gateway.behaveOnce(refuses());
    connections.select(CHAT);
    const receipt = ada.chat.send('typed');
    connections.select(null);
    await settle(60_000);
    expect(receipt.status).toBe('acked');
    expect(connections.get(CHAT).getSnapshot()).toMatchObject({ state: 'idle', wanted: false });
  });

  it('[DL1] is given up after a while without progress, and tried when it is wanted again', async () => {
    const { client, settle } = createWorld();
    const ada = client({ drainMs: 30_000 });
    const { connections } = ada.delivery;
    ada.gateway.behaveFor(CHAT, hangs());
    const receipt = ada.chat.send('typed');
    await settle(31_000);
    expect(connections.get(CHAT).getSnapshot().wanted).toBe(false);
    expect(receipt.status).toBe('stored');
    ada.gateway.behaveFor(CHAT, ada.served);
    connections.select(CHAT);
    await settle(30_000);
    expect(receipt.status).toBe('acked');
  });
});

describe('storage that fails', () => {
  it('[PC1, DL4, DL5] is said: the message is rejected, and those after it have no hole before them', async () => {
    const { client, settle, warnings } = createWorld();
    const ada = client({ outbox: failingOutbox(2) });
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    const receipts = [];
    for (const text of ['one', 'two', 'three']) {
      receipts.push(ada.chat.send(text));
      await settle(10);
    }
    expect(receipts.map(({ status }) => status)).toEqual(['acked', 'rejected', 'acked']);
    expect(ada.said()).toEqual(['one', 'three']);
    expect(warnings).toEqual([`Chat ${CHAT}: the outbox failed: the disk is full`]);
  });

  it('[DL4] is said if it cannot be opened: messages wait in memory', async () => {
    const { client, settle, warnings } = createWorld();
    const ada = client({ outbox: { open: () => Promise.reject(new Error('a private window')) } });
    ada.delivery.connections.select(CHAT);
    const receipt = ada.chat.send('hello');
    await settle(1_000);
    expect(receipt.status).toBe('acked');
    expect(ada.chat.getSnapshot().storage).toBe('memory');
    expect(warnings).toEqual(['Messages wait in memory: a private window']);
  });
});

/** Memory whose nth addition fails. */
const failingOutbox = (nth: number): Outbox => ({
  async open() {
    const opened = await memoryOutbox().open();
    let calls = 0;
    return {
      storage: opened.storage,
      onFound: (fn) => opened.onFound(fn),
      onTaken: (fn) => opened.onTaken(fn),
      cancel: (sender, n) => opened.cancel(sender, n),
      settle: (sender, acked) => opened.settle(sender, acked),
      renew: (sender, successor) => opened.renew(sender, successor),
      close: () => opened.close(),
      add: (...given: Parameters<OpenOutbox['add']>) => {
        calls += 1;
        return calls === nth ? Promise.reject(new Error('the disk is full')) : opened.add(...given);
      },
    };
  },
});
