import { stateOf } from '../../src/chat/snapshot-of.js';
import type { World } from '../../src/testing/paths/world.js';

/** The waits that a world's states ask for, by the ids of their timers. */
const waitsOf = ({ chart, line, isSelected, timers }: World): ReadonlyMap<string, 'must' | 'may'> => {
  const waits = new Map<string, 'must' | 'may'>();
  for (const { after } of chart._nodes) for (const { eventType } of after) waits.set(eventType, 'must');
  // The socket watches for silence while its connection is healthy, if there is a heartbeat.
  if (line !== null && chart.matches({ open: { liveness: 'healthy' } })) waits.set('quiet', 'may');
  // The registry waits for a burst to settle before it wants an idle chat.
  if (chart.value === 'idle' && isSelected && timers.length > 0) waits.set('burst', 'must');
  return waits;
};

/** What must never be in a world, whatever led to it: each thing that is, in words. */
export const violationsOf = (world: World): readonly string[] => {
  const { chart, line, timers, isSelected, gateHeldAt } = world;
  const state = stateOf(chart.value);
  const hasSocket = state === 'connecting' || state === 'open';
  const waits = waitsOf(world);
  const pending = timers.map(({ id }) => id);
  const missing = [...waits].filter(([id, wait]) => wait === 'must' && !pending.includes(id)).map(([id]) => id);
  const orphans = pending.filter((id) => !waits.has(id));
  const overdue = timers.filter(({ at }) => at < world.now).map(({ id }) => id);
  const found: Record<string, unknown> = {
    'a timer in idle that nobody waits for': state === 'idle' && !isSelected && pending.length > 0,
    'a timer in failed': state === 'failed' && pending.length > 0,
    [`timers whose state is left: ${orphans}`]: orphans.length > 0,
    [`waits without a timer: ${missing}`]: missing.length > 0,
    [`timers that should have fired: ${overdue}`]: overdue.length > 0,
    'two timers for one wait': new Set(pending).size < pending.length,
    'a socket in a state that has none': line !== null && !hasSocket,
    'no socket in a state that has one': line === null && hasSocket,
    'a slot of the handshake gate kept by an open connection': state === 'open' && line?.hasSlot === true,
    'a slot that another handshake holds': gateHeldAt !== null && line?.hasSlot === true,
    'a failure without a reason': state === 'failed' && chart.context.failure === null,
  };
  return Object.keys(found).filter((what) => found[what]);
};
