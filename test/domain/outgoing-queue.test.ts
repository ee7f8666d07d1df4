import { describe, expect, test } from 'vitest';
import { OutgoingQueue } from '../../src/domain/outgoing-queue.js';

const bounds = { maxMessages: 3, maxBytes: 10, ttlMs: 100 };
const moment = (at: number, wallAt = at) => ({ at, wallAt });
const message = (id: number, expiresAt = moment(100), bytes = 1) => ({ id, data: `m${id}`, bytes, expiresAt });

const queueOf = (...messages: ReturnType<typeof message>[]) => {
  const queue = new OutgoingQueue<string>();
  for (const each of messages) queue.push(each);
  return queue;
};
const idsOf = (messages: readonly { readonly id: number }[]) => messages.map(({ id }) => id);

describe('OutgoingQueue', () => {
  test('[SD2] gives the messages in order', () => {
    const [first, second] = [message(1), message(2)];
    const queue = queueOf(first, second);
    expect([
      queue.length,
      queue.peek(),
      queue.shift(),
      queue.shift(),
      queue.shift(),
      queue.peek(),
      queue.length,
    ]).toEqual([2, first, first, second, undefined, undefined, 0]);
  });

  test('[SD2] keeps the order while messages come and go', () => {
    const queue = queueOf();
    const taken: (number | undefined)[] = [];
    for (let id = 0; id < 300; id += 1) {
      queue.push(message(id));
      if (id % 3 !== 0) taken.push(queue.shift()?.id);
    }
    while (queue.length > 0) taken.push(queue.shift()?.id);
    expect(taken).toEqual(Array.from({ length: 300 }, (_, id) => id));
  });

  test('[SD2] takes messages again after the last one has left', () => {
    const queue = queueOf(message(1), message(2));
    queue.takeAll();
    queue.push(message(3));
    queue.push(message(4));
    expect([queue.length, idsOf(queue.takeAll())]).toEqual([2, [3, 4]]);
  });

  test('[SD1] refuses what exceeds the bounds, and takes again after a message has left', () => {
    const queue = queueOf();
    const refusals = () => [1, 4, 5, 10, 11].map((bytes) => queue.refusal(bytes, bounds));
    expect(refusals()).toEqual([null, null, null, null, 'too-large']);
    queue.push(message(1, moment(100), 6));
    expect(refusals()).toEqual([null, null, 'queue-full', 'queue-full', 'too-large']);
    queue.push(message(2));
    queue.push(message(3));
    expect([...refusals(), queue.refusal(0, bounds)]).toEqual([
      ...Array(4).fill('queue-full'),
      'too-large',
      'queue-full',
    ]);
    queue.shift();
    expect(refusals()).toEqual([null, null, null, 'queue-full', 'too-large']);
  });

  test('[SD3] gives up the messages whose time is up, and no others', () => {
    const queue = queueOf(message(1), message(2), message(3, moment(101)));
    const taken = [99.9, 100, 100, 101, 1e9].map((at) => idsOf(queue.takeExpired(moment(at, 0))));
    expect([taken, queue.length, queue.refusal(10, bounds)]).toEqual([[[], [1, 2], [], [3], []], 0, null]);
  });

  test('[SD3] takes for up what is up by either clock', () => {
    const queue = queueOf(message(1, moment(100, 5_100)), message(2, moment(200, 5_200)));
    const taken = [moment(50, 5_099.9), moment(50, 5_100), moment(200, 0)].map((now) => idsOf(queue.takeExpired(now)));
    expect(taken).toEqual([[], [1], [2]]);
  });

  test('[SD3] gives up all of them', () => {
    const queue = queueOf(message(1), message(2, moment(103)));
    expect([idsOf(queue.takeAll()), queue.takeAll(), queue.length, queue.refusal(10, bounds)]).toEqual([
      [1, 2],
      [],
      0,
      null,
    ]);
  });
});
