import { describe, expect, test } from 'vitest';
import { answersPings, createFixedRandom } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

/** Shortest paths of what random walks have found, kept. */
describe('what walks have found', () => {
  test('[LI1] a quiet spell ends in virtual time too, though sums of fractions of a millisecond are rounded', async () => {
    const session = startSession({ heartbeat: { ping: () => 'ping' }, random: createFixedRandom(1 / 1_001) });
    session.gateway.behave(answersPings((data) => data === 'ping', 'pong'));
    await session.open('a');
    await session.clock.advanceAsync(60_000);
    expect(session.gateway.latest('a').sent).toEqual(['ping', 'ping', 'ping']);
  });
});
