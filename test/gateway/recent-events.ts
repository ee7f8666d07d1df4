import type { Cursor, DeliveryStore, StoredEvent } from '../../src/server/index.js';

/** The newest events of a log, and the cursor at the last of them. */
export interface RecentEvents {
  readonly cursor: Cursor;
  readonly events: readonly StoredEvent[];
}

/** At most `count` of a chat's events, the newest, in order. The cursor is read before them, and is where they end. */
export async function recentEvents(store: DeliveryStore, chatId: string, count: number): Promise<RecentEvents> {
  for (;;) {
    const { epoch, oldest, head, tag } = await store.greet(chatId, '', [], null);
    const start = { epoch, seq: Math.max(oldest - 1, head - count), tag: null };
    const wanted = head - start.seq;
    const cursor = { epoch, seq: head, tag };
    if (wanted === 0) return { cursor, events: [] };
    const { tagAtCursor = null } = await store.greet(chatId, '', [], start);
    const { events } = await store.read(chatId, { ...start, tag: tagAtCursor }, wanted);
    if (events?.length === wanted && events.at(-1)?.tag === tag) return { cursor, events };
    // The log was trimmed between the reads.
  }
}
