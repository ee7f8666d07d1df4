import type { Bar, Cell, Column, Spread } from './row.js';

const isSpread = (cell: Cell): cell is Spread => typeof cell === 'object' && cell !== null;

/** A number as it is read: three digits that count, or as many after the point as are asked for; thousands apart. */
export const written = (value: number, digits?: number): string => {
  const whole = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  const fraction = digits ?? (value === 0 || !Number.isFinite(value) ? 0 : Math.min(whole, 4));
  const digitsOf = { minimumFractionDigits: digits ?? 0, maximumFractionDigits: fraction };
  // By this a little less than nothing is no “-0”.
  return value.toLocaleString('en-US', { ...digitsOf, signDisplay: 'negative' });
};

export const writtenSpread = ({ median, low, high }: Spread, digits?: number): string =>
  `${written(median, digits)} (${written(low, digits)}–${written(high, digits)})`;

export const writtenCell = (cell: Cell, { digits }: Column): string => {
  if (cell === null) return '–';
  if (isSpread(cell)) return writtenSpread(cell, digits);
  return typeof cell === 'number' ? written(cell, digits) : cell;
};

/** All numbers in a cell. */
export const numbersIn = (cell: Cell): readonly number[] => {
  if (isSpread(cell)) return [cell.median, cell.low, cell.high];
  return typeof cell === 'number' ? [cell] : [];
};

/** A bar as long as the median, with its quartiles. */
export const barOf = (label: string, { median, low, high }: Spread, isOurs = label.startsWith('evenkeel')): Bar => ({
  label,
  value: median,
  low,
  high,
  isOurs,
});
