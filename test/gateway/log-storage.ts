import { randomBytes } from 'node:crypto';
import { type DeliveryStore, type MemoryBackup, memoryStore } from '../../src/server/index.js';

/** The logs of all chats, open: for one gateway, until it closes them. */
export interface OpenLogs {
  readonly store: DeliveryStore;
  /** The same for everyone who opens these logs: tokens are signed with it. */
  readonly secret: string;
  /** Until when the tokens are expired, as it was kept last; 0 if never. */
  readonly tokensExpiredAt: number;
  /** Keeps that, whatever copy is restored. */
  keepTokensExpiredAt(expiredAt: number): Promise<void>;
  /** Keeps a copy of the logs as they are now, in place of an earlier one. Left out where that is somebody else's work. */
  backUp?(): Promise<void>;
  close(): Promise<void>;
}

/** Where the logs are between a gateway's lives. */
export interface LogStorage {
  /** Where that is, for people to read; without a password. */
  readonly place: string;
  open(): Promise<OpenLogs>;
  /** Puts the copy in the place of the logs, while nobody has them open (PS13). Left out where no copy can be kept. */
  restore?(): Promise<void>;
  /** Lets go of what it holds; it is not opened again. */
  end(): Promise<void>;
}

export const newSecret = (): string => randomBytes(32).toString('base64url');

/** In this process's memory: a gateway may be started again, but nothing outlives the process. */
export function memoryStorage(): LogStorage {
  const store = memoryStore();
  const secret = newSecret();
  let tokensExpiredAt = 0;
  let backup: MemoryBackup | null = null;
  return {
    place: 'in memory, until this process ends',
    open: async () => ({
      store,
      secret,
      tokensExpiredAt,
      async keepTokensExpiredAt(expiredAt) {
        tokensExpiredAt = expiredAt;
      },
      async backUp() {
        backup = store.backup();
      },
      close: async () => undefined,
    }),
    async restore() {
      if (backup !== null) store.restore(backup);
    },
    end: async () => undefined,
  };
}
