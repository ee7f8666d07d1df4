import { connect } from 'node:net';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeliveryServer, type DeliveryServer, sqliteStore } from '../../src/server/index.js';
import { heapUsed } from '../support/collect-garbage.js';
import { RawClient } from './raw-client.js';
import { type SocketGateway, startSocketGateway } from './socket-gateway.js';

describe('a delivery server on real sockets', () => {
  let delivery: DeliveryServer;
  let gateway: SocketGateway;
  let clients: RawClient[] = [];

  beforeEach(async () => {
    delivery = createDeliveryServer({ store: sqliteStore(new Database(':memory:')), limit: 65_536 });
    gateway = await startSocketGateway(delivery);
  });
  afterEach(async () => {
    for (const client of clients) client.end();
    clients = [];
    await gateway.close();
  });

  const client = (user = 'ada', chatId = 'lobby') => {
    const made = new RawClient(gateway.url(chatId, user));
    clients.push(made);
    return made;
  };

  it('[PS1, PS5, PS6, PS15, PS16] carries a conversation', async () => {
    const [ada, bob] = [client(), client('bob')];
    await ada.opens();
    ada.says({ t: 'ping' });
    expect(await ada.received('pong')).toEqual([{ t: 'pong' }]);
    const { epoch } = await ada.greets({ senders: [{ id: 'sender-of-test-a', acked: 0 }] });
    await bob.greets({ cursor: { epoch, seq: 0, tag: null } });
    ada.says({ t: 'brief', d: 'typing' });
    ada.says({ t: 'msg', s: 'sender-of-test-a', n: 1, d: { text: 'Hello' } });
    expect(await ada.received('ack')).toEqual([{ t: 'ack', s: 'sender-of-test-a', n: 1, seq: 1 }]);
    const [event] = await bob.received('event');
    expect(event).toEqual({
      t: 'event',
      seq: 1,
      tag: expect.any(String),
      from: 'sender-of-test-a',
      n: 1,
      d: { text: 'Hello' },
    });
    expect(await ada.received('event')).toEqual([event]);
    expect(bob.of('brief')).toEqual([{ t: 'brief', from: null, d: 'typing' }]);
  });

  it('[PS4] resumes in whole, and with each of the four gaps', async () => {
    for (let event = 1; event <= 4; event += 1) await delivery.publish('lobby', event);
    const { epoch } = await delivery.cursor('lobby');
    const reader = client();
    await reader.greets({ cursor: { epoch, seq: 0, tag: null } });
    const tags = (await reader.received('event', 4)).map(({ tag }) => tag);
    await delivery.trim('lobby', { keep: 2 });
    const at = (seq: number) => ({ epoch, seq, tag: tags[seq - 1] ?? null });
    const resumed = client();
    expect(await resumed.greets({ cursor: at(2) })).toMatchObject({ resume: 'whole', oldest: 3, head: 4 });
    expect((await resumed.received('event', 2)).map(({ d }) => d)).toEqual([3, 4]);
    const gaps = [
      ['new', null],
      ['epoch', { ...at(3), epoch: 'another' }],
      ['expired', at(1)],
      ['diverged', { ...at(3), tag: tags[0] ?? '' }],
    ] as const;
    for (const [why, cursor] of gaps)
      expect(await client().greets({ cursor })).toMatchObject({ resume: 'gap', why, head: 4 });
  });

  it('[PS18] closes for a binary frame, for a frame far above the limit, and when it restarts', async () => {
    const [binary, large, idle] = [client(), client(), client()];
    await Promise.all([binary.greets(), large.greets(), idle.greets()]);
    binary.says(Buffer.from('{}'));
    expect(await binary.closed).toEqual({ code: 1003, reason: 'frames are text' });
    large.says({ t: 'msg', s: 'sender-of-test-a', n: 1, d: 'x'.repeat(300_000) });
    expect((await large.closed).code).toBe(1009);
    await delivery.close();
    expect(await idle.closed).toEqual({ code: 1012, reason: 'the server restarts' });
  });

  it('goes on when a client ends in the middle of a frame', async () => {
    const raw = connect(gateway.port, '127.0.0.1');
    const upgraded = new Promise((resolve) => raw.once('data', resolve));
    raw.write(
      'GET /lobby?user=eve HTTP/1.1\r\nHost: gateway\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await upgraded;
    raw.write(Buffer.from([0x81, 0xfe, 0x10, 0x00, 1, 2, 3, 4, 5]));
    raw.resetAndDestroy();
    const ada = client();
    await ada.greets();
    await delivery.publish('lobby', 'still here');
    expect(await ada.received('event')).toMatchObject([{ d: 'still here' }]);
  });

  it('[PS14] keeps little for a client that stops reading, and sends it everything once it reads', async () => {
    const EVENTS = 4_000;
    const slow = client('bob');
    await slow.greets();
    slow.stopsReading();
    const before = await heapUsed();
    const data = 'x'.repeat(10_000);
    for (let event = 1; event <= EVENTS; event += 100)
      await Promise.all(Array.from({ length: 100 }, () => delivery.publish('lobby', data)));
    // 40 MB were written meanwhile, which a database in memory does not keep on the heap.
    expect((await heapUsed()) - before).toBeLessThan(8_000_000);
    slow.reads();
    const events = await slow.received('event', EVENTS);
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: EVENTS }, (_, index) => index + 1));
  });
});
