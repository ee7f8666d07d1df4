/** Tests of the library are run on this in place of the engine's own reader: every outcome of the library's tables counts itself. */
import { type Branch, decodeTable as decode, type Place } from '../../src/engine/compiled-table.js';
import { SHIPPED_CHARTS } from '../support/shipped-charts.js';
import { count } from './outcomes-taken.js';

export const decodeTable = (text: string, guards: number): readonly Place[] => {
  const places = decode(text, guards);
  const chart = SHIPPED_CHARTS.find(({ compiled }) => compiled.table === text);
  if (chart === undefined) return places;
  return places.map(({ timers, rows }, place) => ({
    timers,
    rows: new Map([...rows].map(([event, branch]) => [event, counted(branch, `${chart.name} ${place} ${event} `)])),
  }));
};

const counted = (branch: Branch, outcome: string): Branch => {
  if (branch.length === 3) {
    const [guard, no, yes] = branch;
    return [guard, counted(no, `${outcome}n`), counted(yes, `${outcome}y`)];
  }
  const [place, acts] = branch;
  const leaf: Branch = [place, acts];
  Object.defineProperty(leaf, Symbol.iterator, {
    *value() {
      count(outcome);
      yield place;
      yield acts;
    },
  });
  return leaf;
};
