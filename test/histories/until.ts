import { setTimeout } from 'node:timers/promises';

const EVERY_MS = 50;

/** Asks again and again until the answer is true; returns whether it was within `limitMs`. */
export const until = async (ask: () => Promise<boolean>, limitMs: number): Promise<boolean> => {
  const endsAt = performance.now() + limitMs;
  for (;;) {
    if (await ask()) return true;
    if (performance.now() > endsAt) return false;
    await setTimeout(EVERY_MS);
  }
};
