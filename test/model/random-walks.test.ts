import { describe, expect, test } from 'vitest';
import type { ChatConnectionsOptions, Clock, PageSignals, WebSocketConstructor } from '../../src/index.js';
import { isInspectable } from '../support/engine-in-use.js';
import { explore } from './random-exploration.js';
import { searchOf } from './random-search.js';
import { Violation } from './walk-violation.js';
import type { Sabotage } from './walk-world.js';

const BUDGET_MS = 5_000;
const SELF_TEST_STEPS = 12;

describe('random walks over four chats', () => {
  test('[SE1, SE2, SE3, SE4, SE5, SE6, SE7, SE8, SE9, AT1, AT2, AT3, AT4, AT5, AT6, AT7] [RE1, RE3, RE4, RE5, RE7, RE8, GR1, GR2, GR3, LI1, LI2, LI4, PL1, PL2, PL3, PL4, ME1, ME2, ME3, SD1, SD2, SD3, EN1, EN2] hold at every step', async () => {
    const { walks, steps, edges, report } = await explore(searchOf(BUDGET_MS));
    const seen = isInspectable ? `${Object.keys(edges).length} edges of the chart` : 'on the engine without XState';
    process.stdout.write(`${walks} walks, ${steps} steps, ${seen}\n`);
    expect(report).toBe('');
    expect(walks).toBeGreaterThan(0);
  }, 120_000);
});

const broken = (name: keyof ChatConnectionsOptions, breakIt: (given: never) => unknown): Sabotage => ({
  options: (options) => ({ ...options, [name]: breakIt(options[name] as never) }),
});

/** What is broken, the rule that a walk must find broken, and in how many steps at most. */
const SABOTAGES: Record<string, readonly [Sabotage, readonly string[], number]> = {
  'a platform that makes two sockets of one': [
    broken(
      'WebSocket',
      (Given: WebSocketConstructor) =>
        class extends Given {
          constructor(url: string) {
            super(url);
            new Given(url);
          }
        },
    ),
    ['AT1', 'AT2'],
    2,
  ],
  'sockets that keep their listeners': [
    broken(
      'WebSocket',
      (Given: WebSocketConstructor) =>
        class extends Given {
          override removeEventListener() {}
        },
    ),
    ['LI4'],
    3,
  ],
  'a page that cannot be left': [
    broken('signals', (given: PageSignals) => ({
      ...given,
      subscribe: (fn: never) => {
        given.subscribe(fn);
        return () => undefined;
      },
    })),
    ['PL4'],
    3,
  ],
  'timers that nobody clears': [
    broken('clock', (given: Clock) => ({
      ...given,
      setTimeout: (fn: () => void, delayMs: number) => {
        given.setTimeout(() => undefined, delayMs);
        return given.setTimeout(fn, delayMs);
      },
    })),
    ['EN2', 'SE4'],
    3,
  ],
  'a throttle that is shorter than promised': [{ claims: { throttleMs: 90_000 } }, ['AT2'], 6],
  'more attempts than promised': [{ claims: { maxAttempts: -1 } }, ['RE1', 'snapshot'], 4],
  'fewer may linger than do': [{ claims: { maxLingering: -1 } }, ['SE4'], 5],
};

describe('random walks can fail', () => {
  test.each(Object.entries(SABOTAGES))(
    '%s is found, and shrinks to a few steps',
    async (_, [sabotage, rules, most]) => {
      const { counterexample, report } = await explore({
        budgetMs: 20_000,
        seed: 1,
        maxSteps: SELF_TEST_STEPS,
        sabotage,
      });
      const { error, walk } = counterexample ?? {};
      expect(error).toBeInstanceOf(Violation);
      expect(rules).toContain((error as Violation).rule);
      expect(walk?.steps.length, report).toBeLessThanOrEqual(most);
      expect(report).toMatch(/^Violation: \[.*\nWALK_SEED=1 WALK_PATH=[\d:]+\n/);
    },
    120_000,
  );
});
