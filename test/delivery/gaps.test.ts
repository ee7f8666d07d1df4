import { describe, expect, it } from 'vitest';
import type { Cursor } from '../../src/delivery/index.js';
import type { EventFrame } from '../../src/domain/delivery-frames.js';
import { type Script, scriptedClient, welcomeFor, welcomes } from './scripted-client.js';
import { CHAT, createWorld } from './world.js';

const event = (seq: number, tag = `t${seq}`): EventFrame => ({ t: 'event', seq, tag, from: null, d: seq });
const START: Cursor = { epoch: 'e', seq: 0, tag: null };

/** Welcomes, and sends these events on the first connection, these on the second, and so on; on more, as on the last. */
const sending =
  (...events: readonly (readonly EventFrame[])[]): Script =>
  (frame, server) => {
    welcomes(frame, server);
    if (frame.t === 'hello') for (const one of events[server.connection] ?? events.at(-1) ?? []) server.sends(one);
  };

describe('an event that does not follow the one before it', () => {
  it('[PC7] makes the client give the connection up, and ask for what follows its cursor', async () => {
    const client = scriptedClient(sending([event(1), event(3)], [event(2), event(3)]));
    await client.connect();
    await client.settle(60_000);
    expect(client.hellos().map(({ cursor }) => cursor)).toEqual([null, { epoch: 'e', seq: 1, tag: 't1' }]);
    expect(client.seen.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(client.gaps).toEqual(['new']);
  });

  it('[PC7] is a gap if it comes again before an event was delivered, and delivery goes on from it', async () => {
    const client = scriptedClient(sending([event(2)], [event(2), event(3)]));
    await client.connect();
    await client.settle(60_000);
    expect(client.gaps).toEqual(['new', 'diverged']);
    expect(client.seen.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(client.gateway.sockets.length).toBe(2);
    expect(client.chat.getSnapshot()).toMatchObject({ link: 'live', cursor: { epoch: 'e', seq: 3, tag: 't3' } });
  });

  it('[PC7, PC8] is told as a gap before it is delivered', async () => {
    const client = scriptedClient(sending([event(2)]));
    const told: string[] = [];
    client.chat.on('message', ({ seq }) => told.push(`event ${seq}`));
    client.chat.on('gap', ({ why }) => told.push(`gap ${why}`));
    await client.connect();
    await client.settle(60_000);
    expect(told).toEqual(['gap new', 'gap diverged', 'event 2']);
  });

  it('[PC7] is no gap if an event was delivered since the last one', async () => {
    const client = scriptedClient(sending([event(2)], [event(1), event(3)], [event(2), event(3)]));
    await client.connect();
    await client.settle(60_000);
    expect(client.gateway.sockets.length).toBe(3);
    expect(client.seen.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(client.gaps).toEqual(['new']);
  });

  it('[PC7, PC8] is a gap for the snapshot to settle, from whose cursor on events come', async () => {
    const asked: string[] = [];
    const client = scriptedClient(
      (frame, server) => {
        welcomes(frame, server);
        if (frame.t !== 'hello') return;
        const isSettled = frame.cursor?.seq === 3;
        for (const one of isSettled ? [event(4)] : [event(2), event(3)]) server.sends(one);
      },
      {
        snapshot: async ({ why }) => {
          asked.push(why);
          return why === 'new' ? START : { epoch: 'e', seq: 3, tag: 't3' };
        },
      },
    );
    await client.connect();
    await client.settle(60_000);
    expect(asked).toEqual(['new', 'diverged']);
    expect(client.gaps).toEqual([]);
    expect(client.seen.map(({ seq }) => seq)).toEqual([4]);
    expect(client.chat.getSnapshot()).toMatchObject({ link: 'live', cursor: { seq: 4 } });
  });

  it('[PC7] is one with another tag at the cursor too', async () => {
    const client = scriptedClient(sending([event(1), event(1, 'x1')], [event(1, 'x1'), event(2, 'x2')]));
    await client.connect();
    await client.settle(60_000);
    expect(client.gateway.sockets.length).toBe(2);
    expect(client.gaps).toEqual(['new', 'diverged']);
    expect(client.seen.map(({ tag }) => tag)).toEqual(['t1', 'x1', 'x2']);
  });

  it('[PC7] is counted once, however many came while the snapshot was taken', async () => {
    let answer: (cursor: Cursor) => void = () => undefined;
    let asked = 0;
    const client = scriptedClient(sending([event(2), event(3), event(4)], [event(1), event(2), event(3), event(4)]), {
      snapshot: () => {
        asked += 1;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    });
    await client.connect();
    answer(START);
    await client.settle(30_000);
    expect(asked).toBe(1);
    expect(client.seen.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });
});

describe('a listener', () => {
  it.each<[what: string, hasSnapshot: boolean, cursors: readonly unknown[]]>([
    ['after a snapshot', true, [START, { epoch: 'e', seq: 1, tag: 't1' }]],
    [
      'after a hole',
      false,
      [
        { epoch: 'e', seq: 1, tag: null },
        { epoch: 'e', seq: 2, tag: 't2' },
      ],
    ],
  ])('[PC7, PC8] finds in the snapshot what its event comes after: %s', async (_, hasSnapshot, cursors) => {
    let answer: (cursor: Cursor) => void = () => undefined;
    const snapshot = () =>
      new Promise<Cursor>((resolve) => {
        answer = resolve;
      });
    const events = hasSnapshot ? [event(1), event(2)] : [event(2), event(3)];
    const client = scriptedClient(sending(events), hasSnapshot ? { snapshot } : {});
    const found: unknown[] = [];
    client.chat.subscribe(() => undefined);
    client.chat.on('message', () => found.push(client.chat.getSnapshot().cursor));
    await client.connect();
    answer(START);
    await client.settle(60_000);
    expect(found).toEqual(cursors);
  });

  it('[PC8] finds in the snapshot from where delivery goes on after a gap', async () => {
    const client = scriptedClient((frame, server) => {
      if (frame.t === 'hello') server.sends(welcomeFor(frame, { head: 4, tag: 't4' }));
    });
    const found: unknown[] = [];
    client.chat.subscribe(() => undefined);
    client.chat.on('gap', () => found.push(client.chat.getSnapshot().cursor));
    await client.connect();
    expect(found).toEqual([{ epoch: 'e', seq: 4, tag: 't4' }]);
  });
});

describe('an event that was seen', () => {
  it('[PC7] is dropped', async () => {
    const client = scriptedClient(sending([event(1), event(2), event(2), event(1), event(3)]));
    await client.connect();
    await client.settle(60_000);
    expect(client.seen.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(client.gateway.sockets.length).toBe(1);
  });
});

describe('what comes before the welcome', () => {
  it('[PC9] counts for nothing, whatever it is', async () => {
    const client = scriptedClient((frame, server) => {
      if (frame.t !== 'hello') return;
      for (const { id } of frame.senders) {
        server.sends({ t: 'ack', s: id, n: 1, seq: 1 });
        server.sends({ t: 'nack', s: id, n: 1, code: 'too-long' });
      }
      server.sends({ t: 'brief', from: null, d: 'typing' });
      server.sends(event(1, 'x1'));
      server.sends(welcomeFor(frame));
      server.sends(event(1));
    });
    const briefs: unknown[] = [];
    client.chat.on('brief', ({ data }) => briefs.push(data));
    const receipt = client.chat.send('x');
    await client.connect();
    expect(client.hellos()[0]?.senders.length).toBe(1);
    expect([receipt.status, briefs]).toEqual(['sent', []]);
    expect(client.seen.map(({ tag }) => tag)).toEqual(['t1']);
    expect(client.gateway.sockets.length).toBe(1);
  });

  it('[PS1, PC9] is all that a welcome is for: one that no hello asked for changes nothing', async () => {
    const client = scriptedClient((frame, server) => {
      if (frame.t !== 'hello') return;
      server.sends(welcomeFor(frame));
      server.sends(event(1));
      server.sends(welcomeFor(frame, { epoch: 'other', head: 9, tag: 't9', resume: 'gap', why: 'epoch' }));
      server.sends(event(2));
    });
    await client.connect();
    expect(client.gaps).toEqual(['new']);
    expect(client.seen.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(client.chat.getSnapshot()).toMatchObject({ cursor: { epoch: 'e', seq: 2, tag: 't2' }, behind: 0 });
  });
});

describe('a snapshot', () => {
  it('[PC8] that is no cursor is asked for again', async () => {
    let asked = 0;
    const client = scriptedClient(
      (frame, server) => {
        if (frame.t === 'hello') server.sends(welcomeFor(frame));
      },
      {
        snapshot: async () => {
          asked += 1;
          return asked === 1 ? (undefined as unknown as Cursor) : START;
        },
      },
    );
    await client.connect();
    await client.settle(60_000);
    expect(client.hellos().map(({ cursor }) => cursor)).toEqual([null, null]);
    expect(asked).toBe(2);
    expect(client.chat.getSnapshot().link).toBe('live');
  });

  it('[PC8] fails in silence when the delivery is disposed of', async () => {
    const client = scriptedClient(welcomes, {
      snapshot: ({ signal }) =>
        new Promise((_, reject) => {
          (signal as AbortSignal).addEventListener('abort', () => reject(new Error('aborted')));
        }),
    });
    await client.connect();
    client.delivery.dispose();
    await client.settle(10);
    expect(client.warnings).toEqual([]);
  });

  it('[PC8, DL3] has what commit rejected, which is not given again', async () => {
    const { client, settle, server } = createWorld();
    const published: unknown[] = [];
    let state: readonly unknown[] = [];
    let isDiskFull = true;
    const ada = client({
      commit: async (events) => {
        if (isDiskFull) throw new Error('the disk is full');
        state = [...state, ...events.map(({ data }) => data)];
      },
      snapshot: async () => {
        const cursor = await server.cursor(CHAT);
        state = [...published];
        return cursor;
      },
    });
    const publish = async (data: string) => {
      published.push(data);
      await server.publish(CHAT, data);
    };
    ada.delivery.connections.select(CHAT);
    await settle(1_000);
    await publish('a');
    await settle(10);
    isDiskFull = false;
    ada.gateway.latest().peer.drops();
    for (const data of ['b', 'c']) await publish(data);
    await server.trim(CHAT, { keep: 1 });
    await settle(60_000);
    await publish('d');
    await settle(10);
    expect(state).toEqual(['a', 'b', 'c', 'd']);
  });
});
