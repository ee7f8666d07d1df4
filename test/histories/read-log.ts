import type { Cursor } from '../../src/delivery/index.js';
import type { DeliveryStore } from '../../src/server/index.js';
import type { Item } from './record.js';

const PAGE = 10_000;
/** A name that no sender and no event is of. */
const READER = 'reader';

/** All that a store keeps of a chat's log up to a seq. Nobody may trim it meanwhile. */
export const readLog = async (
  store: Pick<DeliveryStore, 'greet' | 'read'>,
  chat: string,
  upTo = Number.POSITIVE_INFINITY,
): Promise<Extract<Item, { type: 'logged' }>> => {
  const { epoch, oldest, head: headNow } = await store.greet(chat, READER, [], null);
  const head = Math.min(headNow, upTo);
  let after: Cursor = { epoch, seq: oldest - 1, tag: null };
  // The tag before the oldest event is kept.
  const { tagAtCursor = null } = await store.greet(chat, READER, [], after);
  after = { ...after, tag: tagAtCursor };
  const events: Extract<Item, { type: 'logged' }>['events'][number][] = [];
  while (after.seq < head) {
    const page = await store.read(chat, after, Math.min(PAGE, head - after.seq));
    const last = page.events?.at(-1);
    if (page.events === undefined || last === undefined) throw new Error(`The log of ${chat} ends before ${head}`);
    events.push(...page.events.map(({ seq, tag, data, from, n }) => ({ seq, tag, text: textOf(data), from, n })));
    after = { epoch, seq: last.seq, tag: last.tag };
  }
  return { type: 'logged', chat, epoch, oldest, head, events };
};

const textOf = (data: string): string => String(JSON.parse(data));
