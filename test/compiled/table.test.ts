import { describe, expect, test } from 'vitest';
import { decodeTable } from '../../src/engine/compiled-table.js';
import { COMPARED } from './compared-charts.js';
import { encodeNumber } from './encode-number.js';
import { compareTable } from './table-differences.js';

/** At least. */
const ROWS_AND_OUTCOMES = { connection: [200, 400], delivery: [40, 60] };

/** Another character of the same alphabet. */
const otherThan = (character: string): string => (character === '~' ? '(' : nextOf(character));
const nextOf = (character: string) => String.fromCharCode(character.charCodeAt(0) + (character === '[' ? 2 : 1));

describe.each(['connection', 'delivery'] as const)('the table of the %s chart', (name) => {
  const { table } = COMPARED[name];
  const { rows, outcomes, differencesIn } = compareTable(COMPARED[name]);

  test('has in every row and every outcome, once decoded, what XState answers', () => {
    expect([...differencesIn(table)]).toEqual([]);
    process.stdout.write(`compiled ${name} chart: ${rows} rows, ${outcomes} outcomes, ${table.length} characters\n`);
    const [leastRows = 0, leastOutcomes = 0] = ROWS_AND_OUTCOMES[name];
    expect([rows > leastRows, outcomes > leastOutcomes]).toEqual([true, true]);
  });

  test('has another answer, or cannot be read, if any one character is another', () => {
    const unnoticed = [...table].flatMap((character, at) => {
      const changed = table.slice(0, at) + otherThan(character) + table.slice(at + 1);
      try {
        return differencesIn(changed).next().done ? [`${at} ${character}`] : [];
      } catch {
        return [];
      }
    });
    expect(unnoticed).toEqual([]);
  });
});

test('a number is read as it was written, in one character or two, and one that is too large is refused', () => {
  const numbers = [0, 1, 51, 52, 53, 79, 80, 81, 159, 160, 559];
  const [place] = decodeTable([0, 1, numbers.length, ...numbers, 0].map(encodeNumber).join(''), 0);
  expect(place).toEqual({ timers: numbers, rows: new Map() });
  expect(numbers.map((number) => encodeNumber(number).length)).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  expect(() => encodeNumber(560)).toThrow(new RangeError('a number is too large for the table'));
});
