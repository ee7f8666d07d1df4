import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cursor } from '../../src/domain/delivery-frames.js';
import { gapAt } from '../../src/server/gap-at.js';
import {
  type DeliveryStore,
  type Entry,
  memoryStore,
  SENDER_LIFETIME_MS,
  type StoredEvent,
} from '../../src/server/index.js';
import { TOUCH_EVERY_MS } from '../../src/server/store.js';
import { createVirtualClock, type VirtualClock } from '../../src/testing/index.js';

/** A store of one test, and what can be done to its data. */
export interface StoreUnderTest {
  readonly store: DeliveryStore;
  /** Another writer on the same data; the same store, if there can be no other. */
  another(): Promise<DeliveryStore>;
  /** Ends the store and opens another on the same data; undefined if nothing survives. */
  readonly reopen: (() => Promise<DeliveryStore>) | undefined;
  /** Takes a backup; the returned function puts it back, and opens a store on it. */
  backup(): Promise<() => Promise<DeliveryStore>>;
  end(): Promise<void>;
}

interface Of {
  readonly chat?: string;
  readonly user?: string;
  readonly sender?: string;
}

const numbered = (n: number, { chat = 'lobby', user = 'ada', sender = 'sender-of-test-a' }: Of = {}) => ({
  chat,
  user,
  sender,
  n,
});
const message = (n: number, { data = `"${n}"`, ...of }: Of & { readonly data?: string } = {}): Entry => ({
  kind: 'message',
  ...numbered(n, of),
  data,
});
const skip = (n: number, of?: Of): Entry => ({ kind: 'skip', ...numbered(n, of) });
const refusal = (n: number, code: string, of?: Of): Entry => ({ kind: 'refusal', ...numbered(n, of), code });
const publication = (data: string, chat = 'lobby'): Entry => ({ kind: 'publication', chat, data });
const messages = (from: number, to: number, of: Of = {}): Entry[] =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index, of));

async function headOf(store: DeliveryStore, chat = 'lobby'): Promise<Cursor> {
  const { epoch, head, tag } = await store.greet(chat, 'ada', [], null);
  return { epoch, seq: head, tag };
}

async function startOf(store: DeliveryStore, chat = 'lobby'): Promise<Cursor> {
  return { epoch: (await headOf(store, chat)).epoch, seq: 0, tag: null };
}

async function eventsAfter(store: DeliveryStore, after: Cursor, chat = 'lobby'): Promise<readonly StoredEvent[]> {
  const page = await store.read(chat, after, 10_000);
  if (page.gap !== undefined) throw new Error(`a gap: ${page.gap}`);
  return page.events;
}

const lastOf = async (store: DeliveryStore, sender = 'sender-of-test-a', user = 'ada') =>
  (await store.greet('lobby', user, [{ id: sender, acked: 0 }], null)).last.get(sender);

const withoutTag = (value: object): object => {
  const { tag: _, ...rest } = value as { readonly tag?: unknown };
  return rest;
};

