import type { StateValue } from 'xstate';

import { hueOf as hueOfPath } from '../chart/chart-style.js';

/** What is active in the first region of a chart of regions; else the whole. */
const firstOf = (value: StateValue): StateValue => {
  const regions = typeof value === 'string' ? [] : Object.values(value);
  return regions.length > 1 ? (regions[0] ?? '') : value;
};

/** The top level state: `backoff`; of a delivery, where its link is: `live`. */
export const topOf = (value: StateValue): string => {
  const first = firstOf(value);
  return typeof first === 'string' ? first : (Object.keys(first)[0] ?? '');
};

const leavesOf = (value: StateValue): string[] => {
  if (typeof value === 'string') return [value];
  return Object.values(value).flatMap((inner) => (inner === undefined ? [] : leavesOf(inner)));
};

/** What a user would call the phase: `waiting`, `awaiting slot`; of the regions of `open` the first, `probing`; empty for none. */
export const phaseName = (value: StateValue): string => {
  const [leaf = ''] = typeof value === 'string' ? [] : leavesOf(value);
  return leaf.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
};

/** The top level state and what is active in it, or beside it: `backoff · waiting`, `open · healthy, proved, wanted`, `live · idle`. */
export const stateName = (value: StateValue): string => {
  const top = topOf(value);
  const leaves = typeof value === 'string' ? [] : leavesOf(value).slice(firstOf(value) === value ? 0 : 1);
  return leaves.length === 0 ? top : `${top} · ${leaves.join(', ')}`;
};

/** Shorter, where there is little room: of the regions of `open` the first alone. */
export const briefName = (value: StateValue): string => {
  const phase = firstOf(value) === value ? phaseName(value) : '';
  return phase === '' ? stateName(value) : `${topOf(value)} · ${phase}`;
};

/** What is new in a state after another one: `backoff`, `probing`; null if nothing is. */
export const newIn = (value: StateValue, before: StateValue | null): string | null => {
  const top = topOf(value);
  if (before === null || topOf(before) !== top) return top;
  const leavesBefore = leavesOf(before);
  const fresh = leavesOf(value).filter((leaf) => !leavesBefore.includes(leaf));
  return fresh.length === 0 ? null : fresh.join(', ');
};

/** The class that gives a state its colour; a record that was opened may name any state. */
export const hueOf = (path: string): string => hueOfPath(path) || 'idle';
