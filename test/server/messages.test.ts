import { describe, expect, it, vi } from 'vitest';
import { CloseWith, Refused } from '../../src/server/index.js';
import { quiet } from './fake-server-socket.js';
import { serving } from './serving.js';

const msg = (n: number, d: unknown = n, s = 'sender-of-test-a') => ({ t: 'msg', s, n, d });

describe('messages', () => {
  const test = serving();
  const greeted = async (user = 'ada', chatId = 'lobby') => {
    const socket = test.connect(user, chatId);
    await socket.greets();
    return socket;
  };

  it('[PS5, PS6] are acked with their seq, and come to everyone as events, to their sender too', async () => {
    const [ada, bob] = [await greeted(), await greeted('bob')];
    ada.says(msg(1, { text: 'Hello' }), msg(2, null));
    const acks = await ada.received('ack', 2);
    expect(acks).toEqual([
      { t: 'ack', s: 'sender-of-test-a', n: 1, seq: 1 },
      { t: 'ack', s: 'sender-of-test-a', n: 2, seq: 2 },
    ]);
    const events = await bob.received('event', 2);
    expect(events).toEqual([
      { t: 'event', seq: 1, tag: expect.any(String), from: 'sender-of-test-a', n: 1, d: { text: 'Hello' } },
      { t: 'event', seq: 2, tag: expect.any(String), from: 'sender-of-test-a', n: 2, d: null },
    ]);
    expect(await ada.received('event', 2)).toEqual(events);
  });

  it('[PS6] that come in the same turn are one transaction', async () => {
    const batches: number[] = [];
    test.serve({}, (store) => ({
      ...store,
      append: (batch) => {
        batches.push(batch.length);
        return store.append(batch);
      },
    }));
    const [ada, bob] = [await greeted(), await greeted('bob', 'other')];
    ada.says(msg(1), msg(2), msg(3));
    bob.says(msg(1, 1, 'sender-of-test-b'));
    void test.server.publish('lobby', 'from the application');
    await ada.received('ack', 3);
    await bob.received('ack');
    expect(batches).toEqual([5]);
  });

  it('[PS6] are acked only once they are durable', async () => {
    let write = () => {};
    test.serve({}, (store) => ({
      ...store,
      append: async (batch) => {
        await new Promise<void>((resolve) => (write = resolve));
        return store.append(batch);
      },
    }));
    const ada = await greeted();
    ada.says(msg(1));
    await quiet();
    expect(ada.frames.map(({ t }) => t)).toEqual(['welcome']);
    write();
    await ada.received('ack');
  });

  it('[PS7, PS11] that come again, on this connection or another, are answered and do nothing', async () => {
    test.serve({
      onMessage: ({ data }) => {
        if (data === 'rude') throw new Refused('too-rude');
        return data;
      },
    });
    const [first, second] = [await greeted(), await greeted()];
    first.says(msg(1, 'hi'), msg(2, 'rude'), msg(3, 'bye'));
    await first.received('ack', 2);
    second.says(msg(1, 'hi'), msg(2, 'rude'), msg(3, 'something else'));
    await second.received('ack', 2);
    const answers = [first, second].map(({ frames }) => frames.filter(({ t }) => t === 'ack' || t === 'nack'));
    expect(answers[0]).toEqual([
      { t: 'ack', s: 'sender-of-test-a', n: 1, seq: 1 },
      { t: 'nack', s: 'sender-of-test-a', n: 2, code: 'too-rude' },
      { t: 'ack', s: 'sender-of-test-a', n: 3, seq: 2 },
    ]);
    expect(answers[1]).toEqual(answers[0]);
    await second.received('event', 2);
    await quiet();
    expect(second.events.map(({ d }) => d)).toEqual(['hi', 'bye']);
  });

  it('[PS8] that leave a number out close with 4400, and the ones before are taken', async () => {
    const ada = await greeted();
    ada.says(msg(1), msg(3), msg(4));
    expect(await ada.closes()).toEqual({ code: 4400, reason: 'a number was left out after 1' });
    expect(ada.of('ack').map(({ n }) => n)).toEqual([1]);
    expect((await test.server.cursor('lobby')).seq).toBe(1);
  });

  it('[PS8, PS13] close with 1012 when the log is behind what was told', async () => {
    const [acked, welcomed] = [await greeted(), test.connect()];
    acked.says(msg(1));
    await acked.received('ack');
    const backup = test.store.backup();
    acked.says(msg(2));
    await acked.received('ack', 2);
    await welcomed.greets({ senders: [{ id: 'sender-of-test-a', acked: 0 }] });
    test.store.restore(backup);
    acked.says(msg(3));
    welcomed.says(msg(3));
    expect(await acked.closes()).toEqual({ code: 1012, reason: 'the log went back' });
    expect(await welcomed.closes()).toEqual({ code: 1012, reason: 'the log went back' });
  });

  it('[PS8] close with 1012 when the log is behind an ack, after a hello without its sender too', async () => {
    const ada = await greeted();
    const backup = test.store.backup();
    ada.says(msg(1), msg(2), msg(3));
    await ada.received('ack', 3);
    await ada.greets();
    test.store.restore(backup);
    ada.says(msg(4));
    expect(await ada.closes()).toEqual({ code: 1012, reason: 'the log went back' });
  });

  it('[PS3] of a sender that is lost close with 1012, also on a connection from before', async () => {
    const [early, late] = [await greeted(), test.connect()];
    early.says(msg(1));
    await early.received('ack');
    expect(await late.greets({ senders: [{ id: 'sender-of-test-a', acked: 2 }] })).toMatchObject({
      lost: ['sender-of-test-a'],
    });
    early.says(msg(2));
    expect(await early.closes()).toEqual({ code: 1012, reason: 'the sender is lost' });
    late.says(msg(1, 'anew', 'sender-of-test-n'));
    expect(await late.received('ack')).toMatchObject([{ s: 'sender-of-test-n', n: 1 }]);
  });

  it('[PS13] a log with a lower last than was told closes with 1012, whatever finds it', async () => {
    const sockets = [await greeted(), await greeted(), await greeted()] as const;
    const backup = test.store.backup();
    sockets[0].says(msg(1), msg(2), msg(3));
    await sockets[0].received('ack', 3);
    for (const socket of sockets.slice(1)) await socket.greets({ senders: [{ id: 'sender-of-test-a', acked: 0 }] });
    test.store.restore(backup);
    sockets[1].says({ t: 'hello', v: 1, senders: [{ id: 'sender-of-test-a', acked: 0 }], cursor: null });
    sockets[2].says(msg(1));
    for (const socket of sockets.slice(1))
      expect(await socket.closes()).toEqual({ code: 1012, reason: 'the log went back' });
  });

  it('[PS13] a log behind the cursor of a connection closes it with 1012', async () => {
    const ada = await greeted();
    const backup = test.store.backup();
    await test.server.publish('lobby', 'before');
    await ada.received('event');
    test.store.restore(backup);
    await test.server.publish('lobby', 'in place of it');
    expect(await ada.closes()).toEqual({ code: 1012, reason: 'the log has changed: diverged' });
    expect(ada.events.map(({ d }) => d)).toEqual(['before']);
  });

  it('[PS9] that will never be are skipped', async () => {
    const ada = await greeted();
    ada.says({ t: 'skip', s: 'sender-of-test-a', n: 1 }, msg(2));
    expect(await ada.received('ack', 2)).toEqual([
      { t: 'ack', s: 'sender-of-test-a', n: 1, seq: null },
      { t: 'ack', s: 'sender-of-test-a', n: 2, seq: 1 },
    ]);
  });

  it('[PS10] may be changed or refused by the application, in their order', async () => {
    const asked: unknown[] = [];
    let answer = (_data: unknown) => {};
    test.serve({
      onMessage: ({ data }) => {
        asked.push(data);
        if (data === 'slow') return new Promise((resolve) => (answer = resolve));
        if (data === 'rude') throw new Refused('too-rude');
        return { text: data };
      },
    });
    const ada = await greeted();
    ada.says(msg(1, 'slow'), msg(2, 'rude'), msg(3, 'quick'));
    await quiet();
    expect(asked).toEqual(['slow']);
    answer('slowly');
    await ada.received('ack', 2);
    expect(ada.frames.slice(1).filter(({ t }) => t !== 'event')).toEqual([
      { t: 'ack', s: 'sender-of-test-a', n: 1, seq: 1 },
      { t: 'nack', s: 'sender-of-test-a', n: 2, code: 'too-rude' },
      { t: 'ack', s: 'sender-of-test-a', n: 3, seq: 2 },
    ]);
    expect((await ada.received('event', 2)).map(({ d }) => d)).toEqual(['slowly', { text: 'quick' }]);
  });

  it('[PS10] that are refused again and again must be confirmed by a hello, and are forgotten then', async () => {
    const refuse = () => {
      throw new Refused('rude');
    };
    test.serve({ onMessage: refuse });
    const s = 'sender-of-test-a';
    const socket = test.connect();
    await socket.greets();
    for (let n = 1; n <= 1_000; n += 1) socket.says({ t: 'msg', s, n, d: 'rude' });
    expect(await socket.closes()).toEqual({ code: 1012, reason: 'many refusals' });
    expect(socket.of('nack')).toHaveLength(1_000);
    const next = test.connect();
    expect((await next.greets({ senders: [{ id: s, acked: 990 }] })).nacked).toHaveLength(10);
    expect((await next.greets({ senders: [{ id: s, acked: 1_000 }] })).nacked).toEqual([]);
    next.says({ t: 'msg', s, n: 1_001, d: 'rude' });
    expect((await next.received('nack')).map(({ n }) => n)).toEqual([1_001]);
  });

  it('[PS10] of somebody who sends too many are not taken: the application closes with 4429', async () => {
    test.serve({
      onMessage: ({ data }) => {
        if (data === 2) throw new CloseWith(4429, 'retry-after=5');
        return data;
      },
    });
    const ada = await greeted();
    ada.says(msg(1), msg(2), msg(3));
    expect(await ada.closes()).toEqual({ code: 4429, reason: 'retry-after=5' });
    await quiet();
    const { last } = await test.connect().greets({ senders: [{ id: 'sender-of-test-a', acked: 0 }] });
    expect(last).toEqual({ 'sender-of-test-a': 1 });
  });

  it.each([
    ['throws', () => Promise.reject(new Error('no database'))],
    ['answers nothing', () => undefined],
    ['answers what has no JSON', () => 1n],
  ])('[PS18] close with 1011 when the application %s, and are not taken', async (_case, onMessage) => {
    test.serve({ onMessage });
    const ada = await greeted();
    ada.says(msg(1), msg(2));
    expect(await ada.closes()).toEqual({ code: 1011, reason: 'the message could not be handled' });
    expect(test.records.map(({ event }) => event)).toEqual(['callback.failed', 'connection.closed']);
    expect((await test.server.cursor('lobby')).seq).toBe(0);
  });

  it('[PS17] above the limit are refused with their number, and far above it close with 1009', async () => {
    test.serve({ limit: 200 });
    const [ada, eve] = [await greeted(), await greeted('eve')];
    ada.says(msg(1, 'x'.repeat(300)), msg(2, 'short'));
    await ada.received('ack');
    expect(ada.of('nack')).toEqual([{ t: 'nack', s: 'sender-of-test-a', n: 1, code: 'too-long' }]);
    expect((await ada.received('event')).map(({ d }) => d)).toEqual(['short']);
    eve.says(msg(1, 'x'.repeat(900)));
    expect(await eve.closes()).toEqual({ code: 1009, reason: 'a frame has at most 200 bytes' });
  });

  it.each([
    ['the data itself', undefined],
    ['what the application makes of it', () => 'short'],
  ])('[PS10, PS17] that nest deeper than 500 are refused, whatever is logged: %s', async (_case, onMessage) => {
    test.serve(onMessage === undefined ? {} : { onMessage });
    const ada = await greeted();
    const nested = (n: number, depth: number) =>
      `{"t":"msg","s":"sender-of-test-a","n":${n},"d":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    ada.says(nested(1, 30_000), nested(2, 501), nested(3, 500));
    expect(await ada.received('ack')).toMatchObject([{ n: 3 }]);
    expect(ada.of('nack')).toEqual([1, 2].map((n) => ({ t: 'nack', s: 'sender-of-test-a', n, code: 'too-deep' })));
  });

  it("[PS18] of another user's sender close with 4403", async () => {
    const [ada, eve] = [await greeted(), await greeted('eve')];
    ada.says(msg(1));
    await ada.received('ack');
    eve.says(msg(2));
    expect(await eve.closes()).toEqual({ code: 4403, reason: "a sender of another user's" });
  });

  it('[PS18] that cannot be stored close with 1011, which is said, and those that come after are not taken', async () => {
    let isBroken = true;
    test.serve({}, (store) => ({
      ...store,
      append: (batch) => (isBroken ? Promise.reject(new Error('database or disk is full')) : store.append(batch)),
    }));
    const ada = await greeted();
    ada.says(msg(1));
    const published = test.server.publish('lobby', 1);
    await expect(published).rejects.toThrow('database or disk is full');
    expect(await ada.closes()).toEqual({ code: 1011, reason: 'the message could not be stored' });
    expect(test.records.filter(({ event }) => event === 'store.failed')).toEqual([
      { event: 'store.failed', error: 'database or disk is full' },
    ]);
    isBroken = false;
    ada.says(msg(2));
    const again = await greeted();
    again.says(msg(1));
    expect(await again.received('ack')).toEqual([{ t: 'ack', s: 'sender-of-test-a', n: 1, seq: 1 }]);
  });

  it('[PS15] brief ones go to the others of the chat who have been welcomed, named by the application', async () => {
    test.serve({ nameOf: ({ user }) => ({ name: user }) });
    const [ada, bob, elsewhere, notYet] = [
      await greeted(),
      await greeted('bob'),
      await greeted('cy', 'other'),
      test.connect('dot'),
    ];
    ada.says({ t: 'brief', d: { typing: true } });
    expect(await bob.received('brief')).toEqual([{ t: 'brief', from: { name: 'ada' }, d: { typing: true } }]);
    await quiet();
    expect([ada, elsewhere, notYet].map((socket) => socket.of('brief'))).toEqual([[], [], []]);
    expect((await test.server.cursor('lobby')).seq).toBe(0);
  });

  it('tells the application what was seen; what that throws is said', async () => {
    const onSeen = vi.fn(() => Promise.reject(new Error('no such row')));
    test.serve({ onSeen });
    const ada = await greeted();
    ada.says({ t: 'seen', seq: 58 }, msg(1));
    await ada.received('ack');
    expect(onSeen.mock.calls).toEqual([[{ chatId: 'lobby', user: 'ada', seq: 58 }]]);
    expect(test.records).toEqual([{ event: 'callback.failed', chatId: 'lobby', user: 'ada', error: 'no such row' }]);
    expect(ada.closed).toBeUndefined();
  });

  it('tells the application the newest of what was seen while it is at work', async () => {
    const told: number[] = [];
    let goOn = () => {};
    const onSeen = ({ seq }: { seq: number }) => {
      told.push(seq);
      return new Promise<void>((resolve) => (goOn = resolve));
    };
    test.serve({ onSeen });
    const ada = await greeted();
    for (const seq of [1, 2, 3, 4]) ada.says({ t: 'seen', seq });
    await quiet();
    expect(told).toEqual([1]);
    goOn();
    await quiet();
    expect(told).toEqual([1, 4]);
    goOn();
    await quiet();
    ada.says({ t: 'seen', seq: 5 });
    expect(told).toEqual([1, 4, 5]);
  });

  it('harm nobody when a socket throws, which is said', async () => {
    const [ada, bob] = [await greeted(), await greeted('bob')];
    ada.send = () => {
      throw new Error('not today');
    };
    ada.says(msg(1));
    bob.says(msg(1, 'hi', 'sender-of-test-b'));
    await bob.received('ack');
    expect(ada.closed).toEqual({ code: 1011, reason: 'the socket failed' });
    expect(test.records.filter(({ event }) => event === 'socket.failed')).toEqual([
      { event: 'socket.failed', chatId: 'lobby', user: 'ada', error: 'not today' },
    ]);
  });

  it('harm nobody when the connection ends, its socket fails or the logger throws', async () => {
    const logger = Object.fromEntries(
      ['debug', 'warn', 'error'].map((level) => [
        level,
        () => {
          throw new Error('no disk for logs');
        },
      ]),
    );
    test.serve({ logger: logger as never });
    const [ada, bob] = [await greeted(), await greeted('bob')];
    ada.fails(new Error('reset'));
    ada.says(msg(1));
    ada.ends();
    expect((await bob.received('event')).map(({ d }) => d)).toEqual([1]);
    await test.server.publish('lobby', 2);
    await bob.received('event', 2);
    expect(ada.frames.map(({ t }) => t)).toEqual(['welcome']);
  });
});
