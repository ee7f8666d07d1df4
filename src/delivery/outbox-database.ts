import type { StoredMessage } from '../contract/delivery.js';
import { type Database, globals, type ObjectStore, type StoreRequest } from './outbox-platform.js';
import type { Sender } from './outbox-senders.js';

/** A sender as it is stored: its messages are beside it. */
export interface SenderRecord extends Omit<Sender, 'messages'> {
  /** The name of the lock of the open outbox that has it. */
  readonly holder: string;
}

/** The object stores, while a transaction runs. */
export interface Tables {
  readonly senders: ObjectStore<string, SenderRecord>;
  /** By sender and number. */
  readonly messages: ObjectStore<readonly [string, number], StoredMessage>;
}

/**
 * A part of a transaction: it waits for nothing but its requests, since the transaction ends otherwise. What it answers is called
 * once everything is stored, before the next transaction begins.
 */
export type Work<T> = (tables: Tables) => Promise<() => T>;

/** Who changes what is stored raises it. Those that know a lower one alone cannot open the database then. */
const VERSION = 1;

/** Calls `gone` when the database is of no use any more. */
export async function openDatabase(name: string, gone: () => void): Promise<Database> {
  const request = globals.indexedDB.open(name, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('senders', { keyPath: 'id' });
    request.result.createObjectStore('messages');
  };
  const database = await answerOf(request);
  // Whoever upgrades or deletes the database waits until all have closed it.
  database.onversionchange = database.onclose = () => {
    database.close();
    gone();
  };
  return database;
}

/** Does the work, and resolves once it is stored, so that it survives a reload. If it rejects, nothing was changed. */
export const transact = <T>(database: Database, work: Work<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    // A reload or a crash loses nothing that is complete, a loss of power may; `strict` costs a sync of the disk.
    const transaction = database.transaction(['senders', 'messages'], 'readwrite', { durability: 'relaxed' });
    const done = work({ senders: transaction.objectStore('senders'), messages: transaction.objectStore('messages') });
    const fail = (error: unknown) => reject(transaction.error ?? error);
    transaction.oncomplete = () => resolve(done.then((result) => result()));
    transaction.onabort = fail;
    done
      .catch((error) => {
        fail(error);
        // Throws where it was aborted already, which made the work fail.
        transaction.abort();
      })
      .catch(() => {});
  });

export const answerOf = <T>(request: StoreRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Of the messages of a sender. A list comes after every number. */
export const keysOf = (sender: string) => globals.IDBKeyRange.bound([sender], [sender, []]);
