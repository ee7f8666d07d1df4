import { describe, expect, test } from 'vitest';
import { OutgoingQueue } from '../../src/domain/outgoing-queue.js';

const bounds = { maxMessages: 3, maxBytes: 10, ttlMs: 100 };
const message = (id: number, bytes = 1) => ({ id, data: `m${id}`, bytes });
const queued = (id: number, expiresAt: number, bytes = 1) => ({ ...message(id, bytes), expiresAt });

describe('OutgoingQueue', () => {
  test('[SD2] gives the messages in order', () => {
    const queue = new OutgoingQueue<string>(bounds);
    queue.push(message(1), 0);
    queue.push(message(2), 5);
    expect([
      queue.length,
      queue.peek(),
      queue.shift(),
      queue.shift(),
      queue.shift(),
      queue.peek(),
      queue.length,
    ]).toEqual([2, queued(1, 100), queued(1, 100), queued(2, 105), undefined, undefined, 0]);
  });

  test('[SD2] keeps the order while messages come and go', () => {
    const queue = new OutgoingQueue<string>({ maxMessages: 1_000, maxBytes: 1_000, ttlMs: 100 });
    const taken: (number | undefined)[] = [];
    for (let id = 0; id < 300; id += 1) {
      queue.push(message(id), 0);
      if (id % 3 !== 0) taken.push(queue.shift()?.id);
    }
    while (queue.length > 0) taken.push(queue.shift()?.id);
    expect(taken).toEqual(Array.from({ length: 300 }, (_, id) => id));
  });

  test('[SD1] refuses what exceeds its bounds, and takes again after a message has left', () => {
    const queue = new OutgoingQueue<string>(bounds);
    const refusals = () => [1, 4, 5, 10, 11].map((bytes) => queue.refusal(bytes));
    expect(refusals()).toEqual([null, null, null, null, 'too-large']);
    queue.push(message(1, 6), 0);
    expect(refusals()).toEqual([null, null, 'queue-full', 'queue-full', 'too-large']);
    queue.push(message(2, 1), 0);
    queue.push(message(3, 1), 0);
    expect([...refusals(), queue.refusal(0)]).toEqual([...Array(4).fill('queue-full'), 'too-large', 'queue-full']);
    queue.shift();
    expect(refusals()).toEqual([null, null, null, 'queue-full', 'too-large']);
  });

  test('[SD3] gives up the messages whose time is up, and no others', () => {
    const queue = new OutgoingQueue<string>(bounds);
    expect(queue.nextExpiryAt).toBe(null);
    queue.push(message(1), 0);
    queue.push(message(2), 0);
    queue.push(message(3), 1);
    expect([queue.nextExpiryAt, queue.takeExpired(99.9), queue.takeExpired(100), queue.nextExpiryAt]).toEqual([
      100,
      [],
      [queued(1, 100), queued(2, 100)],
      101,
    ]);
    expect([queue.takeExpired(1e9), queue.length, queue.nextExpiryAt, queue.refusal(10)]).toEqual([
      [queued(3, 101)],
      0,
      null,
      null,
    ]);
  });

  test('[SD3] gives up all of them', () => {
    const queue = new OutgoingQueue<string>(bounds);
    queue.push(message(1), 0);
    queue.push(message(2), 3);
    expect([queue.takeAll(), queue.takeAll(), queue.length, queue.refusal(10)]).toEqual([
      [queued(1, 100), queued(2, 103)],
      [],
      0,
      null,
    ]);
  });
});
