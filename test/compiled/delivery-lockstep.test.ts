import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createActor } from 'xstate';
import { edgesOf } from '../../machines/chart-edges.js';
import { deliveryDefinition } from '../../machines/delivery.definition.js';
import { createDeliveryMachine, deliveryMachine } from '../../machines/delivery.machine.js';
import type { DeliveryCommand, DeliveryContext, DeliveryEvent, DeliveryPolicy } from '../../machines/delivery.types.js';
import type { Clock } from '../../src/contract/clock.js';
import type { ChartHost, DefinedChart } from '../../src/engine/definition.js';
import { runOnTable } from '../../src/engine/run-on-table.js';
import { runOnXstate } from '../../src/engine/run-on-xstate.js';
import { createVirtualClock } from '../../src/testing/index.js';
import { DELIVERY_EVENTS } from '../machines/delivery-events.js';
import { countEdges, type EdgeCount } from '../support/edges-taken.js';

type Run = (
  policy: DeliveryPolicy,
  clock: Required<Clock>,
) => (
  chatId: string,
  host: ChartHost<DeliveryContext, DeliveryCommand>,
) => DefinedChart<DeliveryContext, DeliveryEvent>;

const taken: EdgeCount = {};

/** The machine as it is exported, which can be inspected. It tells its host of every event. */
const runInspected: Run = (policy, clock) => {
  const machine = createDeliveryMachine(policy);
  return (chatId, host) => {
    const actor = createActor(machine, { clock, input: { chatId }, inspect: (event) => countEdges(taken, event) });
    let told = actor.getSnapshot();
    actor.on('*', (command) => host.obey(command));
    actor.subscribe((position) => {
      if (position !== told) host.moved(position);
      told = position;
    });
    actor.start();
    return {
      get position() {
        return actor.getSnapshot();
      },
      send: (event) => actor.send(event),
      stop: () => void actor.stop(),
    };
  };
};

const RUNS: readonly Run[] = [
  runInspected,
  (policy, clock) => runOnXstate()(deliveryDefinition, policy, clock),
  (policy, clock) => runOnTable(deliveryDefinition, policy, clock),
];

/** Milliseconds that pass; that many after which a message is overdue from now on; or an event. */
type Step = { readonly passMs: number } | { readonly overdueMs: number } | { readonly event: DeliveryEvent };

const events = fc.constantFrom(...DELIVERY_EVENTS);
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ event: events }) },
    { weight: 2, arbitrary: fc.record({ passMs: fc.constantFrom(0, 1, 50, 100, 1_000) }) },
    { weight: 1, arbitrary: fc.record({ overdueMs: fc.constantFrom(0, 1, 100, 150) }) },
  ),
  { minLength: 20, maxLength: 120 },
);
/** What a host answers to one command or move after the other, while it is told: most often nothing. */
const answers = fc.array(fc.option(events, { freq: 3 }), { maxLength: 60 });

/** A chart in a time of its own, with all that its host was told. */
const record = (run: Run, hasSnapshot: boolean, given: readonly (DeliveryEvent | null)[]) => {
  const clock = createVirtualClock();
  const done: unknown[] = [];
  const waiting = [...given];
  let overdueAt = 0;
  const answer = () => {
    const event = waiting.shift();
    if (event) chart.send(event);
  };
  const start = run({ hasSnapshot, isSettled: () => overdueAt === 0, ackRestMs: () => overdueAt - clock.now() }, clock);
  const chart = start('42', {
    obey: ({ type }) => {
      done.push(type);
      answer();
    },
    moved: ({ value, context }) => {
      done.push(value, context);
      answer();
    },
  });
  return {
    take: (step: Step) => {
      if ('event' in step) chart.send(step.event);
      else if ('passMs' in step) clock.advance(step.passMs);
      else overdueAt = clock.now() + step.overdueMs;
    },
    stop: () => chart.stop(),
    seen: () => {
      const { value, context } = chart.position;
      return { done: done.splice(0), value, context, deadlines: clock.pending.map(({ at }) => at) };
    },
  };
};

test('the engines do the same with the delivery chart, step by step', () => {
  let count = 0;
  fc.assert(
    fc.property(fc.boolean(), steps, answers, (hasSnapshot, all, given) => {
      const charts = RUNS.map((run) => record(run, hasSnapshot, given));
      for (const step of all) {
        count += 1;
        for (const { take } of charts) take(step);
        const [expected, ...others] = charts.map(({ seen }) => seen());
        for (const one of others) expect({ step, ...one }).toEqual({ step, ...expected });
      }
      for (const { stop } of charts) stop();
      for (const { seen } of charts) expect(seen()).toMatchObject({ done: [], deadlines: [] });
    }),
    { numRuns: 400, seed: 1 },
  );
  process.stdout.write(`lockstep of the delivery chart: ${count} steps\n`);
});

test('on the way every edge of the chart was taken', () => {
  expect(edgesOf(deliveryMachine.root).filter((edge) => !taken[edge])).toEqual([]);
});
