import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Consumer, installConsumer, installConsumerWithPeers } from '../consumer.js';
import { ALL, type Combination, titleOf, typeErrors } from '../type-check.js';

let alone: Consumer;
let withPeers: Consumer;
beforeAll(async () => {
  alone = await installConsumer();
  withPeers = await installConsumerWithPeers();
}, 600_000);
afterAll(() => Promise.all([alone?.remove(), withPeers?.remove()]));

const titled = (combinations: readonly Combination[]) => combinations.map((one) => [titleOf(one), one] as const);

it.each(titled(ALL))('types are right: %s', async (_, combination) => {
  expect(await typeErrors(alone, combination)).toEqual([]);
});

it.each(titled(ALL.filter(({ surroundings }) => surroundings === 'page')))(
  'types are right beside what entries are for: %s',
  async (_, combination) => {
    expect(withPeers.usable).toEqual(withPeers.entries);
    expect(await typeErrors(withPeers, combination)).toEqual([]);
  },
);
