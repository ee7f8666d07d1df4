import { expect, test } from 'vitest';
import { table } from '../../machines/connection.compiled.js';
import { decodeTable } from '../../src/engine/compiled-table.js';
import { encodeNumber } from './encode-number.js';
import { differencesIn, expected } from './table-differences.js';

const rows = new Set(expected.filter(({ isIdle }) => !isIdle).map(({ place, event }) => `${place} ${event}`));
const outcomes = expected.filter(({ place, event }) => rows.has(`${place} ${event}`));

test('every row and every outcome of the decoded table is what XState answers', () => {
  expect([...differencesIn(table)]).toEqual([]);
  process.stdout.write(`compiled chart: ${rows.size} rows, ${outcomes.length} outcomes, ${table.length} characters\n`);
  expect([rows.size > 200, outcomes.length > 400]).toEqual([true, true]);
});

/** Another character of the same alphabet. */
const otherThan = (character: string): string => (character === '~' ? '(' : nextOf(character));
const nextOf = (character: string) => String.fromCharCode(character.charCodeAt(0) + (character === '[' ? 2 : 1));

test('a table in which any one character is another has another answer, or cannot be read', () => {
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

test('a number is read as it was written, in one character or two, and one that is too large is refused', () => {
  const numbers = [0, 1, 51, 52, 53, 79, 80, 81, 159, 160, 559];
  const [place] = decodeTable([0, 1, numbers.length, ...numbers, 0].map(encodeNumber).join(''), 0);
  expect(place).toEqual({ timers: numbers, rows: new Map() });
  expect(numbers.map((number) => encodeNumber(number).length)).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  expect(() => encodeNumber(560)).toThrow(new RangeError('a number is too large for the table'));
});
