import { describe, expect, test } from 'vitest';
import { activePaths } from '../../src/inspect/chart/active-paths.js';
import type { ChartLayout } from '../../src/inspect/chart/chart-layout.js';
import { connectionLayout } from '../../src/inspect/chart/connection-layout.js';
import { type ChartDecoration, drawChart } from '../../src/inspect/chart/draw-chart.js';

const edges = [...connectionLayout.boxes, ...connectionLayout.arrows].flatMap((part) => part.edges);
const ids = edges.map(({ id }) => id);

const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** The states or edges of a drawing with one of these classes. */
const marked = (svg: string, attribute: 'data-state' | 'data-edge', name: string): string[] =>
  [...svg.matchAll(new RegExp(`class="([^"]*)" ${attribute}="([^"]*)"`, 'g'))]
    .filter(([, names]) => names?.split(' ').includes(name))
    .map(([, , id]) => unescaped(id ?? ''));

/** What stands in front of each edge. */
const numbers = (svg: string): Record<string, string> =>
  Object.fromEntries(
    [...svg.matchAll(/data-edge="([^"]*)".*?<\/g>/gs)].map(([group, id]) => [
      unescaped(id ?? ''),
      /class="number"[^>]*>([^<]*)</.exec(group)?.[1] ?? '',
    ]),
  );

const tooltip = (svg: string, edge: string): string | undefined =>
  [...svg.matchAll(/data-edge="([^"]*)"><title>([^<]*)</g)]
    .filter(([, id]) => unescaped(id ?? '') === edge)
    .map(([, , text]) => unescaped(text ?? ''))[0];

const FATAL = 'open | connection.ended | 1';
const drawn = (decoration?: ChartDecoration) => drawChart(connectionLayout, decoration);

describe('a drawing', () => {
  test('is an image with a name, and a description if it is given one', () => {
    const { width, height } = connectionLayout;
    const opening = `<svg xmlns="http://www.w3.org/2000/svg" class="evenkeel-chart" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
    expect(drawn().split('\n').slice(0, 3)).toEqual([opening, '<title>Statechart</title>', '<style>']);
    expect(drawn({ title: 'A & B', description: 'a < b' }).split('\n').slice(0, 3)).toEqual([
      ...[opening, '<title>A &amp; B</title>', '<desc>a &lt; b</desc>'],
    ]);
  });

  test('loads nothing, and follows the preference for light or dark', () => {
    expect(drawn()).not.toMatch(/href|url\(|@import|<script/);
    expect(drawn()).toContain('@media(prefers-color-scheme:dark)');
  });

  test('shows every edge once, numbered if its event has several branches', () => {
    const expected = edges.map(({ id, branch, branches }) => [id, branches > 1 ? String(branch) : '']);
    expect(numbers(drawn())).toEqual(Object.fromEntries(expected));
    expect(marked(drawn(), 'data-edge', 'edge').sort()).toEqual([...ids].sort());
  });

  test('tells in a tooltip what an edge does', () => {
    expect(tooltip(drawn(), FATAL)).toBe(
      `connection.ended [isFatal]\nbranch 1 of 7\ndoes noteEnd, report(end), countProtocolErrors, fail(rejected)\n${FATAL}`,
    );
    const frame = 'chat.open.liveness.probing | frame.arrived | 1';
    expect(tooltip(drawn(), frame)).toBe(`frame.arrived\ndoes nothing else\n${frame}`);
  });

  test('marks nothing of its own accord', () => {
    for (const name of ['active', 'innermost']) expect(marked(drawn(), 'data-state', name)).toEqual([]);
    for (const name of ['last', 'untaken']) expect(marked(drawn(), 'data-edge', name)).toEqual([]);
  });

  test('lights the active states, the innermost most', () => {
    const active = activePaths({ backoff: 'waiting' });
    expect(active).toEqual(['backoff', 'backoff.waiting']);
    expect(marked(drawn({ active }), 'data-state', 'active')).toEqual(active);
    expect(marked(drawn({ active }), 'data-state', 'innermost')).toEqual(['backoff.waiting']);
    expect(marked(drawn({ active: activePaths('idle') }), 'data-state', 'innermost')).toEqual(['idle']);
  });

  test('lights all regions at once', () => {
    const value = { open: { liveness: 'probing', proof: 'proved', hint: {}, holding: 'wanted' } };
    const innermost = ['open.liveness.probing', 'open.proof.proved', 'open.hint', 'open.holding.wanted'];
    const around = ['open', 'open.liveness', 'open.proof', 'open.holding'];
    const svg = drawn({ active: activePaths(value) });
    expect(marked(svg, 'data-state', 'innermost')).toEqual(innermost);
    expect(marked(svg, 'data-state', 'active').sort()).toEqual([...around, ...innermost].sort());
  });

  test('marks the last edge, and the arrow that it is at', () => {
    const svg = drawn({ lastEdge: FATAL });
    expect(marked(svg, 'data-edge', 'last')).toEqual([FATAL]);
    expect(svg.match(/class="way last"/g)).toHaveLength(1);
    const inside = drawn({ lastEdge: 'failed | page.resumed | 1' });
    expect(marked(inside, 'data-edge', 'last')).toEqual(['failed | page.resumed | 1']);
    expect(inside).not.toContain('class="way last"');
  });

  test('writes at each edge how often it was taken, and makes those stand out that were not', () => {
    const [one = '', two = '', ...others] = ids;
    const svg = drawn({ counts: { [one]: { model: 2, faults: 1 }, [two]: {} } });
    expect(numbers(svg)).toEqual({ [one]: '3', [two]: '0', ...Object.fromEntries(others.map((id) => [id, '0'])) });
    expect(marked(svg, 'data-edge', 'untaken').sort()).toEqual([two, ...others].sort());
    expect(tooltip(svg, one)).toMatch(/\nfaults: 1, model: 2$/);
    expect(tooltip(svg, two)).toMatch(/\ntaken by none$/);
  });

  test.each([
    ...([
      [999, '999'],
      [1_000, '1.0k'],
      [9_949, '9.9k'],
      [9_950, '10k'],
      [999_499, '999k'],
    ] as const),
    ...([
      [999_500, '1M'],
      [12_345_678, '12M'],
    ] as const),
  ])('writes %i as %s', (count, text) => {
    expect(numbers(drawn({ counts: { [FATAL]: { model: count } } }))[FATAL]).toBe(text);
  });

  test('escapes what the chart says', () => {
    const box = { id: 'a', path: 'a', title: '<a>', description: '"&"', isRegion: false, isInitial: false };
    const frame = { x: 0, y: 0, width: 9, height: 9 };
    const layout: ChartLayout = {
      width: 9,
      height: 9,
      boxes: [{ ...box, ...frame, notes: [], edges: [] }],
      arrows: [],
    };
    const svg = drawChart(layout);
    expect(svg).toContain('<title>&quot;&amp;&quot;</title>');
    expect(svg).toContain('>&lt;a&gt;</text>');
  });
});
