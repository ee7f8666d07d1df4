import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as vitest from 'vitest';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ACTION_IDS, type ActionId } from '../../docs/playground/actions.js';
import { createPlayground } from '../../docs/playground/playground.js';
import { decodeSteps, MAX_MS, MAX_STEPS, type Step } from '../../docs/playground/steps.js';
import * as evenkeel from '../../src/index.js';
import * as testing from '../../src/testing/index.js';
import { checkBlocks } from '../docs/block-program.js';
import type { CodeBlock } from '../docs/code-blocks.js';
import { runBlock } from '../docs/run-block.js';

const NAIVE_SCRIPT = readFileSync(new URL('../browser/naive/faulty-chat.js', import.meta.url), 'utf8');

const begin = async (steps: readonly Step[] = []) => {
  const playground = await createPlayground(NAIVE_SCRIPT, steps);
  onTestFinished(playground.dispose);
  return playground;
};

const blockOf = (code: string): CodeBlock =>
  ({ page: 'docs/playground.md', line: 1, language: 'ts', code }) as CodeBlock;

/** Runs the code that a visitor copies; its `it` is run at once. */
const runCopied = async (code: string) => {
  const runs: Promise<void>[] = [];
  const modules: Record<string, unknown> = {
    evenkeel,
    'evenkeel/testing': testing,
    vitest: { ...vitest, it: (_title: string, fn: () => Promise<void>) => runs.push(fn()) },
  };
  await runBlock(blockOf(code), { globals: {}, load: async (name) => modules[name] });
  expect(runs.length).toBe(1);
  await runs[0];
};

const toFailed = async (playground: Awaited<ReturnType<typeof begin>>) => {
  let presses = 0;
  while (playground.view().snapshot.state !== 'failed') {
    await playground.advanceToNextTimer();
    presses += 1;
  }
  return presses;
};

describe('the playground', () => {
  it('connects when the chat is selected, and counts the sockets of both clients', async () => {
    const playground = await begin();
    await playground.act('select');
    await playground.advance(2_000);
    const { snapshot, sockets, naive, now } = playground.view();
    expect(snapshot).toMatchObject({ state: 'open', wanted: true });
    expect(sockets).toEqual({ constructed: 1, live: 1, mostAtOnce: 1 });
    expect(naive).toEqual({ state: 'open', sockets: { constructed: 3, live: 3, mostAtOnce: 3 } });
    expect(now).toBe(2_000);
  });

  it('[AT3] leads through ten refused attempts to `failed`, from timer to timer', async () => {
    const playground = await begin(['refuse', 'select']);
    const presses = await toFailed(playground);
    expect(presses).toBeLessThan(40);
    const { snapshot, sockets, naive, nextTimerMs } = playground.view();
    expect(snapshot).toMatchObject({ state: 'failed', failure: { reason: 'attempts-exhausted' } });
    expect(sockets.constructed).toBe(11);
    expect(naive.sockets.constructed).toBeGreaterThan(50);
    expect(nextTimerMs).toBeNull();
  });

  it('takes the time of a frozen page away', async () => {
    const playground = await begin(['select', 1_000, 'freeze']);
    await playground.advance(5_000);
    expect(playground.view()).toMatchObject({ now: 1_000, nextTimerMs: null });
    expect([...playground.view().possible]).toEqual(['resume']);
    await playground.act('resume');
    expect(playground.view().now).toBe(61_000);
    expect(playground.toText()).toBe('select.1000.freeze.resume');
  });

  it('shows of the log what the library said, with the time', async () => {
    const playground = await begin(['select', 500, 'drop', 100]);
    const { log } = playground.view();
    expect(log.map(({ at, level }) => [at, level])).toContainEqual([500, 'warn']);
    expect(log.every(({ text }) => text.includes('42'))).toBe(true);
  });

  it('ends at its bounds, and says so', async () => {
    const playground = await begin(['select']);
    await playground.advance(MAX_MS + 1);
    await playground.act('drop');
    expect(playground.view().isOver).toBe(true);
    expect(playground.toText()).toBe(`select.${MAX_MS}`);
  });
});

describe('the steps in an address', () => {
  it.each([
    ['an unknown word', 'select.unknown'],
    ['a negative time', 'select.-1'],
    ['a number in another notation', 'select.1e3'],
    ['a time that is too long', 'select.123456789'],
    [
      'too many steps',
      Array(MAX_STEPS + 1)
        .fill('drop')
        .join('.'),
    ],
  ])('are refused with %s', (_, text) => {
    expect(decodeSteps(text)).toBeNull();
  });

  it('may be none at all', () => {
    expect(decodeSteps('')).toEqual([]);
  });
});

describe('whatever is clicked', () => {
  /** Some time passes, then one of the possible actions is taken. */
  const click = fc.record({
    ms: fc.constantFrom(0, 0, 1, 20, 500, 2_000, 9_999, 40_000),
    choice: fc.nat(1_000),
  });

  it('is the same when it is replayed from the address, and passes as a test', async () => {
    const taken = new Set<ActionId>();
    await fc.assert(
      fc.asyncProperty(fc.array(click, { maxLength: 25 }), async (clicks) => {
        const playground = await createPlayground(NAIVE_SCRIPT);
        for (const { ms, choice } of clicks) {
          await playground.advance(ms);
          const possible = [...playground.view().possible];
          const id = possible[choice % possible.length] as ActionId;
          await playground.act(id);
          taken.add(id);
        }
        const again = await createPlayground(NAIVE_SCRIPT, decodeSteps(playground.toText()) ?? undefined);
        expect(again.view()).toEqual(playground.view());
        expect(again.toText()).toBe(playground.toText());
        await runCopied(playground.toTest());
        playground.dispose();
        again.dispose();
      }),
      { numRuns: 60, seed: 7 },
    );
    expect([...taken].sort()).toEqual([...ACTION_IDS].sort());
  });

  it('is a test that the compiler accepts', async () => {
    const playground = await begin();
    for (const id of ACTION_IDS) await playground.act(id);
    await playground.advance(1_500);
    const block = blockOf(playground.toTest());
    expect(checkBlocks([block], []).mistakesIn(block)).toEqual([]);
  });
});
