import { describe, expect, test } from 'vitest';
import { type EventObject, initialTransition, transition } from 'xstate';
import { edgeOf, edgesOf } from '../../machines/chart-edges.js';
import { deliveryChart } from '../../machines/delivery.chart.js';
import { initialDeliveryContext } from '../../machines/delivery.context.js';
import { deliveryDefinition } from '../../machines/delivery.definition.js';
import { createDeliveryMachine } from '../../machines/delivery.machine.js';
import type { DeliveryEvent, DeliveryPolicy } from '../../machines/delivery.types.js';
import { DELIVERY_EVENTS } from './delivery-events.js';
import { namesInChart, nodesOf } from './names-in-chart.js';

const machineUnder = (policy: Partial<DeliveryPolicy>) =>
  createDeliveryMachine({ hasSnapshot: true, isSettled: () => false, ackRestMs: () => 1, ...policy });
const machine = machineUnder({});
const known: readonly string[] = machine.events;

describe('the delivery chart', () => {
  test('is plain data', () => {
    expect(JSON.parse(JSON.stringify(deliveryChart))).toEqual(deliveryChart);
  });

  test('uses names that are provided, and all of them, and targets that it has', () => {
    const { used, provided, foreignTargets, unreachable } = namesInChart(machine);
    expect([used, foreignTargets, unreachable]).toEqual([provided, [], []]);
  });

  test('says something of every event, and of no other; so does its table', () => {
    const told = known.filter((type) => !type.startsWith('xstate.')).sort();
    expect([...new Set(DELIVERY_EVENTS.map(({ type }) => type))].sort()).toEqual(told);
    expect([...deliveryDefinition.compiled.events].sort()).toEqual(told);
  });

  test('begins as its table does, with the context of its definition and no command', () => {
    const [{ value, context }, orders] = initialTransition(machine, { chatId: '42' });
    expect([value, context, orders]).toEqual([deliveryDefinition.compiled.values[0], initialDeliveryContext('42'), []]);
  });
});

/** What a chart is told, timers included, which XState takes for events like others. */
const isTold = (event: EventObject): event is DeliveryEvent => known.includes(event.type);
const timers = known.filter((type) => type.startsWith('xstate.after.')).map((type): EventObject => ({ type }));
const all = [...DELIVERY_EVENTS, ...timers].filter(isTold);

type Snapshot = ReturnType<typeof machine.resolveState>;

/** Counts matter up to two. */
const keyOf = ({ value, context: { holes, snapshots, ...rest } }: Snapshot) =>
  JSON.stringify([value, Math.min(holes, 2), Math.min(snapshots, 2), rest]);

/** Every state that XState reaches under a policy, and the edges that it takes there. */
const explore = (policy: Partial<DeliveryPolicy>) => {
  const explored = machineUnder(policy);
  const [first] = initialTransition(explored, { chatId: '42' });
  const states = new Map([[keyOf(first), first]]);
  const edges: string[] = [];
  // A map is iterated in insertion order, with what is added meanwhile.
  for (const state of states.values()) {
    for (const event of all) {
      edges.push(...explored.getTransitionData(state, event).map(edgeOf));
      const [next] = transition(explored, state, event);
      if (!states.has(keyOf(next))) states.set(keyOf(next), next);
    }
  }
  return { states: [...states.values()], edges };
};

describe('XState, exploring the delivery chart,', () => {
  const explorations = [true, false].flatMap((hasSnapshot) =>
    [
      { isSettled: () => true },
      { isSettled: () => false, ackRestMs: () => 0 },
      { isSettled: () => false, ackRestMs: () => 1 },
    ].map((policy) => explore({ hasSnapshot, ...policy })),
  );

  const states = explorations.flatMap((one) => one.states);

  test('reaches every state', () => {
    const reached = new Set(states.flatMap(({ _nodes: active }) => active.map(({ id }) => id)));
    expect(nodesOf(machine.root).filter(({ id }) => !reached.has(id))).toEqual([]);
  });

  test('takes every edge', () => {
    const taken = new Set(explorations.flatMap(({ edges }) => edges));
    const edges = edgesOf(machine.root);
    expect(edges.filter((edge) => !taken.has(edge))).toEqual([]);
    process.stdout.write(`delivery chart: ${edges.length} edges, ${states.length} states explored\n`);
  });

  test('finds each of the places of the table, and no other', () => {
    const values = states.map(({ value }) => JSON.stringify(value));
    expect([...new Set(values)].sort()).toEqual(
      deliveryDefinition.compiled.values.map((value) => JSON.stringify(value)).sort(),
    );
  });
});
