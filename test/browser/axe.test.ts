import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, it } from 'vitest';
import type { ChatPage } from './chat-page.js';
import { useStage } from './stage.js';

const stage = useStage();
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const NARROW = ['light', 'dark'].map((scheme) => ({ width: 360, height: 740, scheme }));
const LOOKS = [...['light', 'dark'].map((scheme) => ({ width: 1280, height: 800, scheme })), ...NARROW];

/** What axe finds wrong with what is there now, in each look: the rule, where, and what axe says of it. */
async function violations(chatPage: ChatPage, looks = LOOKS): Promise<string[]> {
  const { page } = chatPage;
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ path: AXE });
  const found: string[] = [];
  for (const { width, height, scheme } of looks) {
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    const results = (await page.evaluate('axe.run()')) as AxeResults;
    for (const { id, nodes } of results.violations) {
      for (const { target, failureSummary } of nodes) {
        found.push(`${id} at ${width}, ${scheme}: ${target.join(' ')}: ${failureSummary}`);
      }
    }
  }
  return found;
}

/** On a narrow page: what is behind the button of the conversation. */
async function turn({ page }: ChatPage): Promise<void> {
  await page.setViewport({ width: 360, height: 740 });
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
  expect(await violations(page, NARROW)).toEqual([]);

  await gateway.change({ gateway: 'stopped' });
  await page.reaches('backoff', 2);
  expect(await violations(page, NARROW)).toEqual([]);
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
  expect(await violations(page, NARROW)).toEqual([]);
});
