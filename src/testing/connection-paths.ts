import type { ConnectionSnapshot } from '../contract/snapshot.js';
import { cover, type Goal } from './paths/cover.js';
import { type Exploration, explore } from './paths/explore.js';
import type { PathFeatures } from './paths/path-options.js';
import type { Step, StepName } from './paths/steps.js';

/** A step of a path. */
export interface PathStep extends Step {
  /** What must be true after it. */
  readonly expected: ConnectionSnapshot;
}

/** What happens to a chat, step by step, and what must be true after each. */
export interface ConnectionPath {
  /** The steps in short: what tells one path from another in a report. */
  readonly name: string;
  readonly steps: readonly PathStep[];
}

/**
 * What leads a chat, or whatever shows one, along a path: a method for each step that the features bring. See
 * docs/testing.md for what each does.
 */
export type ConnectionDriver = { readonly [Name in StepName]?: (...args: never[]) => void | Promise<void> };

/**
 * Paths through the shipped chart that together take every edge of it that the features reach (`goal` 'chart', the default),
 * or every edge between the worlds that the exploration tells apart ('worlds': many more). The chat's id is '42'; give the
 * connections the options `pathOptions(features)`, a virtual clock that starts at 0 on both counts, and what the features ask for.
 */
export const connectionPaths = (
  features: PathFeatures = {},
  goal: 'chart' | 'worlds' = 'chart',
): readonly ConnectionPath[] => pathsOf(explore(features), goal);

/** The same for an exploration that has been made. */
export const pathsOf = (exploration: Exploration, goal: Goal): readonly ConnectionPath[] => {
  const { snapshot } = exploration.model;
  return cover(exploration, goal).map(({ worlds, steps }) => ({
    name: steps.map(({ name, args }) => (args.length > 0 ? `${name} ${args.join(' ')}`.trim() : name)).join(', '),
    steps: steps.map((step, index) => ({ ...step, expected: snapshot(worlds[index + 1] as (typeof worlds)[number]) })),
  }));
};

/** A driver without a method that a path needs. */
export const missingSteps = (path: ConnectionPath, driver: ConnectionDriver): readonly StepName[] =>
  [...new Set(path.steps.map(({ name }) => name))].filter((name) => driver[name] === undefined);

/** Leads the driver along the path; `check` is called after every step, with what must be true then. */
export const followPath = async (
  path: ConnectionPath,
  driver: ConnectionDriver,
  check: (step: PathStep, index: number) => void | Promise<void>,
): Promise<void> => {
  for (const [index, step] of path.steps.entries()) {
    const drive = driver[step.name] as ((...args: Step['args']) => void | Promise<void>) | undefined;
    if (drive === undefined) throw new Error(`The driver cannot ${step.name}`);
    await drive(...step.args);
    await check(step, index);
  }
};
