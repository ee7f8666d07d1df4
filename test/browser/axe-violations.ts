import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'puppeteer-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds wrong with the page as it is now, in a light and in a dark colour scheme: the rule, where, and why. */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(AXE, 'utf8'));
  const found: string[] = [];
  for (const [scheme, asked] of [
    ['light', {}],
    // Colours are all that a scheme changes: these are the rules about them.
    ['dark', { runOnly: ['color-contrast', 'link-in-text-block'] }],
  ] as const) {
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    const violations = await page.evaluate(
      async (options) => {
        const { violations: all } = (await Reflect.get(window, 'axe').run(options)) as AxeResults;
        return all.map(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })));
      },
      { ...asked, resultTypes: ['violations'] },
    );
    for (const { id, target, failureSummary } of violations.flat()) {
      found.push(`${id}, ${scheme}: ${target.flat().join(' ')}: ${failureSummary}`);
    }
  }
  return found;
}
