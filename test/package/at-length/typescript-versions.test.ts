import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Consumer, installConsumer } from '../consumer.js';
import { typeErrors } from '../type-check.js';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await installConsumer();
}, 600_000);
afterAll(() => consumer?.remove());

/** The oldest that can: before 5.8 a CommonJS file may not import an ES module, which `nodenext` compiles too here. */
it.each([
  ['5.0.4', 'bundler'],
  ['5.8.3', 'nodenext'],
] as const)('types are right for TypeScript %s, %s', async (version, resolution) => {
  const tsc = { command: 'npx', args: ['-y', '-p', `typescript@${version}`, 'tsc'] };
  const combination = { surroundings: 'page', resolution, isExact: false } as const;
  expect(await typeErrors(consumer, combination, tsc)).toEqual([]);
});
