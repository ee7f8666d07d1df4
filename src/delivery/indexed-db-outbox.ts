import type { OpenOutbox, Outbox } from '../contract/delivery.js';
import { describeKind, invalidValue } from '../domain/invalid-value.js';
import { randomText } from '../domain/random-text.js';
import { platformSignals } from '../effects/platform-signals.js';
import { type Check, checkedFields } from '../options/option-checks.js';
import { OutboxError } from './outbox-error.js';
import { globals } from './outbox-platform.js';
import { changesOf, type Senders } from './outbox-senders.js';
import { outboxStorage } from './outbox-storage.js';
import { serveTenure } from './outbox-tenure.js';
import { changed, claimed, type FoundSender, holdersOf } from './outbox-works.js';

/** The options of `indexedDbOutbox`. */
export interface IndexedDbOutboxOptions {
  /** Of the database. Default `'evenkeel'`. */
  readonly name?: string;
  /** Whose messages these are, such as the user's id: a page finds those of its own account alone. */
  readonly account: string;
}

const someText: Check = {
  expected: 'a text that is not empty',
  accepts: (value) => typeof value === 'string' && value !== '',
};

/**
 * Messages wait in IndexedDB, and survive reloads and crashes. Those of a page that dies are taken over by another of the same
 * origin and account, at once or when one is opened; two never have the same. A page that is frozen, or in the back/forward
 * cache, leaves its messages to the others, if there are any.
 *
 * `open` rejects where IndexedDB or Web Locks are missing or blocked, as outside secure contexts and in some private windows.
 * Throws `TypeError` (`ERR_INVALID_OPTION`) for bad options.
 */
export function indexedDbOutbox(options: IndexedDbOutboxOptions): Outbox {
  const { account } = options;
  // Of an account the kind alone is told.
  if (!someText.accepts(account))
    throw invalidValue('ERR_INVALID_OPTION', 'The option account', someText.expected, account, describeKind);
  const { name = 'evenkeel' } = checkedFields<IndexedDbOutboxOptions>('', options, {
    name: someText,
    account: someText,
  });
  return { open: () => openIndexedDb(name, account) };
}

async function openIndexedDb(name: string, account: string): Promise<OpenOutbox> {
  const { indexedDB, navigator }: Partial<Pick<typeof globals, 'indexedDB' | 'navigator'>> = globals;
  if (!indexedDB || !navigator?.locks) throw new OutboxError('there is no IndexedDB here, or no Web Locks');
  // JSON delimits the account. No lock's name may begin with a hyphen.
  const scope = `evenkeel/${name}/${JSON.stringify(account)}`;
  const holder = scope + randomText();
  const senders: Senders = new Map();
  const untold: FoundSender[] = [];
  let tellFound = (found: readonly FoundSender[]): unknown => untold.push(...found);
  let tellTaken = (_senders: readonly string[]) => {};
  /** Null while the page is away. */
  let tenure: AbortController | null = null;

  const accept = (found: readonly FoundSender[]) => {
    for (const sender of found) senders.set(sender.id, sender);
    if (found.length > 0) tellFound(found);
  };
  const storage = outboxStorage(
    name,
    claimed(holder, senders, holder, (found, kept) => {
      const taken = [...senders.keys()].filter((id) => senders.get(id)?.last && !kept.has(id));
      for (const id of taken) senders.set(id, null);
      if (taken.length > 0) tellTaken(taken);
      accept(found);
    }),
  );
  const enter = () => {
    tenure = new AbortController();
    const { signal } = tenure;
    return serveTenure(
      scope,
      holder,
      signal,
      storage.resume,
      () => storage.store(holdersOf(scope)),
      (from) => storage.store(claimed(from, senders, holder, accept, signal)),
    );
  };
  const leave = () => {
    tenure?.abort();
    tenure = null;
    storage.pause();
  };
  const unsubscribe = platformSignals.subscribe((signal) => {
    if (signal === 'frozen') leave();
    // Where it fails, calls go on waiting.
    if (signal === 'resumed' && !tenure) enter().catch(() => {});
  });
  const close = () => {
    unsubscribe();
    leave();
    storage.close();
  };

  try {
    await enter();
  } catch (error) {
    close();
    throw OutboxError.of(error);
  }
  return {
    storage: 'persistent',
    ...changesOf(senders, (change) => storage.store(changed(change, senders, holder))),
    onFound(fn) {
      tellFound = (found) => fn(found.map(({ holder, last, ...sender }) => sender));
      // Not what was taken again meanwhile.
      const found = untold.filter((one) => senders.get(one.id) === one);
      if (found.length > 0) tellFound(found);
    },
    onTaken(fn) {
      tellTaken = fn;
    },
    close,
  };
}
