import type { ConnectionSnapshot } from '../contract/snapshot.js';
import type { Goal } from './paths/cover.js';
import { type ConnectionExploration, exploreConnection } from './paths/explore-connection.js';
import { follow, pathsThrough } from './paths/follow.js';
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
): readonly ConnectionPath[] => pathsOf(exploreConnection(features), goal);

/** The same for an existing exploration. */
export const pathsOf = (exploration: ConnectionExploration, goal: Goal): readonly ConnectionPath[] =>
  pathsThrough(exploration, goal, exploration.model.snapshot);

/** The steps of a path for which the driver has no method. */
export const missingSteps = (path: ConnectionPath, driver: ConnectionDriver): readonly StepName[] =>
  [...new Set(path.steps.map(({ name }) => name))].filter((name) => driver[name] === undefined);

/** Takes the driver along the path. `check` is called after every step, with the expected snapshot. */
export const followPath = (
  path: ConnectionPath,
  driver: ConnectionDriver,
  check: (step: PathStep, index: number) => void | Promise<void>,
): Promise<void> => follow(path.steps, driver, check);
