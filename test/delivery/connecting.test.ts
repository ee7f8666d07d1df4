import { describe, expect, it } from 'vitest';
import { OPEN } from '../../src/contract/web-socket.js';
import { type DeliveryCodec, jsonCodec, type Outbox } from '../../src/delivery/index.js';
import { memoryOutbox } from '../../src/delivery/memory-outbox.js';
import { refuses } from '../../src/testing/index.js';
import {
  acknowledges,
  latch,
  scriptedClient,
  sharedOutbox,
  slowToSettle,
  unheardRejections,
  welcomeFor,
  welcomes,
} from './scripted-client.js';

describe('a server that welcomes, and acknowledges nothing', () => {
  it.each([10_000, 70_000])(
    '[DL1, PC6] keeps a chat connected for drainMs only, with ackTimeoutMs %i',
    async (ackTimeoutMs) => {
      const client = scriptedClient(welcomes, { ackTimeoutMs });
      client.chat.send('x');
      await client.settle(10_000);
      expect(client.connection.getSnapshot().wanted).toBe(true);
      await client.settle(130_000);
      expect(client.connection.getSnapshot().wanted).toBe(false);
    },
  );

  it('[DL1] keeps a chat connected for drainMs only, though it acknowledges what nobody sent', async () => {
    let answers = 0;
    const client = scriptedClient(
      (frame, server) => {
        welcomes(frame, server);
        const answersForEver = () => {
          answers += 1;
          server.sends({ t: 'ack', s: 'nobody', n: 1, seq: null });
          if (server.peer.readyState === OPEN) server.peer.after(1_000, answersForEver);
        };
        if (frame.t === 'msg') answersForEver();
      },
      { ackTimeoutMs: 1_000_000, drainMs: 30_000 },
    );
    client.chat.send('x');
    await client.settle(100_000);
    expect(answers).toBeGreaterThan(10);
    expect(client.connection.getSnapshot().wanted).toBe(false);
  });

  it('[DL1, PC8] keeps no other chat waiting while there is no snapshot', async () => {
    const client = scriptedClient(
      (frame, server) => {
        if (frame.t === 'hello') server.sends(welcomeFor(frame, { resume: 'gap', why: 'new' }));
        else acknowledges(frame, server);
      },
      {
        snapshot: async ({ chatId }) => {
          if (chatId === 'd') return { epoch: 'e', seq: 0, tag: null };
          await new Promise<void>((resolve) => client.clock.setTimeout(resolve, 65_000));
          throw new Error('the backend is away');
        },
      },
    );
    for (const id of ['a', 'b', 'c']) client.delivery.get(id).send('bad');
    const good = client.delivery.get('d').send('good');
    await client.settle(180_000);
    expect(good.status).toBe('acked');
  });
});

describe('a first hello', () => {
  it('[PC6, PC9] has its time from when it is said, however long auth takes before', async () => {
    const client = scriptedClient(acknowledges, {
      ackTimeoutMs: 1_000,
      auth: () => new Promise((resolve) => client.clock.setTimeout(() => resolve('a-token'), 2_000)),
    });
    await client.connect();
    await client.settle(2_000);
    expect([client.chat.getSnapshot().link, client.gateway.sockets.length]).toEqual(['live', 1]);
  });
});

describe('a hello that is said again', () => {
  it('[PC9] does no harm to a later connection if its auth fails late', async () => {
    const { outbox, findsMessage } = sharedOutbox();
    const answer = latch();
    let asked = 0;
    const client = scriptedClient(acknowledges, {
      outbox,
      auth: async () => {
        asked += 1;
        if (asked !== 2) return 'a-token';
        await answer.released;
        throw new Error('late');
      },
    });
    await client.connect();
    findsMessage('x');
    await client.settle(10);
    expect(asked).toBe(2);
    client.gateway.latest().peer.drops();
    await client.settle(30_000);
    expect(client.chat.getSnapshot().link).toBe('live');
    const sockets = client.gateway.sockets.length;
    answer.release();
    await client.settle(30_000);
    expect(client.gateway.sockets.length).toBe(sockets);
  });

  it('[PC6, PC9] gives the connection up if its auth does not come', async () => {
    const { outbox, findsMessage } = sharedOutbox();
    let asked = 0;
    const client = scriptedClient(acknowledges, {
      outbox,
      auth: () => {
        asked += 1;
        return asked === 2 ? latch().released : 'a-token';
      },
    });
    await client.connect();
    findsMessage('x');
    await client.settle(60_000);
    expect(client.chat.getSnapshot()).toMatchObject({ link: 'live', pending: [] });
    expect(client.gateway.sockets.length).toBe(2);
  });

  it('[PC6, PC9] gives the connection up if the server does not answer it', async () => {
    const { outbox, findsMessage } = sharedOutbox();
    let hellos = 0;
    const client = scriptedClient(
      (frame, server) => {
        if (frame.t === 'hello') hellos += 1;
        if (frame.t !== 'hello' || hellos !== 2) acknowledges(frame, server);
      },
      { outbox },
    );
    await client.connect();
    findsMessage('x');
    await client.settle(60_000);
    expect(client.chat.getSnapshot()).toMatchObject({ link: 'live', pending: [] });
    expect(client.gateway.sockets.length).toBe(2);
  });
});

