import { expect, test } from 'vitest';
import { edgesOf } from '../../machines/chart-edges.js';
import { DEFAULT_FIGURES } from '../../machines/connection.policy.js';
import { connectionMachine } from '../../machines/index.js';
import { createCompiledEngine } from '../../src/engine/compiled-engine.js';
import { createXstateEngine } from '../../src/engine/xstate-engine.js';
import { createSeededRandom } from '../../src/testing/index.js';
import { EVENTS } from '../machines/chart-driver.js';
import { countEdges, type EdgeCount } from '../support/edges-taken.js';
import { type Figures, recordChart } from './recorded-chart.js';

const STEPS = 25_000;
/** A walk begins from the beginning after so many. */
const WALK = 400;

const DEFAULTS: Figures = { ...DEFAULT_FIGURES, greetingTimeoutMs: null, probeTimeoutMs: null, wakeTimeoutMs: null };
const POLICIES: Readonly<Record<string, Figures>> = {
  'the defaults': DEFAULTS,
  'a heartbeat': { ...DEFAULTS, probeTimeoutMs: 10_000, wakeTimeoutMs: 5_000 },
  'a greeting, and a heartbeat that only listens': { ...DEFAULTS, greetingTimeoutMs: 10_000, probeTimeoutMs: 10_000 },
  'a throttle of 20 s, longer than the cooldown': {
    ...DEFAULTS,
    throttleMs: 20_000,
    cooldownMs: 5_000,
    maxAttempts: 2,
  },
  'one attempt, proved at once': { ...DEFAULTS, maxAttempts: 1, stableUptimeMs: 100, cooldownMs: 0 },
  'no throttle, no end of attempts': { ...DEFAULTS, throttleMs: 0, maxAttempts: Number.POSITIVE_INFINITY },
};

const events = Object.values(EVENTS);
/** By type, so that not every other event ends the connection. */
const kinds = [...new Set(events.map(({ type }) => type))].map((type) => events.filter((event) => event.type === type));
/** What leads on to `open`: left to chance alone, a chart would hardly get there. */
const ONWARDS: Readonly<Record<string, string | readonly string[]>> = {
  '"idle"': 'chat.want',
  '{"connecting":"resolving"}': 'address.resolved',
  '{"connecting":"awaitingSlot"}': 'slot.granted',
  '{"connecting":"dialing"}': 'socket.opened',
  '{"connecting":"greeting"}': 'greeting.welcomed',
  // What wakes a chat there depends on much at once.
  '"failed"': ['chat.retry', 'page.becameVisible', 'page.becameVisible'],
};
const taken: EdgeCount = {};
let steps = 0;

test.each(Object.entries(POLICIES))('the engines do the same, step by step, under %s', (_, figures) => {
  const random = createSeededRandom(1);
  const oneOf = <One>(all: readonly One[]) => all[Math.floor(random() * all.length)] as One;
  for (let walk = 0; walk < STEPS / WALK; walk += 1) {
    const xstate = recordChart(createXstateEngine, figures, walk, events, (event) => countEdges(taken, event));
    const others = [createXstateEngine, createCompiledEngine].map((create) =>
      recordChart(create, figures, walk, events),
    );
    let place = '"idle"';
    for (let step = 0; step < WALK; step += 1) {
      const onwards = random() < 0.5 ? EVENTS[oneOf([ONWARDS[place] ?? ''].flat())] : undefined;
      const event = onwards ?? oneOf(oneOf(kinds));
      const untilNextMs = (xstate.clock.pending[0]?.at ?? xstate.clock.now()) - xstate.clock.now();
      const waitsMs = [0, 1, 150, untilNextMs, untilNextMs + 3_000, 30_000, 70_000];
      const passMs = onwards ? undefined : waitsMs[Math.floor(random() * 14)];
      const isByFirst = random() < 0.05;
      for (const { clock, send, tellByFirst } of [xstate, ...others]) {
        if (isByFirst) tellByFirst(event);
        else if (passMs === undefined) send(event);
        // What is overdue after a sleep is late.
        else if (passMs === untilNextMs + 3_000) clock.sleep(passMs);
        else clock.advance(passMs);
      }
      const expected = xstate.record();
      place = JSON.stringify(expected.value);
      steps += 1;
      // Compared as text first: a deep comparison of each would take most of the time.
      const text = JSON.stringify(expected);
      for (const given of others.map((chart) => chart.record()))
        if (JSON.stringify(given) !== text) expect({ event, passMs, ...given }).toEqual({ event, passMs, ...expected });
    }
    for (const chart of [xstate, ...others]) chart.stop();
    const end = xstate.record();
    for (const chart of others) expect([chart.record(), chart.clock.pending]).toEqual([end, []]);
  }
});

test('on the way every edge of the chart was taken', () => {
  expect(edgesOf(connectionMachine.root).filter((edge) => !taken[edge])).toEqual([]);
  process.stdout.write(`lockstep: ${steps} steps, ${Object.keys(taken).length} edges of the chart\n`);
});
