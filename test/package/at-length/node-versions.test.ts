import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeRuntime } from '../../engines/node-runtime.js';
import { type Consumer, installConsumer } from '../consumer.js';
import { TALKED, TALKS, talk } from '../talk.js';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await installConsumer();
}, 600_000);
afterAll(() => consumer?.remove());

const RUNS = [20, 22, 24].flatMap((major) => TALKS.map((program) => [major, program] as const));

it.each(RUNS)('on Node %i the program %s talks to the gateway, and ends by itself', async (major, program) => {
  const { result, isNative } = await talk(consumer, program, nodeRuntime(major));
  expect(result).toEqual(TALKED);
  expect(isNative).toBe(major >= 22);
});
