import { expect, it } from 'vitest';
import { axeViolations } from './axe-violations.js';
import type { ChatPage } from './chat-page.js';
import { useStage } from './stage.js';

const stage = useStage();

const NARROW = { width: 360, height: 740 };
const SIZES = [{ width: 1280, height: 800 }, NARROW];

/** What axe finds wrong with what is there now, at each size. */
async function violations({ page }: ChatPage, sizes = SIZES): Promise<string[]> {
  const found: string[] = [];
  for (const size of sizes) {
    await page.setViewport(size);
    found.push(...(await axeViolations(page)).map((one) => `at ${size.width}, ${one}`));
  }
  return found;
}

/** On a narrow page: what is behind the button of the conversation. */
async function turn({ page }: ChatPage): Promise<void> {
  await page.setViewport(NARROW);
  await page.click('[aria-controls=inspection]');
}

it('axe finds no violation: logging in, choosing, open, waiting, failed, with the messages and with faults and chart', async () => {
  const gateway = await stage.faultyGateway();
  const page = await stage.open(gateway, {
    faults: gateway.faults,
    throttleMs: 0,
    firstMs: 0,
    baseMs: 60_000,
    maxMs: 60_000,
  });
  expect(await violations(page)).toEqual([]);
  await page.logIn('ana');
  expect(await violations(page)).toEqual([]);

  gateway.gateway.post('1', 'ben', 'Morning!');
  await page.select('1');
  await page.reaches('open');
  await page.say('Morning.');
  await page.shows(2);
  expect(await violations(page)).toEqual([]);
  await turn(page);
  expect(await violations(page, [NARROW])).toEqual([]);

  await gateway.change({ gateway: 'stopped' });
  await page.reaches('backoff', 2);
  expect(await violations(page, [NARROW])).toEqual([]);
  await turn(page);
  await page.say('Typed while it was away.');
  expect(await violations(page)).toEqual([]);

  await gateway.change({ gateway: 'running' });
  await page.page.click('section[data-state] button');
  await page.reaches('open');
  gateway.strike({ type: 'close', code: 4403, reason: 'not admitted' });
  await page.reaches('failed');
  expect(await violations(page)).toEqual([]);
  await turn(page);
  expect(await violations(page, [NARROW])).toEqual([]);
});
