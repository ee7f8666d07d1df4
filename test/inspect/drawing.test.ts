import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, createMachine } from 'xstate';
import { drawingOf, LAYOUT, OVERVIEW, PAGE, PICTURE } from '../../docs/drawing/drawing.js';
import { connectionChart, connectionMachine } from '../../machines/index.js';
import { connectionLayout } from '../../src/inspect/chart/connection-layout.js';

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

const shipped = await drawingOf(connectionMachine.root, page);

describe('the drawing of the shipped chart', () => {
  test.each([LAYOUT, PICTURE, OVERVIEW, PAGE])('%s is what the chart says; if not: npm run draw', (path) => {
    expect(shipped.files[path]).toBe(committed(path));
  });

  test('the layout that ships is the one that is drawn', () => {
    expect(connectionLayout).toEqual(shipped.layout);
  });

  test('is the same for a chart rebuilt from its plain data', async () => {
    const { files } = await drawingOf(tampered(() => undefined).root, page);
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
    const { files } = await drawingOf(tampered(tamper).root, page);
    const unchanged = Object.entries(files).filter(([path, text]) => text === committed(path));
    expect(unchanged.map(([path]) => path)).toEqual([OVERVIEW]);
  });

  test('needs a place for the edges on the page, and keeps what stands around them', async () => {
    const begin = page.indexOf('### chat');
    const end = page.lastIndexOf('<!--');
    const emptied = `${page.slice(0, begin)}${page.slice(end)}Hand-written.\n`;
    const { files } = await drawingOf(connectionMachine.root, emptied);
    expect(files[PAGE]).toBe(`${page}Hand-written.\n`);
    await expect(drawingOf(connectionMachine.root, '# No place\n')).rejects.toThrow('has no place for the edges');
  });
});
