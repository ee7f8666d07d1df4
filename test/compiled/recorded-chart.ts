import type { ConnectionEvent, SocketInput } from '../../machines/connection.types.js';
import type { ConnectionPolicy } from '../../machines/index.js';
import type { InspectionObserver } from '../../src/contract/options.js';
import type { EngineFactory } from '../../src/engine/chart.js';
import { createSeededRandom, createVirtualClock } from '../../src/testing/index.js';

export type Figures = Omit<ConnectionPolicy, 'now' | 'wallNow' | 'random' | 'backoffMs'>;

/** What an engine did, in order; and where the chart is then. */
export interface Recorded {
  readonly done: readonly unknown[];
  readonly value: unknown;
  readonly context: unknown;
  readonly deadlines: readonly number[];
}

/**
 * A chart that an engine runs in a time of its own. Its socket answers some of what it is told at once, as the real one does, by
 * chance that the seed decides: the same for every engine that does the same.
 */
export const recordChart = (
  createEngine: EngineFactory,
  figures: Figures,
  seed: number,
  facts: readonly ConnectionEvent[],
  inspect?: InspectionObserver,
) => {
  const clock = createVirtualClock();
  const random = createSeededRandom(seed);
  const done: unknown[] = [];
  const policy: ConnectionPolicy = {
    ...figures,
    now: clock.now,
    wallNow: clock.wallNow,
    random: () => 0.5,
    backoffMs: (attempt) => 1_000 * attempt,
  };
  const tells: ((fact: ConnectionEvent) => void)[] = [];
  const startSession = (input: SocketInput, tell: (fact: ConnectionEvent) => void) => {
    tells.push(tell);
    done.push(['started', input]);
    return {
      obey: (command: object) => {
        done.push(command);
        const fact = facts[Math.floor(random() * facts.length * 2)];
        if (fact !== undefined) tell(fact);
      },
      end: () => void done.push('ended'),
    };
  };
  const run = createEngine(policy, startSession, clock, inspect);
  const chart = run('42', undefined, {
    noticed: (notice) => void done.push(notice),
    moved: () => undefined,
  });
  return {
    clock,
    send: chart.send.bind(chart),
    /** The first of its sockets says so: most often one that was left. */
    tellByFirst: (fact: ConnectionEvent) => tells[0]?.(fact),
    stop: () => chart.stop(),
    /** Since it was last asked. */
    record: (): Recorded => {
      const { value, context } = chart.position;
      return { done: done.splice(0), value, context, deadlines: clock.pending.map(({ at }) => at) };
    },
  };
};
