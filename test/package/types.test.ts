import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Consumer, installConsumer } from './consumer.js';
import { type Combination, TSC_7, titleOf, typeErrors } from './type-check.js';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await installConsumer();
}, 600_000);
afterAll(() => consumer?.remove());

/** They differ in everything. */
const COMBINATIONS: readonly Combination[] = [
  { surroundings: 'bare', resolution: 'nodenext', isExact: false },
  { surroundings: 'page', resolution: 'bundler', isExact: true },
];

it.each(COMBINATIONS.map((one) => [titleOf(one), one] as const))(
  'types are right for TypeScript 7: %s',
  async (_, combination) => {
    expect(await typeErrors(consumer, combination, TSC_7)).toEqual([]);
  },
  120_000,
);
