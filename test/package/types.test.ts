import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Consumer, installConsumer } from './consumer.js';
import { FOR_EVERY_RUN, titleOf, typeErrors } from './type-check.js';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await installConsumer();
}, 600_000);
afterAll(() => consumer?.remove());

it.each(FOR_EVERY_RUN.map((one) => [titleOf(one), one] as const))(
  'types are right: %s',
  async (_, combination) => {
    expect(await typeErrors(consumer, combination)).toEqual([]);
  },
  120_000,
);
