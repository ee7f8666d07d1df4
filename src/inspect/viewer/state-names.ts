import type { StateValue } from 'xstate';

/** The top level state: `backoff`. */
export const topOf = (value: StateValue): string => (typeof value === 'string' ? value : (Object.keys(value)[0] ?? ''));

const leavesOf = (value: StateValue): string[] => {
  if (typeof value === 'string') return [value];
  return Object.values(value).flatMap((inner) => (inner === undefined ? [] : leavesOf(inner)));
};

/** What a user would call the phase: `waiting`, `awaiting slot`; of the regions of `open` the first, `probing`; empty for none. */
export const phaseName = (value: StateValue): string => {
  const [leaf = ''] = typeof value === 'string' ? [] : leavesOf(value);
  return leaf.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
};

/** The top level state and what is active in it: `backoff · waiting`, `open · healthy, proved, wanted`. */
export const stateName = (value: StateValue): string => {
  const top = topOf(value);
  const leaves = typeof value === 'string' ? [] : leavesOf(value);
  return leaves.length === 0 ? top : `${top} · ${leaves.join(', ')}`;
};

/** What is new in a state after another one: `backoff`, `probing`; null if nothing is. */
export const newIn = (value: StateValue, before: StateValue | null): string | null => {
  const top = topOf(value);
  if (before === null || topOf(before) !== top) return top;
  const leavesBefore = leavesOf(before);
  const fresh = leavesOf(value).filter((leaf) => !leavesBefore.includes(leaf));
  return fresh.length === 0 ? null : fresh.join(', ');
};

const HUES = new Set(['idle', 'throttled', 'connecting', 'open', 'backoff', 'failed']);

/** The class that gives a state its colour; a record that was opened may name any state. */
export const hueOf = (top: string): string => (HUES.has(top) ? top : 'idle');
