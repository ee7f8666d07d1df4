import { describe, expect, it } from 'vitest';
import type { ChatConnectionsOptions, Query } from '../../src/index.js';
import { acceptsThenDrops } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

type Answer = Query | Promise<Query>;

/** Each attempt has a token of its own, of which no other is the beginning, but for chats that have what `given` says. */
const startTokens = (options: ChatConnectionsOptions = {}, given: Readonly<Record<string, () => Answer>> = {}) => {
  const tokens = new Map<string, string>();
  let asked = 0;
  const session = startSession({
    query: ({ chatId }) => {
      asked += 1;
      if (given[chatId]) return given[chatId]();
      const token = `${asked}-of-${chatId}-token`;
      tokens.set(chatId, token);
      return { token };
    },
    throttleMs: 0,
    burstMs: 0,
    backoff: () => 10,
    lingerMs: 10,
    maxAttempts: Number.POSITIVE_INFINITY,
    ...options,
  });
  const { chats, clock, gateway } = session;
  return {
    ...session,
    tokenOf: (chatId: string) => tokens.get(chatId) as string,
    /** So many attempts of one other chat come and go. */
    flap: async (attempts: number) => {
      gateway.behaveFor('flapping', acceptsThenDrops());
      const until = asked + attempts;
      const release = chats.retain('flapping');
      while (asked < until) await clock.advanceAsync(10);
      release();
      await clock.advanceAsync(20);
    },
    /** How the reason of a close is told that says this. */
    told: async (text: string) => {
      chats.retain('teller');
      await clock.advanceAsync(20);
      gateway.latest('teller').peer.closes(4000, `because of ${text}`);
      await clock.advanceAsync(5);
      return session.at('teller').lastClose?.reason;
    },
  };
};

describe('a token', () => {
  it('[OB3] of a living connection is kept as long as it lives, however often other chats dial', async () => {
    const { chats, clock, gateway, tokenOf, flap, at } = startTokens();
    chats.retain('healthy');
    await clock.advanceAsync(10);
    await flap(93);
    gateway.latest('healthy').peer.closes(4000, `revoked ${tokenOf('healthy')}`);
    await clock.advanceAsync(0);
    expect(at('healthy').lastClose?.reason).toBe('revoked [redacted]');
  });

  it('[OB3] of a handshake under way is kept', async () => {
    const { chats, clock, gateway, tokenOf, flap, at } = startTokens({ connectTimeoutMs: 100_000, maxHandshakes: 2 });
    gateway.behaveFor('slow', () => undefined);
    chats.retain('slow');
    await clock.advanceAsync(10);
    await flap(93);
    const { peer } = gateway.latest('slow');
    peer.accepts();
    peer.closes(4000, `late ${tokenOf('slow')}`);
    await clock.advanceAsync(0);
    expect(at('slow').lastClose?.reason).toBe('late [redacted]');
  });

  it('[OB3] of each of more than 64 living connections is kept', async () => {
    const { chats, clock, gateway, tokenOf, at } = startTokens({ backoff: () => 10_000 });
    const ids = Array.from({ length: 100 }, (_, index) => `chat ${index}`);
    for (const chatId of ids) chats.retain(chatId);
    await clock.advanceAsync(100);
    for (const chatId of ids) gateway.latest(chatId).peer.closes(4000, tokenOf(chatId));
    await clock.advanceAsync(0);
    expect(new Set(ids.map((chatId) => at(chatId).lastClose?.reason))).toEqual(new Set(['[redacted]']));
  });

  it('[OB3] that chats share is kept until the last of them is gone', async () => {
    const shared = () => ({ token: 'shared-token' });
    const { chats, clock, flap, told } = startTokens({}, { one: shared, two: shared });
    const [releaseOne, releaseTwo] = ['one', 'two'].map((chatId) => chats.retain(chatId));
    await clock.advanceAsync(10);
    releaseOne?.();
    await flap(70);
    const reasons = [await told('shared-token')];
    releaseTwo?.();
    await clock.advanceAsync(20);
    reasons.push(await told('shared-token'));
    await flap(70);
    expect([...reasons, await told('shared-token')]).toEqual([
      'because of [redacted]',
      'because of [redacted]',
      'because of shared-token',
    ]);
  });

  it('[OB3] of a chat that is idle is forgotten once 64 others came', async () => {
    const { chats, clock, tokenOf, flap, told } = startTokens();
    const release = chats.retain('gone');
    await clock.advanceAsync(10);
    release();
    await clock.advanceAsync(20);
    const reasons = [await told(tokenOf('gone'))];
    await flap(70);
    expect([...reasons, await told(tokenOf('gone'))]).toEqual([
      'because of [redacted]',
      `because of ${tokenOf('gone')}`,
    ]);
  });

  it('[OB3, AT3] that is answered when its chat was let go of is a recent one, and no more', async () => {
    let answer = (_: Query) => {};
    const late = () => new Promise<Query>((resolve) => (answer = resolve));
    const { chats, clock, flap, told } = startTokens({}, { late });
    const release = chats.retain('late');
    await clock.advanceAsync(10);
    release();
    await clock.advanceAsync(10);
    answer({ token: 'too-late-a-token' });
    const reasons = [await told('too-late-a-token')];
    await flap(70);
    expect([...reasons, await told('too-late-a-token')]).toEqual([
      'because of [redacted]',
      'because of too-late-a-token',
    ]);
  });
});
