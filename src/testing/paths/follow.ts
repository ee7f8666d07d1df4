import { cover, type Goal } from './cover.js';
import type { Exploration, Step } from './explore.js';

/** What happens, step by step, and what is expected after each step. */
export interface Path<Name extends string, Expected> {
  /** The steps in short form. */
  readonly name: string;
  readonly steps: readonly (Step<Name> & { readonly expected: Expected })[];
}

/** Paths that together reach the goal; `expectedOf` says what is seen of a world. */
export const pathsThrough = <World, Name extends string, Expected>(
  exploration: Exploration<World, Name>,
  goal: Goal,
  expectedOf: (world: World) => Expected,
): readonly Path<Name, Expected>[] =>
  cover(exploration, goal).map(({ worlds, steps }) => ({
    name: steps.map(({ name, args }) => (args.length > 0 ? `${name} ${args.join(' ')}`.trim() : name)).join(', '),
    steps: steps.map((step, index) => ({ ...step, expected: expectedOf(worlds[index + 1] as World) })),
  }));

/** A method for each step. */
export type Driver<Name extends string> = { readonly [Step in Name]?: (...args: never[]) => void | Promise<void> };

/** Takes the driver along the path. `check` is called after every step. */
export const follow = async <Name extends string, Taken extends Step<Name>>(
  steps: readonly Taken[],
  driver: Driver<Name>,
  check: (step: Taken, index: number) => void | Promise<void>,
): Promise<void> => {
  for (const [index, step] of steps.entries()) {
    const drive = driver[step.name] as ((...args: Step<Name>['args']) => void | Promise<void>) | undefined;
    if (drive === undefined) throw new Error(`The driver has no method ${step.name}`);
    await drive(...step.args);
    await check(step, index);
  }
};
