import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accepts, acceptsThenCloses, hangs, refuses } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

/** What is done to a session, to be done to another one just so. */
interface Act {
  readonly name: string;
  take(session: Session, releases: (() => void)[]): void;
}

const CHATS = ['a', 'b'];
const BEHAVIOURS = [accepts(), refuses(), hangs(), acceptsThenCloses(4403), acceptsThenCloses(4401)];
const WAITS_MS = [100, 700, 2_000, 15_000, 61_000];
const PAGE = ['goesOffline', 'comesOnline', 'freezes', 'resumes', 'shows'] as const;

const ofChat = (name: string, take: (session: Session, chatId: string, releases: (() => void)[]) => void) =>
  fc.constantFrom(...CHATS).map(
    (chatId): Act => ({
      name: `${name} ${chatId}`,
      take: (session, releases) => take(session, chatId, releases),
    }),
  );

const act = fc.oneof(
  ofChat('select', ({ chats }, chatId, releases) => releases.push(chats.select(chatId))),
  ofChat('retain', ({ chats }, chatId, releases) => releases.push(chats.retain(chatId))),
  ofChat('retry', ({ chats }, chatId) => chats.get(chatId).retry()),
  ofChat('send', ({ chats }, chatId) => chats.get(chatId).send('x')),
  fc.constant<Act>({
    name: 'let go',
    take: (_, releases) => {
      for (const release of releases.splice(0)) release();
    },
  }),
  fc.constantFrom(...BEHAVIOURS).map(
    (behaviour): Act => ({
      name: `behave as ${BEHAVIOURS.indexOf(behaviour)}`,
      take: ({ gateway }) => gateway.behave(behaviour),
    }),
  ),
  fc.constantFrom(...PAGE).map((name): Act => ({ name, take: ({ page }) => page[name]() })),
  fc.constantFrom(...WAITS_MS).map((ms): Act => ({ name: `wait ${ms}`, take: ({ clock }) => clock.advance(ms) })),
);

/** An option that is undefined counts as left out; the types do not let it be written. */
const UNSEEN: object = { inspect: undefined };

const follow = async (acts: readonly Act[], isInspected: boolean) => {
  const session = startSession({ lingerMs: 1_000, maxAttempts: 2, ...(!isInspected && UNSEEN) });
  const releases: (() => void)[] = [];
  const seen: unknown[] = [];
  for (const { take } of acts) {
    take(session, releases);
    // A release settles in a microtask.
    await undefined;
    session.clock.advance(0);
    seen.push(CHATS.map(session.at), session.timers());
  }
  session.chats.dispose();
  return { seen, records: session.records, events: session.events };
};

it('[SE9] a chart that stops while it is only remembered goes on as one that is inspected, and does not stop', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 50 }), async (acts) => {
      expect(await follow(acts, false)).toEqual(await follow(acts, true));
    }),
    { numRuns: 50, seed: 1 },
  );
});
