import { afterEach, expect, test, vi } from 'vitest';
import { DEFAULT_FIGURES } from '../../machines/connection.policy.js';
import type { ConnectionNotice, SocketCommand } from '../../machines/connection.types.js';
import { createCompiledEngine } from '../../src/engine/compiled-engine.js';
import { createVirtualClock } from '../../src/testing/index.js';

afterEach(() => vi.unstubAllGlobals());

const WANT = { type: 'chat.want', isOffline: false, isFrozen: false } as const;

/** A chart whose policy and whose socket fail when they are told to. */
const startChart = () => {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  const clock = createVirtualClock();
  const fails = { now: false, obey: false };
  const throwIf = (isFailing: boolean, name: string) => {
    if (isFailing) throw new Error(name);
  };
  const notices: ConnectionNotice['type'][] = [];
  const commands: SocketCommand['type'][] = [];
  const moves: unknown[] = [];
  const run = createCompiledEngine(
    {
      ...DEFAULT_FIGURES,
      greetingTimeoutMs: null,
      probeTimeoutMs: null,
      wakeTimeoutMs: null,
      now: () => {
        throwIf(fails.now, 'now');
        return clock.now();
      },
      wallNow: clock.wallNow,
      random: () => 0.5,
      backoffMs: () => 1_000,
    },
    () => ({
      obey: ({ type }) => {
        commands.push(type);
        throwIf(fails.obey, 'obey');
      },
      end: () => undefined,
    }),
    clock,
    undefined,
  );
  const chart = run('42', undefined, {
    noticed: ({ type }) => void notices.push(type),
    moved: ({ value }) => void moves.push(value),
  });
  return { chart, clock, fails, reported, notices, commands, moves };
};

test('a step that throws is taken back and reported; what comes after is taken', () => {
  const { chart, fails, reported, moves, notices } = startChart();
  const before = chart.position;
  fails.now = true;
  chart.send(WANT);
  expect([chart.position, moves, notices, reported]).toEqual([before, [], [], [new Error('now')]]);
  fails.now = false;
  chart.send(WANT);
  expect([chart.position.value, moves.length, notices]).toEqual([{ connecting: 'resolving' }, 1, ['attempt.started']]);
});

test('what a step orders is done, though another order throws', () => {
  const { chart, clock, fails, reported, notices, commands, moves } = startChart();
  fails.obey = true;
  chart.send(WANT);
  expect([reported, notices, commands, moves]).toEqual([
    [new Error('obey')],
    ['attempt.started'],
    ['address.ask'],
    [{ connecting: 'resolving' }],
  ]);
  expect(clock.pending.map(({ delayMs }) => delayMs)).toEqual([DEFAULT_FIGURES.resolveTimeoutMs]);
});

test('an event that the place has no row for is not told of', () => {
  const { chart, moves } = startChart();
  chart.send({ type: 'socket.opened' });
  expect([chart.position.value, moves]).toEqual(['idle', []]);
});

test('once stopped it has no timer, and takes nothing', () => {
  const { chart, clock, moves } = startChart();
  chart.send(WANT);
  chart.stop();
  chart.send({ type: 'address.resolved' });
  expect([clock.pending, moves.length]).toEqual([[], 1]);
});

test('where it was stays as it was told', () => {
  const { chart } = startChart();
  chart.send(WANT);
  const told = chart.position;
  const copy = structuredClone(told);
  chart.send({ type: 'address.located', isLoopback: true });
  expect([told, chart.position.context.isLoopback]).toEqual([copy, true]);
});
