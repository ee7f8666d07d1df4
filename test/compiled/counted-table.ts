/** Tests of the library are run on this in place of the engine's own reader: of a connection's table every outcome counts itself. */
import { table } from '../../machines/connection.compiled.js';
import { type Branch, decodeTable as decode, type Place } from '../../src/engine/compiled-table.js';
import { count } from './outcomes-taken.js';

export const decodeTable = (text: string, guards: number): readonly Place[] => {
  const places = decode(text, guards);
  if (text !== table) return places;
  return places.map(({ timers, rows }, place) => ({
    timers,
    rows: new Map([...rows].map(([event, branch]) => [event, counted(branch, `${place} ${event} `)])),
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
