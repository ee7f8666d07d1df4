import fc from 'fast-check';

export interface SearchOptions {
  readonly budgetMs: number;
  readonly seed: number;
  /** Runs what a report names, and what it shrinks to. */
  readonly path?: string | undefined;
}

/** The smallest case found for which a property does not hold. */
export interface Counterexample<Case> {
  readonly value: Case;
  readonly error: unknown;
  /** How to see it again. */
  readonly replay: string;
}

/** Longer than the search itself may take: a case that is not small tells little. */
const SHRINK_MS = 60_000;

/** Tries random cases until the time is used up or one fails, and then shrinks that one. */
export const search = async <Case>(
  cases: fc.Arbitrary<Case>,
  tryOne: (given: Case) => Promise<void>,
  { budgetMs, seed, path }: SearchOptions,
): Promise<Counterexample<Case> | null> => {
  let running = Promise.resolve();
  const property = fc.asyncProperty(cases, (given) => {
    const trying = tryOne(given);
    running = trying.catch(() => undefined);
    return trying;
  });
  const checkFor = async (limitMs: number, parameters: { path?: string; endOnFailure?: boolean }) => {
    const plugins = [fc.interruptAfterTimeLimit(limitMs)];
    const details = await fc.check(property, { seed, numRuns: Number.MAX_SAFE_INTEGER, plugins, ...parameters });
    // What is interrupted runs on; it must not meet the next test.
    await running;
    return details;
  };
  const found = await checkFor(budgetMs, { endOnFailure: true, ...(path !== undefined && { path }) });
  if (found.counterexamplePath === null) return null;
  const shrunk = await checkFor(SHRINK_MS, { path: found.counterexamplePath });
  const [value] = (shrunk.counterexample ?? []) as [Case?];
  if (value === undefined) throw found.errorInstance;
  return { value, error: shrunk.errorInstance, replay: `WALK_SEED=${seed} WALK_PATH=${shrunk.counterexamplePath}` };
};

/** The search that a test makes: the same cases every time, unless the environment says otherwise. */
export const searchOf = (budgetMs: number): SearchOptions => ({
  budgetMs: Number(process.env['WALK_MS'] ?? budgetMs),
  seed: Number(process.env['WALK_SEED'] ?? 1),
  path: process.env['WALK_PATH'],
});
