import { untilNext } from '../../../src/testing/paths/timed-world.js';
import type { DeliveryExploration } from './explorations.js';
import type { DeliveryStepName } from './steps.js';
import { type DeliveryWorld, linkIn, pendingIn } from './world.js';

/** The timers that a world's states ask for, by their ids. */
const waitsOf = ({ chart }: DeliveryWorld): readonly string[] =>
  chart._nodes.flatMap(({ after }) => after.map(({ eventType }) => eventType));

/** What must never be in a world, whatever led to it: each thing that is, in words. */
export const violationsOf = (world: DeliveryWorld): readonly string[] => {
  const { chart, timers, now, connection, inFlight, isAsking, isAskedTwice } = world;
  const link = linkIn(world);
  const waits = waitsOf(world);
  const pending = timers.map(({ id }) => id);
  const missing = waits.filter((id) => !pending.includes(id));
  const orphans = pending.filter((id) => !waits.includes(id));
  const { holes, snapshots } = chart.context;
  const found: Record<string, boolean> = {
    [`timers whose state is left: ${orphans}`]: orphans.length > 0,
    [`waits without a timer: ${missing}`]: missing.length > 0,
    'a timer that should have fired': timers.some(({ at }) => at < now),
    'two timers for one wait': new Set(pending).size < pending.length,
    'a snapshot is asked for while another is': isAskedTwice,
    'a snapshot is asked for, and the link is elsewhere': isAsking && link !== 'snapshotting',
    'snapshotting, and no snapshot is asked for': link === 'snapshotting' && !isAsking,
    'a link without a connection': link !== 'down' && connection === null,
    'a link before messages were found': link !== 'down' && chart.matches({ outbox: 'opening' }),
    'messages in flight without a connection': inFlight.length > 0 && connection === null,
    'messages in flight without a timer for them': inFlight.length > 0 && !chart.matches({ outbox: 'sending' }),
    'more than one hole, or snapshot, in a row': holes > 1 || snapshots > 1,
    'a snapshot that is not the last is remembered': snapshots > 0 && (link === 'down' || link === 'live'),
  };
  return Object.keys(found).filter((what) => found[what]);
};

/** What a server and an application do that wish it well, the first thing that is possible first. */
const COOPERATION: readonly DeliveryStepName[] = [
  'openStorage',
  'connect',
  'welcomeWhole',
  'welcomeGap',
  'answerSnapshot',
  'acknowledge',
];
const MAX_STEPS = 50;

/**
 * Lets nothing go wrong from here on. Answers how long it took until the link was live, nothing waited to be sent, and the outbox
 * rested; null if that never came to be.
 */
export const recover = ({ model, kinds }: DeliveryExploration, start: DeliveryWorld): number | null => {
  let world = start;
  let liveAt: number | null = null;
  const take = (name: DeliveryStepName): boolean => {
    const kind = kinds.find((one) => one.isPossible(world) && one.step(world).name === name);
    if (kind === undefined) return false;
    world = kind.apply(world);
    return true;
  };
  for (let step = 0; step < MAX_STEPS; step += 1) {
    if (linkIn(world) === 'live') liveAt ??= world.now;
    else liveAt = null;
    if (liveAt !== null && pendingIn(world) === 0 && world.chart.matches({ outbox: 'idle' })) return liveAt - start.now;
    if (COOPERATION.some(take)) continue;
    if (world.timers.length === 0) return null;
    world = model.pass(world, untilNext(world));
  }
  return null;
};
