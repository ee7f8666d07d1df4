import type { OpenOutbox, Outbox, StoredSender } from '../../src/delivery/index.js';
import { OutboxError } from '../../src/delivery/outbox-error.js';
import { type Change, changesOf, type Sender, type Senders } from '../../src/delivery/outbox-senders.js';
import type { VirtualClock } from '../../src/testing/index.js';

/**
 * What storage does with what a page asks. `works late`: it is done after a while. `answers late`: it is done at once, and answered
 * after a while. `fails`: nothing is done. `fails late`: it is done, seems to have failed, and is undone with the next work.
 */
export type StorageMood = 'works' | 'works late' | 'answers late' | 'fails' | 'fails late' | 'hangs';

/** Who has a message now. */
export type Passed = (from: string, to: string, messages: readonly string[]) => void;

interface Holding {
  holder: SharedOutbox;
  sender: Sender;
}

const LATE_MS = 2_000;
/** A lock is passed on after some 22–103 ms. */
const LOCK_MS = 50;

/** The storage that all pages of a user share, as far as `indexedDbOutbox` makes it so: what the dead and the frozen have, others take over. */
export class SharedStorage {
  readonly clock: VirtualClock;
  readonly passed: Passed;
  readonly holdings = new Map<string, Holding>();
  readonly #outboxes = new Set<SharedOutbox>();

  constructor(clock: VirtualClock, passed: Passed) {
    this.clock = clock;
    this.passed = passed;
  }

  /** For one page. */
  outboxOf(life: string): SharedOutbox {
    const outbox = new SharedOutbox(life, this);
    this.#outboxes.add(outbox);
    return outbox;
  }

  /** Those that have something, and do not hold their lock. */
  get left(): readonly SharedOutbox[] {
    return [...new Set([...this.holdings.values()].map(({ holder }) => holder))].filter(({ isHere }) => !isHere);
  }

  /** Soon another page has what was left, if there is one. */
  passOn(): void {
    this.clock.setTimeout(() => {
      const heir = [...this.#outboxes].find(({ isHere }) => isHere);
      for (const from of this.left) heir?.claim(from).catch(() => undefined);
    }, LOCK_MS);
  }

  sleep(ms = LATE_MS): Promise<void> {
    return new Promise((resolve) => this.clock.setTimeout(resolve, ms));
  }
}

/** The outbox of one page over shared storage. Works are done one after the other, and wait while the page is away. */
export class SharedOutbox implements Outbox {
  readonly life: string;
  readonly #storage: SharedStorage;
  readonly #senders: Senders = new Map();
  readonly #untold: StoredSender[] = [];
  #tellFound: (found: readonly StoredSender[]) => unknown = (found) => this.#untold.push(...found);
  #tellTaken: (senders: readonly string[]) => void = () => undefined;
  #mood: StorageMood = 'works';
  /** Whether it has the lock of its name. */
  isHere = false;
  #isClosed = false;
  /** Whether something may be stored that the page was told is not. */
  #isUnsure = false;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting: (() => void)[] = [];

  constructor(life: string, storage: SharedStorage) {
    this.life = life;
    this.#storage = storage;
  }

