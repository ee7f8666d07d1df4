import { describe, expect, test } from 'vitest';
import { memoryOutbox } from '../../src/delivery/memory-outbox.js';
import { outboxContract } from './outbox-contract.js';

describe('the outbox in memory', () => {
  test.each(outboxContract)('$title', async ({ observe, expected }) => {
    expect(await observe(await memoryOutbox().open())).toEqual(expected);
  });

  test('says that nothing survives a reload', async () => {
    expect((await memoryOutbox().open()).storage).toBe('memory');
  });

  test('finds nothing of another, also of one that was closed', async () => {
    const outbox = memoryOutbox();
    const first = await outbox.open();
    await first.add('7', 's', [{ id: 'a', data: 1 }]);
    first.close();
    const second = await outbox.open();
    const told: unknown[] = [];
    second.onFound((senders) => told.push(senders));
    second.onTaken((senders) => told.push(senders));
    expect([told, await second.add('7', 's', [{ id: 'b', data: 2 }])]).toEqual([[], 1]);
  });

  test('[PC1] answers without a timer, so that a message can be sent in the task that gave it', async () => {
    const outbox = await memoryOutbox().open();
    const order: string[] = [];
    const task = new Promise<void>((resolve) => setImmediate(() => resolve(void order.push('a task'))));
    await outbox.add('7', 's', [{ id: 'a', data: 1 }]).then(() => order.push('added'));
    await outbox.settle('s', 1).then(() => order.push('settled'));
    await task;
    expect(order).toEqual(['added', 'settled', 'a task']);
  });
});
