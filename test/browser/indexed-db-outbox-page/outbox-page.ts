import type { OpenOutbox, StoredSender } from '../../../src/contract/delivery.js';
import { indexedDbOutbox } from '../../../src/delivery/indexed-db-outbox.js';
import { outboxContract } from '../../delivery/outbox-contract.js';

/** An outbox of the page, and what it was told. */
export class PageOutbox {
  readonly found: StoredSender[] = [];
  readonly taken: string[] = [];
  readonly #outbox: OpenOutbox;
  readonly #lookers = new Set<() => void>();

  constructor(outbox: OpenOutbox) {
    this.#outbox = outbox;
    outbox.onFound((senders) => {
      this.found.push(...senders);
      this.#look();
    });
    outbox.onTaken((senders) => {
      this.taken.push(...senders);
      this.#look();
    });
  }

  get storage(): string {
    return this.#outbox.storage;
  }

  /** Adds a message to chat 7 for each text, which is its id too. */
  add(sender: string, ...texts: readonly string[]): Promise<number> {
    return this.#outbox.add(
      '7',
      sender,
      texts.map((text) => ({ id: text, data: text })),
    );
  }

  /** Adds a message of so many characters. */
  addLong(sender: string, length: number): Promise<number> {
    return this.#outbox.add('7', sender, [{ id: 'long', data: 'x'.repeat(length) }]);
  }

  /** Adds what cannot be stored. */
  addImpossible(sender: string, secret: string): Promise<number> {
    return this.#outbox.add('7', sender, [{ id: 'impossible', data: Object.assign(() => secret, { secret }) }]);
  }

  cancel(sender: string, n: number): Promise<void> {
    return this.#outbox.cancel(sender, n);
  }

  settle(sender: string, acked: number): Promise<void> {
    return this.#outbox.settle(sender, acked);
  }

  renew(sender: string, successor: string): Promise<StoredSender> {
    return this.#outbox.renew(sender, successor);
  }

  close(): void {
    this.#outbox.close();
  }

  /** Resolves with those that were found, once there are so many. */
  untilFound(count = 1): Promise<readonly StoredSender[]> {
    return this.#until(this.found, count);
  }

  untilTaken(count = 1): Promise<readonly string[]> {
    return this.#until(this.taken, count);
  }

  #until<T>(list: readonly T[], count: number): Promise<readonly T[]> {
    return new Promise((resolve) => {
      const look = () => {
        if (list.length < count) return;
        this.#lookers.delete(look);
        resolve(list);
      };
      this.#lookers.add(look);
      look();
    });
  }

  #look(): void {
    for (const look of [...this.#lookers]) look();
  }
}

/** What the page has for a test. */
export class OutboxPage {
  /** As the browser wrote them down: of whether the page was kept, and came back. */
  readonly shows: boolean[] = [];
  #opened: PageOutbox | null = null;
  #isBlocking = false;

  constructor() {
    addEventListener('pageshow', ({ persisted }) => this.shows.push(persisted));
  }

  get outbox(): PageOutbox {
    if (this.#opened === null) throw new Error('the page has not opened an outbox');
    return this.#opened;
  }

  /** Opens an outbox; answers what it found. */
  async open(account = 'ana', name = 'outbox'): Promise<readonly StoredSender[]> {
    this.#opened = new PageOutbox(await indexedDbOutbox({ account, name }).open());
    return this.#opened.found;
  }

  /** Opens an outbox beside it. */
  async another(account = 'ana', name = 'outbox'): Promise<PageOutbox> {
    return new PageOutbox(await indexedDbOutbox({ account, name }).open());
  }

  /** What the clauses of the contract observe, each in a database of its own. */
  async observeContract(): Promise<readonly unknown[]> {
    return Promise.all(
      outboxContract.map(async ({ title, observe }) =>
        observe(await indexedDbOutbox({ account: 'ana', name: title }).open()),
      ),
    );
  }

  /** What a newer version of the library would do; resolves with the version that there was. */
  async upgrade(): Promise<number> {
    const request = indexedDB.open('outbox', 2);
    let from = 2;
    request.onupgradeneeded = ({ oldVersion }) => {
      from = oldVersion;
    };
    (await answerOf(request)).close();
    return from;
  }

  async erase(): Promise<void> {
    await answerOf(indexedDB.deleteDatabase('outbox'));
  }

  /** The senders that are stored, whoever's they are. */
  async records(): Promise<readonly unknown[]> {
    const database = await answerOf(indexedDB.open('outbox'));
    const records = await answerOf(database.transaction('senders').objectStore('senders').getAll());
    database.close();
    return records.map(({ id, last }) => ({ id, last }));
  }

  /** From now on all that outboxes store has to wait, until `unblock`. */
  async block(): Promise<void> {
    const database = await answerOf(indexedDB.open('outbox'));
    const senders = database.transaction('senders', 'readwrite').objectStore('senders');
    this.#isBlocking = true;
    const goOn = () => {
      if (this.#isBlocking) senders.count().onsuccess = goOn;
      else database.close();
    };
    await answerOf(senders.count());
    goOn();
  }

  unblock(): void {
    this.#isBlocking = false;
  }

  /** The next transaction completes, but seems to be aborted, as if the connection to the storage broke between. */
  loseNextCompletion(): void {
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...args) {
      IDBDatabase.prototype.transaction = transaction;
      const begun = transaction.apply(this, args);
      Object.defineProperty(begun, 'oncomplete', { set() {} });
      begun.addEventListener('complete', () => begun.onabort?.(new Event('abort')));
      return begun;
    };
  }

  /** The locks that this origin's pages hold, and which of these each page. */
  async locks(): Promise<readonly { readonly name: string; readonly page: string }[]> {
    const { held = [] } = await navigator.locks.query();
    return held.map(({ name = '', clientId = '' }) => ({ name, page: clientId }));
  }
}

/** Rejects where it would have to wait for another page that has the database open. */
function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (request instanceof IDBOpenDBRequest) request.onblocked = () => reject(new Error('blocked'));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

declare global {
  /** Only in the page: for the functions that a test evaluates there. */
  const outboxPage: OutboxPage;
}

Reflect.set(globalThis, 'outboxPage', new OutboxPage());
