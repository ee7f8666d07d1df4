import type { Clock } from '../contract/clock.js';
import type { PostgresPool } from './postgres-client.js';
import { PostgresListening } from './postgres-listening.js';
import { PostgresLog } from './postgres-log.js';
import { serverClock } from './server-clock.js';
import type { DeliveryStore } from './store.js';

/**
 * A store in PostgreSQL (tested with 15), for any number of gateways. `pool` is the application's, from `pg`, with a `max` of at least
 * 2: the store holds one client to listen for pokes. It creates the tables `evenkeel_…` at its first call, in the first
 * schema of the pool's `search_path`; only the primary of a cluster will do.
 *
 * What it has answered is durable as far as the database's `synchronous_commit` says: `on`, the default, survives a loss of
 * power. Every writer of a chat holds the row of its log until it has committed, so that seqs are committed in their order; a batch
 * takes its rows in the order of the chats' names, so that no two wait for each other.
 *
 * Pokes and `brief` frames go through NOTIFY. While the store listens, every poke arrives; after its connection was lost, every
 * chat is read again. A `brief` frame goes to the gateways whose tables are in the same schema; one above 7,900 bytes, or sent while
 * PostgreSQL is slow or the store does not listen yet, stays in its process.
 *
 * `clock` is for the age of senders, and for the waits between attempts to listen again.
 */
export function postgresStore(
  pool: PostgresPool,
  { clock = serverClock }: { readonly clock?: Clock } = {},
): DeliveryStore {
  const log = new PostgresLog(pool, clock);
  const listening = new PostgresListening(pool, clock);
  return {
    append: (batch) => log.append(batch),
    greet: (chat, user, senders, cursor) => log.greet(chat, user, senders, cursor),
    read: (chat, after, limit) => log.read(chat, after, limit),
    trim: (chat, before) => log.trim(chat, before),
    subscribe: (listener) => listening.add(listener),
    brief: (chat, frame) => listening.send(chat, frame),
    close: () => listening.close(),
  };
}