/** What every store must do. `open` begins with nothing; its clock is for the age of senders. */
export function storeContract(name: string, open: (clock: VirtualClock) => Promise<StoreUnderTest>): void {
  describe(`${name}, as any store`, () => {
    let clock: VirtualClock;
    let subject: StoreUnderTest;
    let store: DeliveryStore;

    beforeEach(async () => {
      clock = createVirtualClock();
      subject = await open(clock);
      ({ store } = subject);
    });
    afterEach(() => subject.end());

    it('begins a log once, with an epoch and no event', async () => {
      const [first, again, other] = [await headOf(store), await headOf(store), await headOf(store, 'other')];
      expect(first).toEqual({ epoch: expect.stringMatching(/^[\w-]{16,}$/), seq: 0, tag: null });
      expect(again).toEqual(first);
      expect(other.epoch).not.toBe(first.epoch);
      expect(await store.read('lobby', first, 10)).toEqual({ events: [] });
    });

    it('[PS6] takes a number only if it is the last one plus 1, with a seq without holes and a tag of its own', async () => {
      const start = await startOf(store);
      const outcomes = await store.append([message(1), publication('{"by":"the application"}'), message(2)]);
      const events = await eventsAfter(store, start);
      expect(events.map(withoutTag)).toEqual([
        { seq: 1, from: 'sender-of-test-a', n: 1, data: '"1"' },
        { seq: 2, from: null, n: null, data: '{"by":"the application"}' },
        { seq: 3, from: 'sender-of-test-a', n: 2, data: '"2"' },
      ]);
      expect(outcomes).toEqual(events.map(({ seq, tag }) => ({ result: 'taken', seq, tag })));
      expect(new Set(events.map(({ tag }) => tag)).size).toBe(3);
      expect(await headOf(store)).toEqual({ epoch: start.epoch, seq: 3, tag: events[2]?.tag });
    });

    it('[PS7] does nothing for a number that was taken, and tells how it was settled', async () => {
      await store.append([message(1), refusal(2, 'too-rude'), message(3)]);
      const head = await headOf(store);
      expect(await store.append([message(1, { data: '"other"' }), message(2), message(3)])).toEqual([
        { result: 'repeated', last: 3, code: null, seq: 1 },
        { result: 'repeated', last: 3, code: 'too-rude', seq: null },
        { result: 'repeated', last: 3, code: null, seq: 2 },
      ]);
      expect(await headOf(store)).toEqual(head);
    });

    it('[PS7] does nothing for the repetition in the same batch', async () => {
      const [first, second] = await store.append([message(1), message(1)]);
      expect([first?.result, second]).toEqual(['taken', { result: 'repeated', last: 1, code: null, seq: 1 }]);
    });

    it('[PS8] does nothing for a number further on', async () => {
      await store.append([message(1)]);
      const head = await headOf(store);
      expect(await store.append([message(3), skip(4)])).toEqual([
        { result: 'ahead', last: 1 },
        { result: 'ahead', last: 1 },
      ]);
      expect(await headOf(store)).toEqual(head);
    });

    it('[PS9] takes the number of a skip, without an event', async () => {
      const outcomes = await store.append([skip(1), message(2)]);
      expect(outcomes.map(withoutTag)).toEqual([
        { result: 'taken', seq: null },
        { result: 'taken', seq: 1 },
      ]);
      expect(await lastOf(store)).toBe(2);
    });

    it('[PS2, PS10] keeps why a number was refused, until its sender knows', async () => {
      await store.append(messages(1, 2));
      await store.append([refusal(3, 'too-rude'), message(4), refusal(5, 'too-long')]);
      const greet = async (acked: number) => {
        const { last, nacked } = await store.greet('lobby', 'ada', [{ id: 'sender-of-test-a', acked }], null);
        return { last: [...last], nacked };
      };
      const last = [['sender-of-test-a', 5]];
      const third = { s: 'sender-of-test-a', n: 3, code: 'too-rude' };
      const fifth = { s: 'sender-of-test-a', n: 5, code: 'too-long' };
      expect(await greet(2)).toEqual({ last, nacked: [third, fifth] });
      expect(await greet(0)).toEqual({ last, nacked: [third, fifth] });
      expect(await greet(3)).toEqual({ last, nacked: [fifth] });
      expect(await greet(0)).toEqual({ last, nacked: [fifth] });
      expect(await greet(5)).toEqual({ last, nacked: [] });
    });

    it('[PS2] answers for each sender of the hello, 0 for one that it does not know', async () => {
      await store.append([
        message(1),
        message(1, { sender: 'sender-of-test-b' }),
        message(2, { sender: 'sender-of-test-b' }),
      ]);
      const asked = ['sender-of-test-b', 'sender-of-test-a', 'sender-of-test-c', '__proto__'].map((id) => ({
        id,
        acked: 0,
      }));
      const { last } = await store.greet('lobby', 'ada', asked, null);
      expect(Object.fromEntries(last)).toEqual({
        'sender-of-test-a': 1,
        'sender-of-test-b': 2,
        'sender-of-test-c': 0,
        ['__proto__']: 0,
      });
      const other = await store.greet('other', 'ada', asked, null);
      expect([...other.last.values()]).toEqual([0, 0, 0, 0]);
    });

    it('[PS3] takes nothing more of a sender of which it has forgotten numbers, and says so for good', async () => {
      await store.append(messages(1, 2));
      const lostAt = async (acked: number, subject = store) =>
        (
          await subject.greet(
            'lobby',
            'ada',
            ['sender-of-test-a', 'sender-of-test-b', 'sender-of-test-c'].map((id) => ({
              id,
              acked: id === 'sender-of-test-c' ? 0 : acked,
            })),
            null,
          )
        ).lost;
      expect(await lostAt(0)).toEqual([]);
      expect(await lostAt(3)).toEqual(['sender-of-test-a', 'sender-of-test-b']);
      expect(await lostAt(0)).toEqual(['sender-of-test-a', 'sender-of-test-b']);
      const late = [
        message(2),
        message(3),
        skip(3),
        message(1, { sender: 'sender-of-test-b' }),
        message(1, { sender: 'sender-of-test-c' }),
      ];
      const results = async () => (await store.append(late)).map(({ result }) => result);
      expect(await results()).toEqual(['repeated', 'lost', 'lost', 'lost', 'taken']);
      expect(
        (await store.greet('lobby', 'ada', [{ id: 'sender-of-test-b', acked: 0 }], null)).last.get('sender-of-test-b'),
      ).toBe(0);
      expect((await store.append([message(1, { user: 'eve' })]))[0]).toEqual({ result: 'foreign' });
      if (subject.reopen !== undefined)
        expect(await lostAt(0, await subject.reopen())).toEqual(['sender-of-test-a', 'sender-of-test-b']);
    });

    it('[PS3] either takes a late number or calls its sender lost, never both', async () => {
      const other = await subject.another();
      for (let round = 1; round <= 10; round += 1) {
        const sender = `sender-of-test-${round}`;
        const hello = () => store.greet('lobby', 'ada', [{ id: sender, acked: 1 }], null);
        const [greeting, [late]] = await Promise.all([hello(), other.append([message(1, { sender })])]);
        expect([greeting.lost, late?.result]).toEqual(
          greeting.last.get(sender) === 1 ? [[], 'taken'] : [[sender], 'lost'],
        );
      }
    });

    it('leaves a sender to the user who used it first', async () => {
      await store.append([message(1)]);
      expect(await store.append([message(2, { user: 'eve' }), message(1, { user: 'eve' })])).toEqual([
        { result: 'foreign' },
        { result: 'foreign' },
      ]);
      const asked = [
        { id: 'sender-of-test-a', acked: 0 },
        { id: 'sender-of-test-e', acked: 0 },
      ];
      expect((await store.greet('lobby', 'eve', asked, null)).foreign).toEqual(['sender-of-test-a']);
      expect((await store.greet('lobby', 'ada', asked, null)).foreign).toEqual([]);
      expect(await lastOf(store)).toBe(1);
    });

    it('[PS3] gives no sender to the user of a hello alone', async () => {
      const asked = [{ id: 'sender-of-test-a', acked: 3 }];
      const greeted = async (user: string) => {
        const { lost, foreign } = await store.greet('lobby', user, asked, null);
        return { lost, foreign };
      };
      expect(await greeted('eve')).toEqual({ lost: ['sender-of-test-a'], foreign: [] });
      expect(await greeted('ada')).toEqual({ lost: ['sender-of-test-a'], foreign: [] });
      expect(await store.append([message(1)])).toEqual([{ result: 'lost' }]);
    });

    it('[PS4] tells the tag at every seq from the one before the oldest to the head', async () => {
      const start = await startOf(store);
      await store.append(messages(1, 5));
      const events = await eventsAfter(store, start);
      await store.trim('lobby', 3);
      const tagAt = async (seq: number) =>
        (await store.greet('lobby', 'ada', [], { ...start, seq, tag: 'any' })).tagAtCursor;
      const tags = await Promise.all([0, 1, 2, 3, 4, 5, 6].map(tagAt));
      expect(tags).toEqual([undefined, undefined, ...events.slice(1).map(({ tag }) => tag), undefined]);
      expect((await store.greet('other', 'ada', [], { ...start, seq: 0 })).tagAtCursor).toBeNull();
    });

    it('[PS5] reads what comes after a cursor in pages', async () => {
      let cursor = await startOf(store);
      await store.append(messages(1, 7));
      const sizes: number[] = [];
      const seqs: number[] = [];
      for (;;) {
        const page = await store.read('lobby', cursor, 3);
        if (page.gap !== undefined) throw new Error(page.gap);
        sizes.push(page.events.length);
        seqs.push(...page.events.map(({ seq }) => seq));
        const end = page.events.at(-1);
        if (end === undefined) break;
        cursor = { ...cursor, seq: end.seq, tag: end.tag };
      }
      expect({ sizes, seqs }).toEqual({ sizes: [3, 3, 1, 0], seqs: [1, 2, 3, 4, 5, 6, 7] });
    });

    it('[PS4] reads nothing after a cursor that is not of its log', async () => {
      const start = await startOf(store);
      await store.append(messages(1, 4));
      const [first] = await eventsAfter(store, start);
      await store.trim('lobby', 3);
      const head = await headOf(store);
      const gapOf = async (cursor: Cursor) => (await store.read('lobby', cursor, 10)).gap;
      expect(await gapOf({ ...head, epoch: 'another' })).toBe('epoch');
      expect(await gapOf({ ...head, seq: 1, tag: first?.tag ?? '' })).toBe('expired');
      expect(await gapOf(start)).toBe('expired');
      expect(await gapOf({ ...head, seq: 5 })).toBe('diverged');
      expect(await gapOf({ ...head, tag: 'another' })).toBe('diverged');
      expect(await gapOf({ ...head, tag: null })).toBe('diverged');
      expect(await gapOf({ ...head, seq: 0, tag: 'a tag' })).toBe('expired');
      expect((await store.read('nowhere', head, 10)).gap).toBe('epoch');
      expect((await store.read('lobby', head, 10)).events).toEqual([]);
    });

    it('writes the entries of several chats in one batch', async () => {
      await store.append([
        message(1),
        message(1, { chat: 'other', sender: 'sender-of-test-b' }),
        publication('1', 'third'),
        message(2),
        message(2, { chat: 'other', sender: 'sender-of-test-b' }),
      ]);
      const seqs = await Promise.all(['lobby', 'other', 'third'].map(async (chat) => (await headOf(store, chat)).seq));
      expect(seqs).toEqual([2, 2, 1]);
    });

    it('gives data back as it was, whatever is in it', async () => {
      const texts = [
        '{"a":"\\u0000 \\ud800 \\" \\\\"}',
        '"👩‍👩‍👧‍👦 {}, NULL \'x\' $1 ;--"',
        'null',
        `"${'ß'.repeat(30_000)}"`,
      ];
      const start = await startOf(store);
      await store.append(texts.map((data, index) => message(index + 1, { data })));
      expect((await eventsAfter(store, start)).map(({ data }) => data)).toEqual(texts);
    });

    it('[PS11] takes each number once when two writers have one sender', async () => {
      const other = await subject.another();
      const start = await startOf(store);
      const taken = async (writer: DeliveryStore, n: number): Promise<boolean> => {
        for (;;) {
          const [outcome] = await writer.append([message(n)]);
          if (outcome?.result !== 'ahead') return outcome?.result === 'taken';
        }
      };
      const numbers = Array.from({ length: 30 }, (_, index) => index + 1);
      const results = await Promise.all(numbers.flatMap((n) => [store, other].map((writer) => taken(writer, n))));
      expect(results.filter(Boolean)).toHaveLength(30);
      const events = await eventsAfter(store, start);
      expect(events.map(({ seq, n }) => [seq, n])).toEqual(numbers.map((n) => [n, n]));
    });

    it('[PS6] numbers the events of two writers without holes, and neither waits for the other forever', async () => {
      const other = await subject.another();
      const chats = Array.from({ length: 6 }, (_, index) => `chat-${index}`);
      const write = async (writer: DeliveryStore, sender: string, order: readonly string[]) => {
        for (let n = 1; n <= 15; n += 1) await writer.append(order.map((chat) => message(n, { chat, sender })));
      };
      await Promise.all([
        write(store, 'sender-of-test-a', chats),
        write(other, 'sender-of-test-b', chats.toReversed()),
        write(store, 'sender-of-test-c', chats.toReversed()),
        write(other, 'sender-of-test-d', chats),
      ]);
      for (const chat of chats) {
        const events = await eventsAfter(store, await startOf(store, chat), chat);
        expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
        for (const sender of ['sender-of-test-a', 'sender-of-test-b', 'sender-of-test-c', 'sender-of-test-d']) {
          const numbers = events.filter(({ from }) => from === sender).map(({ n }) => n);
          expect(numbers).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
        }
      }
    });

    it('[PS6] keeps everything over a restart', async () => {
      if (subject.reopen === undefined) return;
      const start = await startOf(store);
      await store.append([...messages(1, 2), refusal(3, 'too-rude')]);
      const senders = [{ id: 'sender-of-test-a', acked: 0 }];
      const before = [await eventsAfter(store, start), await store.greet('lobby', 'ada', senders, start)];
      const reopened = await subject.reopen();
      expect([await eventsAfter(reopened, start), await reopened.greet('lobby', 'ada', senders, start)]).toEqual(
        before,
      );
    });

    it('[PS3, PS4] shows a restored backup by its tags and its last', async () => {
      const start = await startOf(store);
      await store.append(messages(1, 2));
      const kept = await headOf(store);
      const restore = await subject.backup();
      await store.append(messages(3, 4));
      const lost = await headOf(store);

      const restored = await restore();
      expect(await headOf(restored)).toEqual(kept);
      expect(await lastOf(restored)).toBe(2);
      expect((await restored.read('lobby', lost, 10)).gap).toBe('diverged');
      await restored.append(messages(1, 3, { sender: 'sender-of-test-b' }));
      // The log is beyond the cursor again, and only the tag tells that it is another.
      expect((await restored.read('lobby', lost, 10)).gap).toBe('diverged');
      const greeting = await restored.greet('lobby', 'ada', [], lost);
      expect(gapAt(greeting, lost, greeting.tagAtCursor)).toBe('diverged');
      expect((await eventsAfter(restored, kept)).map(({ seq, from }) => [seq, from])).toEqual([
        [3, 'sender-of-test-b'],
        [4, 'sender-of-test-b'],
        [5, 'sender-of-test-b'],
      ]);
      expect((await eventsAfter(restored, start)).length).toBe(5);
    });

    it('[PS4] keeps the tag before the oldest event when it trims', async () => {
      const start = await startOf(store);
      await store.append(messages(1, 4));
      const events = await eventsAfter(store, start);
      const at = (seq: number): Cursor => ({ epoch: start.epoch, seq, tag: events[seq - 1]?.tag ?? null });
      const { epoch } = start;
      const { tag } = at(4);
      expect(await store.trim('lobby', 1)).toEqual({ epoch, oldest: 1, head: 4, tag });
      expect(await store.trim('lobby', 3)).toEqual({ epoch, oldest: 3, head: 4, tag });
      expect(await store.trim('lobby', 2)).toEqual({ epoch, oldest: 3, head: 4, tag });
      expect((await eventsAfter(store, at(2))).map(({ seq }) => seq)).toEqual([3, 4]);
      expect(await store.trim('lobby', 99)).toEqual({ epoch, oldest: 5, head: 4, tag });
      expect(await eventsAfter(store, at(4))).toEqual([]);
      expect(await store.append([message(5)])).toMatchObject([{ result: 'taken', seq: 5 }]);
      expect((await eventsAfter(store, at(4))).map(({ seq }) => seq)).toEqual([5]);
      expect(await store.append([message(1)])).toEqual([{ result: 'repeated', last: 5, code: null, seq: null }]);
    });

    it('[PS12] forgets a sender 90 days after its last use, if the log has no event of it', async () => {
      await store.append(messages(1, 2));
      await store.append(messages(1, 2, { sender: 'sender-of-test-b' }));
      await store.append([refusal(1, 'too-rude', { sender: 'sender-of-test-c' })]);
      await store.trim('lobby', 3);
      clock.shiftWall(SENDER_LIFETIME_MS + TOUCH_EVERY_MS);
      await store.trim('lobby', 3);
      const known = async () =>
        Promise.all(
          ['sender-of-test-a', 'sender-of-test-b', 'sender-of-test-c'].map((sender) =>
            store.append([message(9, { sender })]),
          ),
        );
      expect((await known()).flat()).toEqual([2, 2, 1].map((last) => ({ result: 'ahead', last })));

      clock.shiftWall(1);
      await store.trim('lobby', 3);
      expect((await known()).flat()).toEqual([0, 2, 0].map((last) => ({ result: 'ahead', last })));
      const { nacked } = await store.greet('lobby', 'ada', [{ id: 'sender-of-test-c', acked: 0 }], null);
      expect(nacked).toEqual([]);
    });

    it('[PS12] counts a hello as a use, however shortly after another', async () => {
      await store.append([message(1)]);
      clock.shiftWall(TOUCH_EVERY_MS - 1);
      await lastOf(store);
      clock.shiftWall(SENDER_LIFETIME_MS);
      await store.trim('lobby', 2);
      expect(await lastOf(store)).toBe(1);
    });

    it('[PS12] counts a hello as a use', async () => {
      await store.append([message(1)]);
      clock.shiftWall(SENDER_LIFETIME_MS - 1);
      await lastOf(store);
      clock.shiftWall(SENDER_LIFETIME_MS - 1);
      await store.trim('lobby', 2);
      expect(await lastOf(store)).toBe(1);
    });

    it('answers any history as the store in memory does', async () => {
      const senders = ['sender-of-test-a', 'sender-of-test-b'];
      const numbered = fc.record({
        kind: fc.constantFrom('message', 'message', 'skip', 'refusal'),
        chat: fc.constantFrom('lobby', 'other'),
        user: fc.constantFrom('ada', 'ada', 'ada', 'eve'),
        sender: fc.constantFrom(...senders),
        n: fc.integer({ min: 1, max: 5 }),
        data: fc.json({ maxDepth: 1 }),
        code: fc.constantFrom('too-rude', 'too-long'),
      });
      const anEntry = fc.oneof(
        { weight: 5, arbitrary: numbered },
        { weight: 1, arbitrary: fc.constant(publication('0')) },
      );
      const aStep = fc.oneof(
        fc.record({ append: fc.array(anEntry, { maxLength: 6 }) }),
        fc.record({ trim: fc.integer({ min: 0, max: 8 }) }),
        fc.record({ acked: fc.integer({ min: 0, max: 5 }) }),
      );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(aStep, { maxLength: 12 }), async (steps) => {
          run += 1;
          const model = memoryStore({ clock });
          const chatOf = (chat: string) => `${chat}-${run}`;
          for (const step of steps) {
            const tell = async (subject: DeliveryStore) => {
              if ('append' in step) {
                const batch = step.append.map((entry) => ({ ...entry, chat: chatOf(entry.chat) }) as Entry);
                return (await subject.append(batch)).map(withoutTag);
              }
              if ('trim' in step) {
                const { oldest, head } = await subject.trim(chatOf('lobby'), step.trim);
                return { oldest, head };
              }
              const asked = senders.map((id) => ({ id, acked: step.acked }));
              const { oldest, head, last, nacked, lost, foreign } = await subject.greet(
                chatOf('lobby'),
                'ada',
                asked,
                null,
              );
              return { oldest, head, last: [...last], nacked, lost, foreign: foreign.toSorted() };
            };
            expect(await tell(store)).toEqual(await tell(model));
          }
          for (const chat of ['lobby', 'other'].map(chatOf)) {
            const eventsOf = async (subject: DeliveryStore) => {
              const log = await subject.greet(chat, 'ada', [], null);
              const tag = (await subject.greet(chat, 'ada', [], { epoch: log.epoch, seq: log.oldest - 1, tag: null }))
                .tagAtCursor;
              const before = { epoch: log.epoch, seq: log.oldest - 1, tag: tag ?? null };
              return (await eventsAfter(subject, before, chat)).map(withoutTag);
            };
            expect(await eventsOf(store)).toEqual(await eventsOf(model));
          }
        }),
        { numRuns: 25 },
      );
    });
  });
}
