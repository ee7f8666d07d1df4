import { describe, expect, test } from 'vitest';
import { accepts, refuses, sequence } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

/** A connection that was lost in this way, and the one after it, which has been open for 20 s without a frame. */
const startSecond = async (lose: 'closes' | 'drops') => {
  const session = startSession({ backoff: () => 3_000 });
  await session.open('a');
  await session.clock.advanceAsync(10_000);
  const { peer } = session.gateway.latest('a');
  if (lose === 'closes') peer.closes(1001, 'restart');
  else peer.drops();
  await session.clock.advanceAsync(3_000);
  await session.clock.advanceAsync(20_000);
  return { ...session, lostFor: () => lostForIn(session) };
};

const lostForIn = ({ events }: Session) =>
  events.flatMap(({ type, event }) => (type === 'open' && 'lostForMs' in event ? [event.lostForMs] : []));

describe('for how long the second connection was gone', () => {
  test('[LI5] counts from its opening when it is replaced, though the first one had closed cleanly', async () => {
    const session = await startSecond('closes');
    session.page.goesOffline();
    await session.clock.advanceAsync(5_000);
    session.page.comesOnline();
    await session.clock.advanceAsync(0);
    expect(session.lostFor()).toEqual([null, 3_000, 25_000]);
  });

  test('[PL3] counts from the freeze, though the first one had broken', async () => {
    const session = await startSecond('drops');
    session.page.freezes();
    await session.clock.advanceAsync(5_000);
    session.page.resumes();
    await session.clock.advanceAsync(0);
    expect(session.lostFor()).toEqual([null, 13_000, 5_000]);
  });

  test('[PL3] counts from the freeze, though an attempt before it had failed', async () => {
    const session = startSession({ backoff: () => 3_000 });
    session.gateway.behave(sequence(refuses(), accepts()));
    await session.open('a');
    await session.clock.advanceAsync(23_000);
    session.page.freezes();
    await session.clock.advanceAsync(5_000);
    session.page.resumes();
    await session.clock.advanceAsync(0);
    expect(lostForIn(session)).toEqual([null, 5_000]);
  });
});
