import { globals } from './outbox-platform.js';

/**
 * The time in which a holder has the lock of its name, by which others know that it lives. It waits for the locks of all others
 * in its scope: who gets one inherits. They hear of each other by a channel; those that have senders are in storage too.
 * Resolves once what the dead left is taken over, or the time is over; `signal` ends it. From `held` on it is certain that nobody
 * else has the holder's senders; `takeOver` takes over what another has, who is dead or away.
 *
 * A lock is passed on 22–103 ms after its holder closes, reloads or crashes, and never while it is frozen.
 */
export async function serveTenure(
  scope: string,
  holder: string,
  signal: AbortSignal,
  held: () => void,
  holders: () => Promise<Iterable<string>>,
  takeOver: (from: string) => Promise<void>,
): Promise<void> {
  const { locks } = globals.navigator;
  const channel = new globals.BroadcastChannel(scope);
  const watched = new Set([holder]);
  const ended = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      channel.close();
      resolve();
    });
  });

  /** Resolves with whether the lock was free. Who gives up its own lock keeps no other. */
  const inherit = (from: string, options: Parameters<typeof locks.request>[1]) =>
    locks.request(from, options, async (lock) => {
      if (lock) await Promise.race([ended, takeOver(from)]);
      return lock !== null;
    });
  const watch = (other: string) => {
    if (watched.has(other)) return;
    watched.add(other);
    channel.postMessage(holder);
    const unwatch = () => watched.delete(other);
    // What cannot be taken over now is found at the next start.
    inherit(other, { signal }).then(unwatch, unwatch);
  };

  channel.onmessage = ({ data }) => watch(data);
  try {
    await new Promise<void>((resolve, reject) => {
      const hold = () => {
        resolve();
        return ended;
      };
      locks.request(holder, { signal }, hold).catch(reject);
    });
    held();
    channel.postMessage(holder);
    for (const other of await holders()) {
      if (!(await inherit(other, { ifAvailable: true }))) watch(other);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
