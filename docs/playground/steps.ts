import { ACTION_IDS, type ActionId } from './actions.js';

/** An action, or milliseconds that pass. */
export type Step = ActionId | number;

/** More than a visitor clicks. */
export const MAX_STEPS = 1_000;
/** As much time as a page replays within a moment. */
export const MAX_MS = 6 * 3_600_000;

/** Of a part of an address: `select.1200.drop`. */
const SEPARATOR = '.';

export const encodeSteps = (steps: readonly Step[]): string => steps.join(SEPARATOR);

/** Null for what is no list of steps. */
export const decodeSteps = (text: string): readonly Step[] | null => {
  const words = text.split(SEPARATOR).filter((word) => word !== '');
  if (words.length > MAX_STEPS) return null;
  const steps: Step[] = [];
  for (const word of words) {
    const step = stepOf(word);
    if (step === null) return null;
    steps.push(step);
  }
  return steps;
};

const stepOf = (word: string): Step | null => {
  if (/^\d{1,8}$/.test(word)) return Number(word);
  return ACTION_IDS.find((id) => id === word) ?? null;
};

/** With another step at the end; time that passes in a row is one step. */
export const withStep = (steps: readonly Step[], step: Step): readonly Step[] => {
  const last = steps.at(-1);
  if (typeof step !== 'number' || typeof last !== 'number') return [...steps, step];
  return [...steps.slice(0, -1), last + step];
};
