import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { OwnError } from './history-page.js';
import { type PageHappening, pageHappenings } from './page-happenings.js';
import { pageHistory } from './page-histories.js';
import { unheardRejections } from './scripted-client.js';

/** `HISTORY_RUNS=5000` looks longer, `HISTORY_SEED=…` looks elsewhere. */
const RUNS = Number(process.env['HISTORY_RUNS'] ?? 25);
const SEED = Number(process.env['HISTORY_SEED'] ?? 20261129);

/** What is settled cannot be stored; the page dies, and another finds messages that the server refused: rare by chance. */
const UNSETTLED: PageHappening[] = [
  { type: 'passes', ms: 700 },
  { type: 'is out of reach', page: 0 },
  { type: 'sends many', page: 0 },
  { type: 'storage', page: 0, mood: 'fails' },
  { type: 'is in reach', page: 0 },
  { type: 'passes', ms: 40_000 },
  { type: 'drops', page: 0 },
  { type: 'passes', ms: 40_000 },
  { type: 'dies', page: 0 },
  { type: 'passes', ms: 700 },
];

/** What is wrong after a history: what was reported counts too, if no callback of the application threw it. */
const wrongAfter = async (happenings: readonly PageHappening[]): Promise<readonly unknown[]> => {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  let violations: readonly string[] = [];
  const rejections = await unheardRejections(async () => {
    ({ violations } = await pageHistory(happenings));
  });
  const strange = [...rejections, ...reported.filter((error) => !(error instanceof OwnError))];
  return [...violations, ...strange.map((error) => (error instanceof Error ? error.stack : error))];
};

describe('pages that share storage, an application that does anything within callbacks, and a server that takes little', () => {
  it('[PC1, PC2, PC3, PC4, PC5, PC7, PC8, PC12, DL3, DL4, DL6, ME2] lose nothing, double nothing, and see the log', async () => {
    onTestFinished(() => void vi.unstubAllGlobals());
    await fc.assert(
      fc.asyncProperty(pageHappenings, async (happenings) => {
        expect(await wrongAfter(happenings)).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED, examples: [[UNSETTLED]] },
    );
  }, 3_600_000);
});
