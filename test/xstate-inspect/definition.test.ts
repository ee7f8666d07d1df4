import { describe, expect, test } from 'vitest';
import type { StateNode } from 'xstate';
import { deliveryMachine } from '../../machines/delivery.machine.js';
import { connectionMachine } from '../../machines/index.js';
import { v4Definition } from '../../src/inspect/bridge/v4-definition.js';
import { graphOf, statesIn } from '../../src/inspect/chart/graph.js';
import { readChart } from './read-chart.js';

const nodesIn = (node: StateNode): StateNode[] => [node, ...Object.values(node.states).flatMap(nodesIn)];

describe.each([
  ['connection', connectionMachine],
  ['delivery', deliveryMachine],
] as const)('the chart of a %s, as XState 4 reads it', (_, chart) => {
  const machine = readChart(chart);

  test('has the same states, of the same kinds', () => {
    const read = nodesIn(machine).map(({ id, type, initial, path, description }) => ({
      id,
      type,
      initial,
      path: path.join('.'),
      description,
    }));
    expect(read).toEqual(
      statesIn(graphOf(chart.root)).map(({ id, kind, path, states, description }) => ({
        id,
        type: kind,
        initial: states.find(({ isInitial }) => isInitial)?.key,
        path,
        description: description ?? undefined,
      })),
    );
  });

  test('has the same edges in the same order, with their guards, delays and actions', () => {
    const read = nodesIn(machine).flatMap(({ transitions }) =>
      transitions.map(({ source, eventType, target, cond, actions, ...rest }) => ({
        source: source.id,
        event: 'delay' in rest ? null : eventType,
        delay: 'delay' in rest ? rest.delay : null,
        target: target?.map(({ id }) => id).join() ?? null,
        guard: cond?.name ?? null,
        actions: actions.map(({ type }) => type),
      })),
    );
    expect(read).toEqual(
      statesIn(graphOf(chart.root)).flatMap((state) =>
        state.edges.map(({ event, delay, target, guard, actions }) => ({
          source: state.id,
          event,
          delay,
          target,
          guard,
          actions,
        })),
      ),
    );
  });

  test('is defined as XState 4 defines it, but for the order, which it works out', () => {
    const withoutOrder = (key: string, value: unknown) => (key === 'order' ? undefined : value);
    expect(JSON.parse(JSON.stringify(machine, withoutOrder))).toEqual(v4Definition(chart));
  });
});

describe('the chart of a connection, as XState 4 reads it', () => {
  test('leaves a state for itself, and stays in one for a state within, where the chart says so', () => {
    const edges = nodesIn(readChart()).flatMap(({ transitions }) => transitions);
    const name = ({ source, eventType }: (typeof edges)[number]) => `${source.key} ${eventType}`;
    expect({
      leaving: edges.filter(({ source, target, internal }) => !internal && target?.includes(source)).map(name),
      staying: edges.filter(({ target, internal }) => internal && target !== undefined).map(name),
    }).toEqual({
      leaving: [
        'connecting chat.renew',
        'connecting connection.ended',
        'probing page.cameOnline',
        'probing page.becameVisible',
        'probing page.resumed',
        ...['reprobing page.cameOnline', 'reprobing page.becameVisible', 'reprobing page.resumed'],
        'unproved xstate.after(stableUptime)#chat.open.proof.unproved',
      ],
      staying: ['backoff page.froze'],
    });
  });
});
