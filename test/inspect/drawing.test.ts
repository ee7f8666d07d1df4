import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, createMachine } from 'xstate';
import { CONNECTION, DELIVERY, drawingOf, OVERVIEW, PAGE } from '../../docs/drawing/drawing.js';
import { deliveryMachine } from '../../machines/delivery.machine.js';
import { connectionChart, connectionMachine } from '../../machines/index.js';
import { connectionLayout } from '../../src/inspect/chart/connection-layout.js';
import { deliveryLayout } from '../../src/inspect/chart/delivery-layout.js';

const committed = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
const page = committed(PAGE);

/** The shipped chart, tampered with. */
const tampered = (tamper: (chart: Chart) => void): AnyStateMachine => {
  const chart = structuredClone(connectionChart) as unknown as Chart;
  tamper(chart);
  return createMachine(chart as never);
};

interface Chart {
  readonly states: Record<string, { on: Record<string, unknown>; entry: string[] }>;
}

const shipped = await drawingOf(CONNECTION, connectionMachine.root, page);

describe.each([
  ['connection', CONNECTION, connectionMachine, connectionLayout],
  ['delivery', DELIVERY, deliveryMachine, deliveryLayout],
] as const)('the drawing of the shipped chart of a %s', async (_, chart, { root }, committedLayout) => {
  const { files, layout } = await drawingOf(chart, root, page);

  test.each(Object.keys(files))('%s is what the chart says; if not: npm run draw', (path) => {
    expect(files[path]).toBe(committed(path));
  });

  test('the layout that ships is the one that is drawn', () => {
    expect(committedLayout).toEqual(layout);
  });

  test('needs a place for the edges on the page, and keeps what stands around them', async () => {
    const begin = page.indexOf(`<!-- What follows of the ${chart.name} `);
    const end = page.indexOf(`<!-- Here that of the ${chart.name} ends`);
    const place = page.indexOf('\n', begin);
    const emptied = `${page.slice(0, place)}\n${page.slice(end)}Hand-written.\n`;
    expect(emptied.length).toBeLessThan(page.length - 500);
    const { files: filled } = await drawingOf(chart, root, emptied);
    expect(filled[PAGE]).toBe(`${page}Hand-written.\n`);
    const without = page.replace(`of the ${chart.name} is written`, 'is written');
    await expect(drawingOf(chart, root, without)).rejects.toThrow(`has no place for the edges of the ${chart.name}`);
  });
});

describe('the drawing', () => {
  test('is of the charts that are shipped: with the picture, the layout, the edges, and the overview of the connection', async () => {
    const delivery = await drawingOf(DELIVERY, deliveryMachine.root, page);
    expect([Object.keys(shipped.files), Object.keys(delivery.files)]).toEqual([
      ['src/inspect/chart/connection-layout.ts', 'docs/statechart.svg', OVERVIEW, PAGE],
      ['src/inspect/chart/delivery-layout.ts', 'docs/delivery-chart.svg', PAGE],
    ]);
  });

  test('is the same for a chart rebuilt from its plain data', async () => {
    const { files } = await drawingOf(CONNECTION, tampered(() => undefined).root, page);
    expect(files).toEqual(shipped.files);
  });

  test.each<[string, (chart: Chart) => void]>([
    [
      'an edge is added',
      ({ states }) => Object.assign(states['idle']?.on ?? {}, { 'chat.evict': { target: 'failed' } }),
    ],
    [
      'an edge that enters nothing is added',
      ({ states }) => Object.assign(states['idle']?.on ?? {}, { 'chat.evict': {} }),
    ],
    ['an edge is taken away', ({ states }) => delete states['failed']?.on['page.resumed']],
    [
      'an edge leads elsewhere',
      ({ states }) => Object.assign(states['backoff']?.on ?? {}, { 'chat.release': 'failed' }),
    ],
    ['an action is added', ({ states }) => states['failed']?.entry.push('hangUp')],
  ])('every file but the overview changes when %s', async (_, tamper) => {
    const { files } = await drawingOf(CONNECTION, tampered(tamper).root, page);
    const unchanged = Object.entries(files).filter(([path, text]) => text === committed(path));
    expect(unchanged.map(([path]) => path)).toEqual([OVERVIEW]);
  });
});
