import { expect, test } from 'vitest';
import { connectionMachine } from '../../machines/index.js';
import { connectionLayout } from '../../src/inspect/chart/connection-layout.js';
import { graphOf, statesIn } from '../../src/inspect/chart/graph.js';
import { drawOverview, wayName } from '../../src/inspect/chart/overview.js';
import { wayOf } from '../../src/inspect/viewer/overview-ways.js';

const drawn = drawOverview();
const valuesOf = (pattern: RegExp) => [...drawn.matchAll(pattern)].map(([, value = '']) => value);

const topOf = (path: string) => path.split('.')[0] ?? '';

/** From which of the six states to which the chart has an edge. */
const waysOfChart = () => {
  const chart = graphOf(connectionMachine.root);
  const states = statesIn(chart);
  const pathOf = new Map(states.map(({ id, path }) => [id, path]));
  return new Set(
    states.flatMap(({ path, edges }) =>
      edges.map(({ target }) => wayName(topOf(path), topOf(pathOf.get(target ?? '') ?? path))),
    ),
  );
};

test('the overview has the six states', () => {
  expect(valuesOf(/data-state="(\w+)"/g).sort()).toEqual([
    'backoff',
    'connecting',
    'failed',
    'idle',
    'open',
    'throttled',
  ]);
  expect(valuesOf(/data-state="(\w+)"/g).sort()).toEqual(
    graphOf(connectionMachine.root)
      .states.map(({ key }) => key)
      .sort(),
  );
});

test('the overview has no way that the chart does not have', () => {
  const ways = valuesOf(/data-way="([^"]+)"/g).map((way) => way.replace('&gt;', '>'));
  expect(ways).toContain('connecting>backoff');
  expect(ways.filter((way) => !waysOfChart().has(way))).toEqual([]);
});

test('every way of the overview is one that a viewer can mark: some edge of the chart goes it', () => {
  const edges = [...connectionLayout.boxes, ...connectionLayout.arrows].flatMap((part) =>
    part.edges.map(({ id }) => id),
  );
  const marked = new Set(edges.map((edge) => wayOf([edge])));
  const ways = valuesOf(/data-way="([^"]+)"/g).map((way) => way.replace('&gt;', '>'));
  expect(ways.filter((way) => !marked.has(way))).toEqual([]);
});

test('the overview is readable at a width of 420 px: no text is smaller than 12 px there', () => {
  const [, width] = /viewBox="0 0 (\d+) \d+"/.exec(drawn) ?? [];
  const style = drawn.slice(drawn.indexOf('.evenkeel-chart.overview{'), drawn.indexOf('</style>'));
  const sizes = [...style.matchAll(/(\d+)px/g)].map(([, size]) => Number(size));
  expect(Number(width)).toBe(420);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12);
});
