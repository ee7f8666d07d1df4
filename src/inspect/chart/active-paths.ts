import type { StateValue } from 'xstate';

/** The paths of all active states, outermost first: `['open', 'open.proof', 'open.proof.proved', …]`. */
export const activePaths = (value: StateValue, around = ''): string[] => {
  if (typeof value === 'string') return [around + value];
  return Object.entries(value).flatMap(([key, inner]) => [
    around + key,
    ...(inner === undefined ? [] : activePaths(inner, `${around}${key}.`)),
  ]);
};
