import { openDatabase, transact, type Work } from './outbox-database.js';
import { OutboxError } from './outbox-error.js';
import type { Database } from './outbox-platform.js';

export interface OutboxStorage {
  /** Does the work after all earlier ones; resolves once it is stored. Rejects with an `OutboxError` if it was not. */
  store<T>(work: Work<T>): Promise<T>;
  /** From now on no work starts. */
  pause(): void;
  resume(): void;
  close(): void;
}

/**
 * Works on the database, one after the other. They wait while it is paused, as it is at first. A database that failed, was
 * closed or deleted is opened again for the next work. After every opening, `check` comes first.
 */
export function outboxStorage(name: string, check: Work<void>): OutboxStorage {
  let turn: Promise<unknown> = Promise.resolve();
  let opening: Promise<Database> | null = null;
  let permission: Promise<void>;
  let permit: ((permission?: Promise<void>) => void) | null = null;

  const forget = () => {
    opening?.then(
      (database) => database.close(),
      () => {},
    );
    opening = null;
  };
  const open = async () => {
    const database = await openDatabase(name, forget);
    await transact(database, check);
    return database;
  };
  /** The database, once that is permitted, if it was not forgotten meanwhile. */
  const opened = async (): Promise<Database> => {
    await permission;
    opening ??= open();
    const mine = opening;
    const database = await mine;
    return mine === opening ? database : opened();
  };
  const pause = () => {
    if (!permit) {
      permission = new Promise((resolve) => {
        permit = resolve;
      });
    }
    // A page that is frozen could not answer whoever wants to upgrade or delete the database.
    forget();
  };

  pause();
  return {
    store(work) {
      const done = turn
        .then(async () => transact(await opened(), work))
        .catch((error: unknown) => {
          forget();
          throw OutboxError.of(error);
        });
      turn = done.catch(() => {});
      return done;
    },
    pause,
    resume() {
      permit?.();
      permit = null;
    },
    close() {
      pause();
      permit?.(Promise.reject(new OutboxError('it was closed')));
      permission.catch(() => {});
    },
  };
}
