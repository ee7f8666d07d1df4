import { describe, expect, it } from 'vitest';
import { centrifugoCodec } from '../../src/delivery/index.js';
import { PlayedCentrifugo } from './centrifugo.js';
import { createWorld } from './world.js';

const start = async () => {
  const world = createWorld();
  const server = new PlayedCentrifugo();
  const ada = world.client({ codec: centrifugoCodec({ channelOf: () => '42' }), auth: () => 'a-token' });
  ada.gateway.behave(server.behaviour);
  ada.delivery.connections.select('lobby');
  await world.settle(1_000);
  return { ...world, server, ada };
};

describe('delivery over Centrifugo', () => {
  it('[PC3] publishes, is answered, and says what it can promise', async () => {
    const { ada, server, settle } = await start();
    const receipt = ada.chat.send({ text: 'hello' });
    await settle(10);
    expect(receipt.status).toBe('acked');
    expect(ada.seen).toMatchObject([{ data: { text: 'hello' }, seq: 1, id: null }]);
    expect(server.tokens).toEqual(['a-token']);
    expect(ada.chat.getSnapshot()).toMatchObject({ guarantee: 'at-least-once', link: 'live', pending: [] });
  });

  it('[PC7] recovers what it missed, in order', async () => {
    const { ada, server, settle } = await start();
    server.publish('a');
    await settle(10);
    ada.gateway.latest().peer.drops();
    server.publish('b');
    server.publish('c');
    await settle(60_000);
    server.publish('d');
    await settle(10);
    expect(ada.said()).toEqual(['a', 'b', 'c', 'd']);
    expect(ada.gaps).toEqual(['new']);
  });

  it('[PC8] tells a gap when the history is another one', async () => {
    const { ada, server, settle } = await start();
    ada.gateway.latest().peer.drops();
    server.epoch = 'second';
    await settle(60_000);
    expect(ada.gaps).toEqual(['new', 'epoch']);
  });

  it('[PC4] sends again what has no answer, which then takes effect twice', async () => {
    const { ada, server, settle } = await start();
    server.answer = 'nothing';
    const receipt = ada.chat.send('hello');
    await settle(10);
    server.answer = 'ok';
    ada.gateway.latest().peer.drops();
    await settle(60_000);
    expect(receipt.status).toBe('acked');
    expect(server.history.map(({ data }) => data)).toEqual(['hello', 'hello']);
  });

  it('rejects what the server refuses for good, and tries again what it refuses for now', async () => {
    const { ada, server, settle } = await start();
    server.answer = { code: 103, message: 'permission denied' };
    const refused = ada.chat.send('one');
    await settle(10);
    expect(await refused.settled).toMatchObject({ status: 'rejected', code: 'centrifugo-103' });
    server.answer = { code: 100, message: 'internal server error', temporary: true };
    const tried = ada.chat.send('two');
    await settle(100);
    server.answer = 'ok';
    await settle(60_000);
    expect(tried.status).toBe('acked');
  });

  it('[PC10] has no number to skip for a message that was called back', async () => {
    const { ada, settle } = await start();
    ada.gateway.latest().peer.drops();
    const [one, two] = [ada.chat.send('one'), ada.chat.send('two')];
    await settle(1);
    expect(ada.chat.cancel(one.id)).toBe(true);
    await settle(60_000);
    expect([one.status, two.status]).toEqual(['cancelled', 'acked']);
    expect(ada.said()).toEqual(['two']);
  });

  it('answers the pings of the server', async () => {
    const { ada, server, settle } = await start();
    const heard: unknown[] = [];
    ada.gateway.latest().peer.onMessage((data) => heard.push(data));
    server.pings();
    await settle(10);
    expect(heard).toEqual(['{}']);
    expect(ada.chat.getSnapshot().link).toBe('live');
  });
});

describe('a session of Centrifugo', () => {
  const subscribed = () => {
    const session = centrifugoCodec().connect('lobby');
    session.encode({ t: 'hello', v: 1, senders: [], cursor: null });
    session.decode('{"id":2,"subscribe":{"epoch":"e","offset":4}}');
    return session;
  };

  it('[PC7] takes no event of another channel', () => {
    expect(subscribed().decode('{"push":{"channel":"$user:1","pub":{"offset":5,"data":"private"}}}')).toEqual([]);
  });

  it('[PC7] breaks when the server ends the subscription', () => {
    const push = { channel: 'lobby', unsubscribe: { code: 2500, reason: 'insufficient state' } };
    expect(() => subscribed().decode(JSON.stringify({ push }))).toThrow('Centrifugo ended the subscription, 2500');
  });

  it('[DL5] breaks at what is no JSON, and does not quote it', () => {
    expect(() => subscribed().decode('{"push":our secret}')).toThrow(/^a frame of the server is not JSON$/);
  });
});
