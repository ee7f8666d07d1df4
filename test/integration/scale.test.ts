import { afterEach, describe, expect, test, vi } from 'vitest';
import { LiveChat } from '../../src/chat/live-chat.js';
import { hangs } from '../../src/testing/index.js';
import { isInspectable } from '../support/engine-in-use.js';
import { startSession } from '../support/session.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** As a session without those who hear of charts. */
const QUIET = { logger: undefined, inspect: undefined } as object;

const ids = (count: number) => Array.from({ length: count }, (_, chat) => `chat-${chat}`);

/** With so many chats wanted, and one subscriber of all: how many snapshots are read, and entries copied, for one change. */
const workOfAChange = async (count: number) => {
  const session = startSession({ maxHandshakes: count, ...QUIET });
  const { chats, clock, gateway } = session;
  gateway.behave(hangs());
  let copied = 0;
  vi.stubGlobal(
    'Map',
    class<Key, Value> extends Map<Key, Value> {
      override set(key: Key, value: Value): this {
        copied += 1;
        return super.set(key, value);
      }
    },
  );
  const read = vi.spyOn(LiveChat.prototype, 'snapshot', 'get');
  const queued: (number | undefined)[] = [];
  const worked = { retaining: { read: 0, copied: 0 }, changing: { read: 0, copied: 0 } };
  const note = (name: keyof typeof worked, times: number) => {
    worked[name] = { read: read.mock.calls.length / times, copied: copied / times };
    read.mockClear();
    copied = 0;
  };
  chats.subscribe((snapshot) => queued.push(snapshot.chats.get('chat-7')?.queued));
  for (const chatId of ids(count)) chats.retain(chatId);
  await clock.advanceAsync(0);
  note('retaining', count);
  for (let message = 0; message < 50; message += 1) chats.get('chat-7').send('waits');
  note('changing', 50);
  expect(queued.at(-1)).toBe(50);
  chats.dispose();
  return worked;
};

describe('however many chats there are', () => {
  test('[OB5] a change reads the snapshots of the chats that changed, and copies about as much', async () => {
    const few = await workOfAChange(50);
    const many = await workOfAChange(1_000);
    expect(many.changing.read).toBe(few.changing.read);
    expect(many.retaining.read / few.retaining.read).toBeLessThan(1.5);
    expect(many.changing.copied).toBeLessThan(few.changing.copied + 10);
    expect(many.retaining.copied / few.retaining.copied).toBeLessThan(3);
  });

  test('[OB5] snapshots of all chats stay as they were, for whoever holds them', async () => {
    const session = startSession();
    const { chats, clock } = session;
    const seen: { readonly is: unknown; readonly was: unknown }[] = [];
    chats.subscribe((snapshot) => seen.push({ is: snapshot, was: { ...snapshot, chats: new Map(snapshot.chats) } }));
    chats.select('a');
    const release = chats.retain('b');
    await clock.advanceAsync(100);
    release();
    chats.select('c');
    await clock.advanceAsync(60_000);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.map(({ is }) => is)).toEqual(seen.map(({ was }) => was));
    expect(new Set(seen.map(({ is }) => is)).size).toBe(seen.length);
  });

  test('[OB5] a selection that alone changes makes another snapshot, with the same chats', async () => {
    const { chats, clock } = startSession();
    chats.retain('a');
    chats.select('a');
    await clock.advanceAsync(0);
    const before = chats.getSnapshot();
    chats.select(null);
    const after = chats.getSnapshot();
    expect([before.selected, before.connected, after.selected, after.connected]).toEqual(['a', true, null, false]);
    expect([after.chats === before.chats, chats.getSnapshot() === after]).toEqual([true, true]);
  });

  test('[OB5] chats are listed in the order in which they came into use', async () => {
    const { chats, clock } = startSession({ lingerMs: 0 });
    const releases = ['c', 'a', 'b'].map((chatId) => chats.retain(chatId));
    await clock.advanceAsync(0);
    const before = [...chats.getSnapshot().chats.keys()];
    releases[0]?.();
    await clock.advanceAsync(5_000);
    chats.retain('c');
    expect([before, [...chats.getSnapshot().chats.keys()]]).toEqual([
      ['c', 'a', 'b'],
      ['a', 'b', 'c'],
    ]);
  });

  test('[ME2, OB5] subscribers and listeners come and go, the one as soon as the other', () => {
    const { chats } = startSession();
    const chat = chats.get('a');
    let told = 0;
    const leaves = ids(100_000).flatMap(() => [
      chat.subscribe(() => {
        told += 1;
      }),
      chats.subscribe(() => undefined),
      chat.on('message', () => undefined),
      chats.on('open', () => undefined),
    ]);
    for (const leave of leaves) leave();
    chats.select('a');
    expect(told).toBe(100_000);
    chats.dispose();
  });
});

describe('dispose', () => {
  test.each([
    ['without a logger', {}, []],
    ['with a logger', { logger: true }, ['attempt.cancelled', 'state.changed', 'message.undelivered']],
  ] as const)(
    '[EN1, SD3, OB1] of a chat that is connecting, %s, ends and reports the same',
    async (_, given, logged) => {
      const records: string[] = [];
      const log = (_text: string, { event }: { readonly event: string }) => void records.push(event);
      const session = startSession({
        ...QUIET,
        ...('logger' in given && { logger: { debug: log, info: log, warn: log, error: log } }),
      });
      const { chats, clock, gateway, page } = session;
      gateway.behave(hangs());
      const seen: unknown[] = [];
      chats.get('a').subscribe(({ state, wanted, queued }) => seen.push([state, wanted, queued]));
      chats.select('a');
      chats.get('a').send('waits');
      await clock.advanceAsync(10);
      records.length = 0;
      chats.dispose();
      expect(records).toEqual(logged);
      expect(session.events.map(({ type, event }) => [type, event])).toEqual([
        ['undelivered', { chatId: 'a', messages: [{ id: 1, data: 'waits' }], reason: 'disposed' }],
      ]);
      expect([seen.at(-1), gateway.live, session.timers(), page.listenerCount]).toEqual([['idle', false, 0], [], 0, 0]);
      expect(gateway.sockets.map(({ closedBy }) => closedBy?.code)).toEqual([1000]);
    },
  );

  test('[EN1, SD3] of a chat that is open raises its close, though nobody logs or inspects', async () => {
    const session = startSession(QUIET);
    const { chats, gateway } = session;
    await session.open('a');
    gateway.latest('a').peer.stopsReading();
    for (const data of ['x'.repeat(300_000), 'waits']) chats.get('a').send(data);
    session.events.length = 0;
    chats.dispose();
    expect(session.events.map(({ type, event }) => [type, event])).toEqual([
      ['close', { chatId: 'a', code: 1000, reason: '', wasClean: true, willRetry: false }],
      ['undelivered', { chatId: 'a', messages: [{ id: 2, data: 'waits' }], reason: 'disposed' }],
    ]);
  });

  test.runIf(isInspectable)('[EN1] of a chat that is connecting shows its way to idle to whoever inspects', () => {
    const values: unknown[] = [];
    const { chats } = startSession({
      ...QUIET,
      inspect: (event) => {
        if (event.type === '@xstate.snapshot' && 'value' in event.snapshot) values.push(event.snapshot.value);
      },
    });
    chats.select('a');
    values.length = 0;
    chats.dispose();
    expect(values).toContain('idle');
  });
});
