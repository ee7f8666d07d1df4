import { describe, expect, test } from 'vitest';
import { Outgoing } from '../../src/chat/outgoing.js';
import type { SendableData, WebSocketLike } from '../../src/contract/web-socket.js';
import { createVirtualClock } from '../../src/testing/index.js';

const KIB = 1024;
const BOUNDS = { maxMessages: 10, maxBytes: 100, ttlMs: 30_000 };

/** An open socket that says what its platform says, and takes what does not begin with `bad`. */
const createSocket = (says: { readyState?: number; bufferedAmount?: unknown } = {}) => {
  const sent: SendableData[] = [];
  const socket = {
    readyState: 1,
    bufferedAmount: 0 as unknown,
    binaryType: 'arraybuffer',
    ...says,
    send(data: SendableData) {
      if (String(data).startsWith('bad')) throw new TypeError(`${data} is refused`);
      sent.push(data);
    },
    close: () => undefined,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  return { socket: socket as typeof socket & WebSocketLike, sent };
};

const start = (bounds: typeof BOUNDS | null = BOUNDS) => {
  const clock = createVirtualClock();
  const told: unknown[] = [];
  const outgoing = new Outgoing(clock, bounds, {
    sent: ({ id }) => told.push(`sent ${id}`),
    undelivered: (messages, reason, error) =>
      told.push([reason, ...messages.map(({ id }) => id), ...(error instanceof Error ? [error.message] : [])]),
    lengthChanged: () => told.push('length'),
  });
  let id = 0;
  return {
    clock,
    outgoing,
    /** What the observer was told since this was last asked. */
    told: () => told.splice(0),
    enqueue: (...all: SendableData[]) =>
      all.map((data) => {
        id += 1;
        return outgoing.enqueue({ id, data });
      }),
    attach: (socket: WebSocketLike) => {
      let closings = 0;
      const foundClosing = () => {
        closings += 1;
      };
      outgoing.attach(socket, { foundClosing, sent: () => undefined });
      return () => closings;
    },
  };
};

describe('what is handed to a socket', () => {
  test.each([
    ['0', 0, true],
    ['256 KiB', 256 * KIB, true],
    ['more', 256 * KIB + 1, false],
    ['infinitely much', Number.POSITIVE_INFINITY, false],
    ['nothing', undefined, true],
    ['null', null, true],
    ['NaN', Number.NaN, true],
    ['a string', '999999999', true],
    ['a bigint', 999_999_999n, true],
  ])(
    '[SD2] where its platform says that %s waits in it: what is no number counts as 0',
    (_, bufferedAmount, isTaken) => {
      const { outgoing, enqueue, attach } = start();
      const { socket, sent } = createSocket({ bufferedAmount });
      enqueue('queued');
      attach(socket);
      outgoing.drain();
      const direct = outgoing.sendNow('direct');
      expect([sent, direct, outgoing.length]).toEqual(isTaken ? [['queued', 'direct'], true, 0] : [[], false, 1]);
    },
  );

  test('[SD1] without a socket is nothing', () => {
    const { outgoing } = start();
    expect(outgoing.sendNow('early')).toBe(false);
  });

  test('[SD1] directly is what was given, and what the socket throws is thrown', () => {
    const { outgoing, attach, told } = start();
    const { socket, sent } = createSocket();
    attach(socket);
    const bytes = new Uint8Array([1, 2]);
    outgoing.sendNow(bytes);
    expect(sent[0]).toBe(bytes);
    expect(() => outgoing.sendNow('bad')).toThrow(new TypeError('bad is refused'));
    expect(told()).toEqual([]);
  });

  test.each([0, 2, 3])('[SD1] in readyState %d is nothing, and who attached it hears of it', (readyState) => {
    const { outgoing, enqueue, attach } = start();
    const { socket, sent } = createSocket({ readyState });
    const closings = attach(socket);
    const direct = outgoing.sendNow('direct');
    const afterDirect = closings();
    enqueue('queued');
    // What waits behind others asks nothing of the socket.
    outgoing.sendNow('behind');
    const behind = closings();
    outgoing.drain();
    expect({ direct, afterDirect, behind, afterDrain: closings(), sent }).toEqual({
      direct: false,
      afterDirect: 1,
      behind: 1,
      afterDrain: 2,
      sent: [],
    });
  });

  test('[SD2] is nothing any more once it is detached', () => {
    const { outgoing, enqueue, attach, clock } = start();
    const { socket, sent } = createSocket({ readyState: 2 });
    const closings = attach(socket);
    enqueue('queued');
    const whileAttached = clock.pending.length;
    outgoing.detach();
    const detached = clock.pending.length;
    outgoing.drain();
    clock.advance(1_000);
    expect({ closings: closings(), sent, whileAttached, detached, pending: clock.pending.length }).toEqual({
      closings: 0,
      sent: [],
      whileAttached: 2,
      detached: 1,
      pending: 1,
    });
  });
});

describe('the queue', () => {
  test('[SD3] goes on behind a message that the socket refuses, which is reported at once and in its turn', () => {
    const { outgoing, enqueue, attach, told, clock } = start();
    const { socket, sent } = createSocket();
    enqueue('one', 'bad', 'three', 'bad too');
    told();
    attach(socket);
    outgoing.drain();
    expect({ sent, told: told(), pending: clock.pending }).toEqual({
      sent: ['one', 'three'],
      told: ['sent 1', ['refused', 2, 'bad is refused'], 'sent 3', ['refused', 4, 'bad too is refused'], 'length'],
      pending: [],
    });
  });

  test('[SD3] hands over nothing whose time is up, though no timer has fired', () => {
    const { outgoing, enqueue, attach, told, clock } = start();
    const { socket, sent } = createSocket();
    enqueue('old', 'old too');
    clock.shiftWall(29_999);
    enqueue('new');
    clock.shiftWall(1);
    told();
    attach(socket);
    outgoing.drain();
    expect({ sent, told: told() }).toEqual({ sent: ['new'], told: [['expired', 1, 2], 'sent 3', 'length'] });
  });

  test('[SD3] asks each message for its own time, also where the wall clock was set between', () => {
    const { outgoing, enqueue, attach, told, clock } = start();
    const { socket, sent } = createSocket();
    enqueue('before');
    clock.shiftWall(-3_600_000);
    enqueue('between');
    clock.shiftWall(3_600_000);
    told();
    attach(socket);
    outgoing.drain();
    expect({ sent, told: told() }).toEqual({ sent: ['before'], told: ['sent 1', ['expired', 2], 'length'] });
  });

  test('[SD1, SD3] makes room of what has expired', () => {
    const { enqueue, told, clock } = start({ ...BOUNDS, maxMessages: 1 });
    const before = enqueue('old', 'too many');
    clock.shiftWall(30_000);
    told();
    expect([before, enqueue('new'), told()]).toEqual([
      [null, 'queue-full'],
      [null],
      [['expired', 1], 'length', 'length'],
    ]);
  });

  test('[SD1] is none without bounds', () => {
    const { outgoing, enqueue, told, clock } = start(null);
    outgoing.abandon('released');
    expect([enqueue('x'), outgoing.length, told(), clock.pending]).toEqual([['queue-off'], 0, [], []]);
  });

  test('[SD2] tells its length when it has changed, and only then', () => {
    const { outgoing, enqueue, attach, told, clock } = start();
    attach(createSocket({ bufferedAmount: 300 * KIB }).socket);
    const refused = [enqueue('x'.repeat(101)), told()];
    outgoing.drain();
    outgoing.abandon('failed');
    const empty = told();
    enqueue('waits');
    const queued = told();
    clock.advance(29_999);
    const meanwhile = told();
    clock.advance(1);
    expect({ refused, empty, queued, meanwhile, expired: told() }).toEqual({
      refused: [['too-large'], []],
      empty: [],
      queued: ['length'],
      meanwhile: [],
      expired: [['expired', 2], 'length'],
    });
  });

  test('[SD3] expires at its time after the wall clock was set back', () => {
    const { enqueue, told, clock } = start();
    clock.advance(5_000);
    enqueue('waits');
    clock.shiftWall(-3_600_000);
    told();
    clock.advance(29_999);
    const before = told();
    clock.advance(1);
    expect([before, told(), clock.pending]).toEqual([[], [['expired', 1], 'length'], []]);
  });
});
