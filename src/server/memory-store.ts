import type { Clock } from '../contract/clock.js';
import type { Cursor } from '../domain/delivery-frames.js';
import { randomText } from '../domain/random-text.js';
import { gapAt, trimmedTo } from './gap-at.js';
import { serverClock, wallTime } from './server-clock.js';
import {
  type DeliveryStore,
  type Entry,
  type LogState,
  SENDER_LIFETIME_MS,
  type StoredEvent,
  type StoreListener,
  TOUCH_EVERY_MS,
} from './store.js';
import { isForeign, lostRow, outcomesOf, type SenderRow, takeBatch } from './take-batch.js';

interface StoredChat {
  log: LogState;
  /** The tag at `oldest` − 1. */
  baseTag: string | null;
  /** The one at `oldest` first. */
  readonly events: StoredEvent[];
  readonly senders: Map<string, SenderRow>;
  /** By sender and number. */
  readonly nacks: Map<string, Map<number, string>>;
}

/** What a memory store held at one moment. */
export interface MemoryBackup {
  readonly chats: ReadonlyMap<string, unknown>;
}

/** A store of this process's memory, for tests and demos: nothing outlives it. */
export interface MemoryStore extends DeliveryStore {
  /** A copy of all that it holds now. */
  backup(): MemoryBackup;
  /** Puts a backup in the place of all that it holds, as an administrator would, while servers run. */
  restore(backup: MemoryBackup): void;
}

/** Creates a store that keeps everything in memory and nothing longer. `clock` is for the age of senders. */
export function memoryStore({ clock = serverClock }: { readonly clock?: Clock } = {}): MemoryStore {
  let chats = new Map<string, StoredChat>();
  const listeners = new Set<StoreListener>();

  const chatOf = (id: string): StoredChat => {
    const known = chats.get(id);
    if (known !== undefined) return known;
    const log: LogState = { epoch: randomText(), oldest: 1, head: 0, tag: null };
    const chat = { log, baseTag: null, events: [], senders: new Map(), nacks: new Map() };
    chats.set(id, chat);
    return chat;
  };

  const append = (batch: readonly Entry[]) => {
    const held = {
      log: (id: string) => chatOf(id).log,
      sender: (id: string, sender: string) => chatOf(id).senders.get(sender),
    };
    const changes = takeBatch(batch, held, wallTime(clock));
    for (const [id, log] of changes.logs) chatOf(id).log = log;
    for (const { chat, ...event } of changes.events) chatOf(chat).events.push(event);
    for (const row of changes.senders) chatOf(row.chat).senders.set(row.sender, row);
    for (const { chat, s, n, code } of changes.nacks) {
      const { nacks } = chatOf(chat);
      nacks.set(s, (nacks.get(s) ?? new Map<number, string>()).set(n, code));
    }
    for (const id of changes.logs.keys()) for (const listener of [...listeners]) listener.poke(id);
    return outcomesOf(batch, changes.decisions, ({ chat: id, sender, n }) => {
      const chat = chatOf(id);
      const event = chat.events.find(({ from, n: number }) => from === sender && number === n);
      return { code: chat.nacks.get(sender)?.get(n) ?? null, seq: event?.seq ?? null };
    });
  };

  // Not async functions throughout: what they do is done when they return.
  return {
    append: async (batch) => append(batch),
    async greet(id, user, senders, cursor) {
      const chat = chatOf(id);
      const last = new Map<string, number>();
      const lost: string[] = [];
      const foreign: string[] = [];
      const usedAt = wallTime(clock);
      for (const { id: sender, acked } of senders) {
        const row = chat.senders.get(sender);
        last.set(sender, row?.last ?? 0);
        if (isForeign(row, user)) {
          foreign.push(sender);
          continue;
        }
        if (row?.isLost || (row?.last ?? 0) < acked) {
          lost.push(sender);
          chat.senders.set(sender, lostRow(id, sender, user, row, usedAt));
        } else if (row !== undefined) chat.senders.set(sender, { ...row, usedAt });
        const nacks = chat.nacks.get(sender);
        for (const n of nacks?.keys() ?? []) if (n <= acked) nacks?.delete(n);
      }
      const nacked = [...new Set(senders.map(({ id: sender }) => sender))]
        .filter((sender) => !foreign.includes(sender))
        .flatMap((s) => [...(chat.nacks.get(s) ?? [])].map(([n, code]) => ({ s, n, code })));
      return { ...chat.log, tagAtCursor: tagAt(chat, cursor), last, nacked, lost, foreign };
    },
    async read(id, after, limit) {
      const chat = chatOf(id);
      const gap = gapAt(chat.log, after, tagAt(chat, after));
      if (gap !== undefined) return { gap };
      const start = after.seq + 1 - chat.log.oldest;
      return { events: chat.events.slice(start, start + limit) };
    },
    async trim(id, before) {
      const chat = chatOf(id);
      const oldest = trimmedTo(chat.log, before);
      const removed = chat.events.splice(0, oldest - chat.log.oldest);
      chat.baseTag = removed.at(-1)?.tag ?? chat.baseTag;
      chat.log = { ...chat.log, oldest };
      const usedBefore = wallTime(clock) - SENDER_LIFETIME_MS - TOUCH_EVERY_MS;
      for (const { sender, lastSeq, usedAt } of chat.senders.values()) {
        if (usedAt >= usedBefore || lastSeq >= oldest) continue;
        chat.senders.delete(sender);
        chat.nacks.delete(sender);
      }
      return chat.log;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => listeners.clear(),
    backup: () => ({ chats: copyOf(chats) }),
    restore(backup) {
      chats = copyOf(backup.chats as ReadonlyMap<string, StoredChat>);
    },
  };
}

function tagAt({ log, baseTag, events }: StoredChat, cursor: Cursor | null): string | null | undefined {
  if (cursor === null) return undefined;
  return cursor.seq === log.oldest - 1 ? baseTag : events[cursor.seq - log.oldest]?.tag;
}

const copyOf = (chats: ReadonlyMap<string, StoredChat>): Map<string, StoredChat> =>
  new Map(
    [...chats].map(([id, { log, baseTag, events, senders, nacks }]) => [
      id,
      {
        log,
        baseTag,
        events: [...events],
        senders: new Map(senders),
        nacks: new Map([...nacks].map(([sender, codes]) => [sender, new Map(codes)])),
      },
    ]),
  );
