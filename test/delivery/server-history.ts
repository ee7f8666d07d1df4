import fc from 'fast-check';
import { readLog } from '../histories/read-log.js';
import type { Item } from '../histories/record.js';
import { CHAT, type createWorld } from './world.js';

const HAPPENINGS = ['publishes', 'trims', 'restarts', 'is backed up', 'is restored', 'is restored further'] as const;

/** Something that happens to the server of a history, or to its log. `is restored further`: an older backup is. */
export type ServerHappening = (typeof HAPPENINGS)[number];

export const serverHappening = fc.constantFrom(...HAPPENINGS);

/** The server's part of a history: what happens to it, recorded. */
export const serverHistory = (world: ReturnType<typeof createWorld>, record: (item: Item) => unknown) => {
  // The first is of before there is a log.
  const backups = [{ number: 0, backup: world.store.backup() }];
  let taken = 0;
  let published = 0;
  record({ type: 'backed up', backup: 0, heads: {} });

  const read = async () => {
    const logged = await readLog(world.store, CHAT);
    record(logged);
    return logged;
  };
  const publish = async (text: string) => {
    const { seq } = await world.server.publish(CHAT, text);
    record({ type: 'published', chat: CHAT, text, seq });
  };
  const restore = () =>
    world.restart(async () => {
      await read();
      const last = backups.at(-1);
      if (last === undefined) return;
      world.store.restore(last.backup);
      record({ type: 'restored', backup: last.number });
    });
  const happens = async (type: ServerHappening): Promise<void> => {
    switch (type) {
      case 'publishes':
        published += 1;
        return publish(`server:${published}`);
      case 'trims': {
        const { head } = await read();
        record({ type: 'trims', chat: CHAT, before: head });
        return world.server.trim(CHAT, { before: head });
      }
      case 'restarts':
        return world.restart();
      case 'is backed up': {
        const { head } = await read();
        taken += 1;
        backups.push({ number: taken, backup: world.store.backup() });
        record({ type: 'backed up', backup: taken, heads: { [CHAT]: head } });
        return;
      }
      case 'is restored further':
        // What is newer than the one that is restored is thrown away.
        if (backups.length > 1) backups.pop();
        return restore();
      case 'is restored':
        return restore();
    }
  };
  return { read, publish, happens };
};
