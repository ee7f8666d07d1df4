import { BACKSLASH, FIRST, WIDE } from '../../src/engine/compiled-table.js';

/** The digit of the last character, `~`. */
const LAST = 85;

/** As `decodeTable` reads it. */
export const encodeNumber = (number: number): string => {
  if (number >= WIDE) return charOf(WIDE + Math.floor(number / WIDE) - 1) + charOf(number % WIDE);
  return charOf(number);
};

const charOf = (digit: number): string => {
  if (digit > LAST) throw new RangeError('a number is too large for the table');
  return String.fromCharCode(digit + FIRST + (digit + FIRST >= BACKSLASH ? 1 : 0));
};
