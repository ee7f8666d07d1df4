import { stateOf } from '../../src/chat/snapshot-of.js';
import type { ConnectionExploration } from '../../src/testing/paths/explore-connection.js';
import type { PathOptions } from '../../src/testing/paths/path-options.js';
import type { StepName } from '../../src/testing/paths/steps.js';
import type { World } from '../../src/testing/paths/world.js';

/** What a world around a chat does that wishes it well, the first thing that is possible first. */
const COOPERATION: readonly StepName[] = [
  'select',
  'resume',
  'freeGate',
  'answerAddress',
  'acceptHandshake',
  'welcome',
];
const MAX_STEPS = 50;

export interface Recovery {
  /** How long it took until the chat was wanted and open, in milliseconds of virtual time. */
  readonly ms: number;
  readonly steps: readonly StepName[];
}

/**
 * Lets nothing go wrong from here on: the page is awake and online, the address is answered, the slot is freed, handshakes
 * are accepted, a chat that failed is retried, and else time passes. Null: the chat does not come to be open.
 */
export const recover = ({ kinds, model }: ConnectionExploration, start: World): Recovery | null => {
  let world = start;
  const steps: StepName[] = [];
  const take = (name: StepName): boolean => {
    const kind = kinds.find((one) => one.isPossible(world) && one.step(world).name === name);
    if (kind === undefined) return false;
    steps.push(name);
    world = kind.apply(world);
    return true;
  };
  while (steps.length < MAX_STEPS) {
    const state = stateOf(world.chart.value);
    if (state === 'open' && world.isSelected) return { ms: world.now - start.now, steps };
    if (COOPERATION.some(take)) continue;
    if (!world.isPageOnline && take('comeOnline')) continue;
    if (state === 'failed' && take('retry')) continue;
    const next = world.timers[0];
    if (next === undefined) return null;
    steps.push('pass');
    world = model.pass(world, next.at - world.now);
  }
  return null;
};

/** A named delay is spread by up to a tenth (RE5); the paths' servers name a minute. */
const LONGEST_NAMED_MS = 66_000;

/** The longest wait that a chat may be in: a delay of backoff or of the throttle, or what the server asked for. */
export const boundOf = ({ backoff, maxAttempts, throttleMs, burstMs }: PathOptions, isNamed: boolean): number => {
  const longestBackoffMs = Math.max(...Array.from({ length: maxAttempts }, (_, index) => backoff(index + 1)));
  return burstMs + Math.max(longestBackoffMs, throttleMs, isNamed ? LONGEST_NAMED_MS : 0);
};
