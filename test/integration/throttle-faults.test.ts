import { describe, expect, test } from 'vitest';
import { acceptsThenCloses, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const gapsOf = (times: readonly number[]) => times.slice(1).map((at, index) => at - (times[index] ?? 0));

describe('faults of the chat front end it comes from', () => {
  test('[AT2, RE4] F1: a reactive statement that connects on every change makes no endless loop', async () => {
    const session = startSession();
    session.gateway.behave(refuses());
    let changes = 0;
    session.chats.get('42').subscribe(({ connected }) => {
      changes += 1;
      if (!connected) session.chats.select('42');
    });
    await session.clock.advanceAsync(3_600_000);
    const { state, failure } = session.at('42');
    expect({
      attempts: session.dialedAt('42').length,
      state,
      reason: failure?.reason,
      timers: session.timers(),
    }).toEqual({ attempts: 11, state: 'failed', reason: 'attempts-exhausted', timers: 0 });
    expect(changes).toBeGreaterThan(20);
  });

  test('[SE8, RE1] F3: a dead chat uses up its own attempts alone', async () => {
    const session = startSession({ random: () => 0.5 });
    const { chats, gateway, clock } = session;
    gateway.behaveFor('dead', refuses());
    chats.retain('dead');
    await session.open('alive');
    await clock.advanceAsync(600_000);
    gateway.behaveOnce(refuses());
    gateway.latest('alive').peer.drops();
    await clock.advanceAsync(1_500);
    const { state, attempt } = session.at('alive');
    expect({ dead: session.at('dead').failure?.reason, alive: [state, attempt] }).toEqual({
      dead: 'attempts-exhausted',
      alive: ['backoff', 2],
    });
  });

  test('[AT2] F4: attempts never follow each other in less than 2 s, and the wait shows as `throttled`', async () => {
    const session = startSession({ random: () => 0 });
    const states: string[] = [];
    session.gateway.behave(acceptsThenCloses(1011));
    session.chats.get('42').subscribe(({ state }) => states.push(state));
    const timer = () => {
      session.chats.get('42').retry();
      session.clock.setTimeout(timer, 50);
    };
    session.chats.select('42');
    timer();
    await session.clock.advanceAsync(60_000);
    const gaps = gapsOf(session.dialedAt('42'));
    expect(gaps).toEqual(gaps.map(() => 2_000));
    expect([gaps.length, states.includes('throttled')]).toEqual([30, true]);
  });
});
