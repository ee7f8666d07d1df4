import { describe, expect, test } from 'vitest';
import { hangs } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

/** One chat dials, and two await its slot. */
const startQueue = () => {
  const session = startSession({ maxHandshakes: 1, burstMs: 0 });
  session.gateway.behave(hangs());
  const releases = ['a', 'b', 'c'].map((chatId) => session.chats.retain(chatId));
  return { ...session, releases };
};

const dialed = ({ gateway }: Pick<Session, 'gateway'>) =>
  gateway.sockets.map(({ url }) => new URL(url).pathname.split('/')[4]);

const phases = (session: Pick<Session, 'at'>) =>
  ['a', 'b', 'c'].map((chatId) => {
    const { state, phase } = session.at(chatId);
    return phase ?? state;
  });

describe('chats that await a slot', () => {
  test('[AT4, EN1] do not dial when the one before them is disposed of with them', () => {
    const session = startQueue();
    session.chats.dispose();
    expect({ dialed: dialed(session), live: session.gateway.live.length, timers: session.timers() }).toEqual({
      dialed: ['a'],
      live: 0,
      timers: 0,
    });
  });

  test('[AT4, EN1] do not dial when a listener disposes of them as the one before them opens', async () => {
    const session = startQueue();
    session.chats.on('open', () => session.chats.dispose());
    session.gateway.latest('a').peer.accepts();
    await session.clock.advanceAsync(60_000);
    expect({ live: session.gateway.live.length, timers: session.timers() }).toEqual({ live: 0, timers: 0 });
  });

  test('[AT4, PL3] do not dial when the page freezes, and resume without waiting for the throttle', async () => {
    const session = startQueue();
    await session.clock.advanceAsync(3_000);
    session.page.freezes();
    const frozen = phases(session);
    const dialedByThen = dialed(session);
    session.page.resumes();
    expect({ frozen, dialedByThen, resumed: phases(session) }).toEqual({
      frozen: ['parked', 'parked', 'parked'],
      dialedByThen: ['a'],
      resumed: ['dialing', 'awaiting-slot', 'awaiting-slot'],
    });
  });

  test('[AT4, SE4] do not dial when they are released with the one before them', async () => {
    const session = startQueue();
    for (const release of session.releases) release();
    await session.clock.settle();
    expect({ dialed: dialed(session), states: phases(session) }).toEqual({
      dialed: ['a'],
      states: ['idle', 'idle', 'idle'],
    });
  });

  test('[AT4] dial at once, the next of them, when the one before leaves alone', async () => {
    const session = startQueue();
    session.releases[0]?.();
    await session.clock.settle();
    expect({ dialed: dialed(session), states: phases(session) }).toEqual({
      dialed: ['a', 'b'],
      states: ['idle', 'dialing', 'awaiting-slot'],
    });
  });
});