  async open(): Promise<OpenOutbox> {
    await this.#storage.sleep(LOCK_MS);
    this.isHere = !this.#isClosed;
    // What cannot be taken over now is found at the next start.
    for (const from of this.#storage.left) await this.claim(from).catch(() => undefined);
    return {
      storage: 'persistent',
      ...changesOf(this.#senders, (change) => this.#work((mood) => this.#make(change, mood === 'fails late'))),
      onFound: (fn) => {
        this.#tellFound = fn;
        const found = this.#untold.splice(0).filter(({ id }) => this.#senders.get(id));
        if (found.length > 0) fn(found);
      },
      onTaken: (fn) => {
        this.#tellTaken = fn;
      },
      close: () => this.close(),
    };
  }

  close(): void {
    this.#isClosed = true;
    this.leave();
  }

  /** The page is frozen: others may take over what it has. */
  leave(): void {
    this.isHere = false;
    this.#wake();
    this.#storage.passOn();
  }

  async resume(): Promise<void> {
    await this.#storage.sleep(LOCK_MS);
    if (this.isHere || this.#isClosed) return;
    this.#isUnsure = true;
    this.isHere = true;
    this.#wake();
    // Even if nothing is asked of it.
    this.#work(() => undefined).catch(() => undefined);
    this.#storage.passOn();
  }

  becomes(mood: StorageMood): void {
    this.#mood = mood;
    this.#wake();
  }

  claim(from: SharedOutbox): Promise<void> {
    return this.#work(() => {
      if (from.isHere) return;
      // A page that dies between a change that seemed to fail and the next is not tried here.
      from.undo();
      this.#accept(from, this.#holdingsOf(from));
    });
  }

  /** What is stored is what the page knows. */
  undo(): void {
    if (!this.#isUnsure) return;
    for (const holding of this.#holdingsOf(this)) {
      const known = this.#senders.get(holding.sender.id);
      if (known) holding.sender = known;
    }
  }

  #work<T>(work: (mood: StorageMood) => T): Promise<T> {
    const done = this.#turn.then(async () => {
      await this.#until(() => this.isHere && this.#mood !== 'hangs');
      if (this.#mood === 'works late') await this.#storage.sleep();
      await this.#until(() => this.isHere);
      const mood = this.#mood;
      if (mood === 'fails') throw new OutboxError('there is no room');
      if (this.#isUnsure) this.#check();
      const result = work(mood);
      const hasFailed = this.#isUnsure;
      if (mood === 'answers late') await this.#storage.sleep();
      // A frozen page hears nothing.
      await this.#until(() => this.isHere).catch(() => undefined);
      if (hasFailed) throw new OutboxError('it was aborted');
      return result;
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** `isUnsure`: the page is told that it failed. */
  #make<T>(change: Change<T>, isUnsure: boolean): T {
    const { holdings } = this.#storage;
    const next = new Map(this.#senders);
    const result = change(next);
    const changed = [...next].filter(([id, sender]) => sender !== this.#senders.get(id));
    if (changed.some(([id]) => (holdings.get(id)?.holder ?? this) !== this)) throw new OutboxError();
    this.#isUnsure = isUnsure;
    for (const [id, sender] of changed) {
      if (!isUnsure) this.#senders.set(id, sender);
      if (sender === null) holdings.delete(id);
      else holdings.set(id, { holder: this, sender });
    }
    return result;
  }

  /** After it was away, or something failed: what is this page's, and what is not. */
  #check(): void {
    this.undo();
    this.#isUnsure = false;
    const holdings = this.#holdingsOf(this);
    const kept = new Set(holdings.map(({ sender }) => sender.id));
    const taken = [...this.#senders].flatMap(([id, sender]) => (sender?.last && !kept.has(id) ? [id] : []));
    for (const id of taken) this.#senders.set(id, null);
    const unknown = holdings.filter(({ sender }) => !this.#senders.get(sender.id));
    if (taken.length > 0) this.#tellTaken(taken);
    this.#accept(this, unknown);
  }

  #accept(from: SharedOutbox, holdings: readonly Holding[]): void {
    const found = holdings.filter(({ sender }) => sender.messages.length > 0);
    for (const { sender } of holdings) this.#storage.holdings.delete(sender.id);
    for (const holding of found) {
      holding.holder = this;
      this.#storage.holdings.set(holding.sender.id, holding);
      this.#senders.set(holding.sender.id, holding.sender);
    }
    if (holdings.length > 0)
      this.#storage.passed(
        from.life,
        this.life,
        found.flatMap(({ sender }) => sender.messages.map(({ id }) => id)),
      );
    if (found.length > 0) this.#tellFound(found.map(({ sender: { last: _, ...sender } }) => sender));
  }

  #holdingsOf(outbox: SharedOutbox): Holding[] {
    return [...this.#storage.holdings.values()].filter(({ holder }) => holder === outbox);
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.#isClosed) throw new OutboxError('it was closed');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
