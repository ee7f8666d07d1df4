import { afterAll, describe, expect, it } from 'vitest';
import { drawingOf } from './drawing.js';
import { numbersIn } from './figures.js';
import { giveGlobalsBack } from './peers/import-peer.js';
import type { Drawing } from './row.js';
import { loadRows } from './rows.js';

const rows = await loadRows();

afterAll(giveGlobalsBack);

const numbersOf = (drawing: Drawing): readonly number[] => {
  switch (drawing.kind) {
    case 'bars':
      return drawing.bars.flatMap(({ value, low = value, high = value }) => [value, low, high]);
    case 'groups':
      return drawing.groups.flatMap(({ values }) => values);
    case 'lines':
      return drawing.lines.flatMap(({ points }) => points.flat());
  }
};

describe('the benchmarks, as little of them as runs', () => {
  it('have rows, each with a number of its own', () => {
    const numbers = rows.map(({ number }) => number);
    expect(numbers.length).toBeGreaterThan(0);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it.each(rows)(
    'row $number measures figures: $title',
    async (row) => {
      const { tables, drawings, verdicts, notes } = await row.run('smoke');
      const figures = [
        ...tables.flatMap((table) => table.rows.flat().flatMap(numbersIn)),
        ...drawings.flatMap(numbersOf),
      ];
      expect(figures.length).toBeGreaterThan(0);
      expect(figures.filter((figure) => !Number.isFinite(figure))).toEqual([]);
      for (const { columns, rows } of tables) {
        for (const cells of rows) expect(cells).toHaveLength(columns.length);
      }
      for (const drawing of drawings) expect(drawingOf(drawing)).toContain(drawing.title);
      expect(verdicts.length).toBeGreaterThan(0);
      expect(verdicts.filter(({ measured }) => /NaN|Infinity|undefined/.test(measured))).toEqual([]);
      expect(notes.length).toBeGreaterThan(0);
    },
    300_000,
  );

  it('refuse to draw what was not measured', () => {
    const lines = [{ label: 'evenkeel', points: [[0, Number.NaN] as const] }];
    const axis = { label: 'seconds' };
    expect(() => drawingOf({ kind: 'lines', name: 'none', title: 'Nothing', x: axis, y: axis, lines })).toThrow(
      new RangeError('Nothing: a figure is no number'),
    );
  });
});
