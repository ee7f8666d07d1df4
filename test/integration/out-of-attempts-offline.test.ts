import { describe, expect, test } from 'vitest';
import { refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const EXHAUSTED = { reason: 'attempts-exhausted', message: 'no attempts left of 0' };

describe('a loss that finds no attempt left', () => {
  test('[RE1, PL1] fails while offline as it would online, instead of waiting for the page', async () => {
    const session = startSession({ maxAttempts: 0 });
    await session.open('a');
    session.page.goesOffline();
    session.gateway.latest('a').peer.drops();
    const { state, failure } = session.at('a');
    expect({ state, failure, timers: session.timers() }).toEqual({ state: 'failed', failure: EXHAUSTED, timers: 0 });
  });

  test('[RE3, RE1] is made good by `online`, and by the budget that comes with it', async () => {
    const session = startSession({ maxAttempts: 0 });
    await session.open('a');
    session.page.goesOffline();
    session.gateway.latest('a').peer.drops();
    await session.clock.advanceAsync(5_000);
    session.page.comesOnline();
    await session.clock.advanceAsync(0);
    expect({ state: session.at('a').state, attempts: session.dialedAt('a').length }).toEqual({
      state: 'open',
      attempts: 2,
    });
  });
});

describe('a failed attempt that finds none left', () => {
  test('[PL1] is not counted while offline: it waits for the page', async () => {
    const session = startSession({ maxAttempts: 0 });
    session.gateway.behave(refuses());
    session.page.goesOffline();
    await session.open('a');
    const { state, phase, failure } = session.at('a');
    expect({ state, phase, failure }).toEqual({ state: 'backoff', phase: 'parked', failure: null });
  });
});
