import type { ConnectionSnapshot } from '../contract/snapshot.js';
import { cover, type Goal } from './paths/cover.js';
import { type Exploration, explore } from './paths/explore.js';
import type { PathFeatures } from './paths/path-options.js';
import type { Step, StepName } from './paths/steps.js';

/** A step of a path. */
export interface PathStep extends Step {
  /** The expected snapshot after the step. */
  readonly expected: ConnectionSnapshot;
}

/** What happens to a chat, step by step, and what is expected after each step. */
export interface ConnectionPath {
  /** The steps in short form, to identify the path in a report. */
  readonly name: string;
  readonly steps: readonly PathStep[];
}

/**
 * Takes a chat, or code that shows one, along a path: a method for each step that the features include. docs/testing.md
 * describes each step.
 */
export type ConnectionDriver = { readonly [Name in StepName]?: (...args: never[]) => void | Promise<void> };

/**
 * Paths through the shipped chart. Together they take every edge of it that the features reach (`goal` 'chart', the
 * default), or every edge between the worlds that the exploration distinguishes ('worlds': many more). The chat's id is
 * '42'. Give the connections the options `pathOptions(features)`, a virtual clock whose `now()` and `wallNow()` both start
 * at 0, and whatever the features need.
 */
export const connectionPaths = (
  features: PathFeatures = {},
  goal: 'chart' | 'worlds' = 'chart',
): readonly ConnectionPath[] => pathsOf(explore(features), goal);

/** The same for an existing exploration. */
export const pathsOf = (exploration: Exploration, goal: Goal): readonly ConnectionPath[] => {
  const { snapshot } = exploration.model;
  return cover(exploration, goal).map(({ worlds, steps }) => ({
    name: steps.map(({ name, args }) => (args.length > 0 ? `${name} ${args.join(' ')}`.trim() : name)).join(', '),
    steps: steps.map((step, index) => ({ ...step, expected: snapshot(worlds[index + 1] as (typeof worlds)[number]) })),
  }));
};

/** The steps of a path for which the driver has no method. */
export const missingSteps = (path: ConnectionPath, driver: ConnectionDriver): readonly StepName[] =>
  [...new Set(path.steps.map(({ name }) => name))].filter((name) => driver[name] === undefined);

/** Takes the driver along the path. `check` is called after every step, with the expected snapshot. */
export const followPath = async (
  path: ConnectionPath,
  driver: ConnectionDriver,
  check: (step: PathStep, index: number) => void | Promise<void>,
): Promise<void> => {
  for (const [index, step] of path.steps.entries()) {
    const drive = driver[step.name] as ((...args: Step['args']) => void | Promise<void>) | undefined;
    if (drive === undefined) throw new Error(`The driver has no method ${step.name}`);
    await drive(...step.args);
    await check(step, index);
  }
};
