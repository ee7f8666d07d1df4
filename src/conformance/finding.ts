/** What became of a duty: the server keeps it, breaks it, or was not asked. */
export type DutyVerdict = 'kept' | 'broken' | 'not-asked';

/** What was seen of a duty; for one that was not asked, why not. */
export interface Finding {
  readonly verdict: DutyVerdict;
  readonly seen: string;
  /** What to change, where this is known better than from the duty. */
  readonly advice?: string;
}

export const kept = (seen: string): Finding => ({ verdict: 'kept', seen });

export const broken = (seen: string, advice?: string): Finding => ({
  verdict: 'broken',
  seen,
  ...(advice !== undefined && { advice }),
});

/** Thrown where the server did not do what a duty needs: the duty is broken. */
export class Unmet extends Error {}

/** Thrown where a duty cannot be asked, and says why. */
export class NotAsked extends Error {}

/** What a duty found, or what it threw. */
export async function findingOf(run: () => Promise<Finding>): Promise<Finding> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Unmet) return broken(error.message);
    if (error instanceof NotAsked) return { verdict: 'not-asked', seen: error.message };
    throw error;
  }
}
