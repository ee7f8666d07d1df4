/** IndexedDB, Web Locks and BroadcastChannel, as far as outboxes use them: the library is compiled without the DOM library. */

export interface StoreRequest<T> {
  readonly result: T;
  readonly error: Error | null;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

export interface ObjectStore<Key, Value> {
  get(key: Key): StoreRequest<Value | undefined>;
  getAll(range?: KeyRange): StoreRequest<Value[]>;
  put(value: Value, key?: Key): unknown;
  delete(key: Key | KeyRange): unknown;
}

export interface KeyRange {
  readonly lower: unknown;
}

export interface Transaction {
  readonly error: Error | null;
  objectStore<Key, Value>(name: string): ObjectStore<Key, Value>;
  oncomplete: (() => void) | null;
  onabort: ((event: unknown) => void) | null;
  abort(): void;
}

export interface Database {
  createObjectStore(name: string, options?: { readonly keyPath: string }): unknown;
  transaction(stores: string[], mode: 'readwrite', options: { readonly durability: 'relaxed' | 'strict' }): Transaction;
  close(): void;
  onversionchange: (() => void) | null;
  onclose: (() => void) | null;
}

export interface Databases {
  open(name: string, version: number): StoreRequest<Database> & { onupgradeneeded: (() => void) | null };
}

export interface Locks {
  request<T>(
    name: string,
    options: { readonly signal: AbortSignal } | { readonly ifAvailable: true },
    granted: (lock: object | null) => Promise<T>,
  ): Promise<T>;
}

export interface Channel {
  onmessage: ((event: { readonly data: string }) => void) | null;
  postMessage(message: string): void;
  close(): void;
}

interface Globals {
  readonly indexedDB: Databases;
  readonly IDBKeyRange: { bound(lower: unknown, upper: unknown): KeyRange };
  readonly navigator: { readonly locks: Locks };
  readonly BroadcastChannel: new (name: string) => Channel;
}

/** Read at each use, never at import. Some may be missing: an outbox looks before it is opened. */
export const globals = globalThis as object as Globals;
