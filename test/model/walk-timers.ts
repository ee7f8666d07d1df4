import type { ConnectionSnapshot } from '../../src/index.js';
import type { World } from './walk-world.js';

/** How many timers a chat in this stance may have, at least and at most (SE4, EN2). */
const timersOf = (
  { state, phase, wanted, queued }: ConnectionSnapshot,
  heartbeat: boolean,
): readonly [number, number] => {
  const expiry = queued > 0 ? 1 : 0;
  switch (state) {
    case 'idle':
    case 'failed':
      return [expiry, expiry];
    case 'throttled':
      return [1 + expiry, 1 + expiry];
    case 'connecting': {
      const own = phase === 'awaiting-slot' ? 0 : 1;
      // While dialing, `close` may be awaited after `error`.
      return [own + expiry, own + expiry + (phase === 'dialing' || phase === 'greeting' ? 1 : 0)];
    }
    case 'open': {
      const liveness = phase === 'probing' || heartbeat ? 1 : 0;
      const own = liveness + (wanted ? 0 : 1) + (queued > 0 ? 2 : 0);
      // The proof's, and that of a `close` that is awaited.
      return [own, own + 2];
    }
    case 'backoff': {
      const own = (phase === 'waiting' ? 1 : 0) + expiry;
      return [own, own];
    }
  }
};

export const expectTimers = (world: World, seen: ReadonlyMap<string, ConnectionSnapshot>): void => {
  const { settings, clock, timers, isDisposed, expect } = world;
  const bounds = isDisposed ? [] : [...seen.values()].map((snapshot) => timersOf(snapshot, settings.heartbeat));
  const least = bounds.reduce((sum, [few]) => sum + few, 0);
  const burst = world.wishes.selected !== null && !isDisposed ? 1 : 0;
  // Sockets that were left are terminated 2 s later, where they can be.
  const left = settings.terminates && !isDisposed ? world.gateway.sockets.length : 0;
  const most = bounds.reduce((sum, [, many]) => sum + many, burst + left);
  const pending = () => clock.pending.map(({ at, delayMs }) => `${delayMs} ms until ${at}`).join('; ');
  expect(
    'EN2',
    timers >= least && timers <= most,
    () => `${timers} timers, expected ${least} to ${most} (${pending()})`,
  );
};