describe('storage that does not answer', () => {
  it('[PC7, DL4] keeps no events away though it never opens', async () => {
    const opened = latch();
    const outbox: Outbox = {
      async open() {
        await opened.released;
        return memoryOutbox().open();
      },
    };
    const client = scriptedClient(acknowledges, { outbox });
    const receipt = client.chat.send('x');
    await client.connect();
    await client.settle(60_000);
    expect([client.chat.getSnapshot().link, receipt.status]).toEqual(['live', 'pending']);
    opened.release();
    await client.settle(1_000);
    expect(receipt.status).toBe('acked');
  });

  it('[PC2] delays no hello for good', async () => {
    const { outbox } = slowToSettle();
    const client = scriptedClient(welcomes, { outbox });
    client.gateway.behaveOnce(refuses());
    client.chat.send('x');
    await client.settle(60_000);
    expect(client.chat.getSnapshot().link).toBe('live');
  });
});

describe('a socket that has too much to send', () => {
  it('[DL1, PC3] is given a message later, though nothing else happens', async () => {
    const client = scriptedClient(acknowledges);
    await client.connect();
    const { peer } = client.gateway.latest();
    peer.stopsReading();
    for (let count = 0; count < 30; count += 1) client.chat.sendBrief('x'.repeat(10_000));
    const receipt = client.chat.send('x');
    await client.settle(1_000);
    expect(receipt.status).toBe('stored');
    peer.reads();
    await client.settle(30_000);
    expect([receipt.status, client.gateway.sockets.length]).toEqual(['acked', 1]);
  });
});

describe('a socket that throws', () => {
  it('[PC3] costs no message', async () => {
    const client = scriptedClient(acknowledges);
    await client.connect();
    const socket = client.gateway.latest();
    const send = socket.send.bind(socket);
    let hasThrown = false;
    socket.send = (data) => {
      if (hasThrown || !String(data).includes('"msg"')) return send(data);
      hasThrown = true;
      throw new Error('no');
    };
    const rejections = await unheardRejections(async () => {
      const one = client.chat.send('one');
      await client.settle(100);
      const two = client.chat.send('two');
      await client.settle(60_000);
      client.gateway.open[0]?.peer.drops();
      await client.settle(60_000);
      expect([hasThrown, one.status, two.status]).toEqual([true, 'acked', 'acked']);
    });
    expect(rejections).toEqual([]);
  });
});

describe('a codec that throws amid several messages', () => {
  it('[PC3, PC4] costs none: what was sent before is sent again, on the next connection', async () => {
    let throws = 1;
    const codec: DeliveryCodec = {
      ...jsonCodec,
      connect: (chatId) => {
        const session = jsonCodec.connect(chatId);
        return {
          ...session,
          encode: (frame) => {
            if (frame.t === 'msg' && frame.d === 'two' && throws > 0) {
              throws -= 1;
              throw new Error('no');
            }
            return session.encode(frame);
          },
        };
      },
    };
    const client = scriptedClient(acknowledges, { codec });
    await client.connect();
    const [one, two] = [client.chat.send('one'), client.chat.send('two')];
    await client.settle(5_000);
    expect([throws, one.status, two.status]).toEqual([0, 'acked', 'acked']);
    expect(client.messages().map(({ d, connection }) => [connection, d])).toEqual([
      [0, 'one'],
      [1, 'one'],
      [1, 'two'],
    ]);
  });
});

describe('an acknowledgement', () => {
  it('[PS6] tells where its own message is in the log, and not where those before it are', async () => {
    const client = scriptedClient((frame, server) => {
      welcomes(frame, server);
      if (frame.t === 'msg' && frame.n === 2) server.sends({ t: 'ack', s: frame.s, n: 2, seq: 2 });
    });
    await client.connect();
    const [one, two] = [client.chat.send(1), client.chat.send(2)];
    await client.settle(1_000);
    expect([await one.settled, await two.settled]).toEqual([
      { id: one.id, status: 'acked', seq: null },
      { id: two.id, status: 'acked', seq: 2 },
    ]);
  });
});
