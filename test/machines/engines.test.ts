import { describe, expect, test } from 'vitest';
import { DEFAULT_FIGURES } from '../../machines/connection.policy.js';
import type { ConnectionEvent } from '../../machines/connection.types.js';
import { createCompiledEngine } from '../../src/engine/compiled-engine.js';
import { createXstateEngine } from '../../src/engine/xstate-engine.js';
import { createVirtualClock } from '../../src/testing/index.js';

const WANT = { type: 'chat.want', isOffline: false, isFrozen: false } as const;

const NO_OPTIONS = { greetingTimeoutMs: null, probeTimeoutMs: null, wakeTimeoutMs: null };
const ENGINES = { XState: createXstateEngine, 'the compiled table': createCompiledEngine };

describe.each(Object.entries(ENGINES))('a chart that %s runs', (_, createEngine) => {
  const startChart = () => {
    const clock = createVirtualClock();
    const sessions: { tell: (fact: ConnectionEvent) => void; ends: number }[] = [];
    const policy = { ...DEFAULT_FIGURES, ...clock, ...NO_OPTIONS, random: () => 0.5, backoffMs: () => 1_000 };
    const startSession = (_input: unknown, tell: (fact: ConnectionEvent) => void) => {
      const session = { tell, ends: 0 };
      sessions.push(session);
      return {
        obey: () => undefined,
        end: () => {
          session.ends += 1;
          tell({ type: 'address.resolved' });
        },
      };
    };
    const moves: unknown[] = [];
    const run = createEngine(policy, startSession, clock, undefined);
    const chart = run('42', undefined, { noticed: () => undefined, moved: ({ value }) => void moves.push(value) });
    return { chart, clock, sessions, moves };
  };

  test('hears nothing of an attempt that it has given up', () => {
    const { chart, clock, sessions } = startChart();
    chart.send(WANT);
    chart.send({ type: 'chat.release' });
    clock.advance(DEFAULT_FIGURES.throttleMs);
    chart.send(WANT);
    sessions[0]?.tell({ type: 'address.resolved' });
    expect([sessions.map(({ ends }) => ends), chart.position.value]).toEqual([[1, 0], { connecting: 'resolving' }]);
    sessions[1]?.tell({ type: 'address.resolved' });
    expect(chart.position.value).toEqual({ connecting: 'awaitingSlot' });
  });

  test('once stopped has ended its attempt and called off its timers, and hears nothing of either', () => {
    const { chart, clock, sessions, moves } = startChart();
    chart.send(WANT);
    const before = [...moves];
    expect([clock.pending.length, sessions.length, before.at(-1)]).toEqual([1, 1, { connecting: 'resolving' }]);
    chart.stop();
    sessions[0]?.tell({ type: 'address.resolved' });
    clock.advance(3_600_000);
    expect([clock.pending, sessions.map(({ ends }) => ends), moves]).toEqual([[], [1], before]);
  });
});
