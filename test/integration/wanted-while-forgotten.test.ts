import { expect, test } from 'vitest';
import { isInspectable } from '../support/engine-in-use.js';
import { startSession } from '../support/session.js';

test('[SE3, SE9] a chat that an inspector selects while it is forgotten is wanted, at whichever event', async () => {
  const lost: unknown[] = [];
  for (let nth = 1; nth < 60; nth += 1) {
    let events = 0;
    let selections = 0;
    const session = startSession({
      throttleMs: 0,
      cooldownMs: 0,
      inspect: () => {
        events += 1;
        if (events < nth || selections === 3) return;
        selections += 1;
        session.chats.select('a');
      },
    });
    session.chats.select('a')();
    await session.clock.advanceAsync(1_000);
    const { selected } = session.chats.getSnapshot();
    if (selected === 'a' && session.at('a').state !== 'open') lost.push([nth, session.at('a').state]);
    selections = 3;
    session.chats.dispose();
  }
  expect(lost).toEqual([]);
});

test.runIf(isInspectable)(
  '[SE3, SE9] what an inspector selects in the middle of a `select` comes after it, at whichever event',
  async () => {
    const others: unknown[] = [];
    let events = 0;
    for (let isOver = false; !isOver; events += 1) {
      let left = Number.POSITIVE_INFINITY;
      const session = startSession({
        throttleMs: 0,
        cooldownMs: 0,
        inspect: () => {
          left -= 1;
          if (left === 0) session.chats.select('d');
        },
      });
      session.chats.select('a')();
      await session.clock.advanceAsync(1_000);
      left = events + 1;
      session.chats.select('a');
      isOver = left > 0;
      await session.clock.advanceAsync(1_000);
      const { selected } = session.chats.getSnapshot();
      if (selected !== 'd' || session.at('d').state !== 'open') others.push([events, selected, session.at('d').state]);
      session.chats.dispose();
    }
    expect(others).toEqual([]);
    expect(events).toBeGreaterThan(5);
  },
);
