import { describe, expect, test } from 'vitest';
import { CONSTRUCTORS, isIn, startRealSession } from '../integration/real-session.js';
import { refusingOrigin } from '../support/raw-servers.js';

const TEN_RECONNECTIONS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe.each(CONSTRUCTORS)('a connection by %s', (_, WebSocket) => {
  test.each<[string, () => string | Promise<string>]>([
    ['that is refused', refusingOrigin],
    ['to a name that does not resolve', () => 'ws://gateway.invalid:8083'],
  ])('[RE1, RE4] fault 2: %s is tried again 10 times, then the chat is failed, then silence', async (_name, origin) => {
    // The timeout is for resolvers that take long to say no.
    const session = startRealSession(await origin(), { WebSocket, connectTimeoutMs: 300 });
    session.chats.select('42');
    const { state, attempt, failure } = await session.until('42', isIn('failed'));
    expect({ state, attempt, failure }).toEqual({
      state: 'failed',
      attempt: 10,
      failure: { reason: 'attempts-exhausted', message: 'no attempts left of 10' },
    });
    expect(session.logged('attempt.started').map((record) => record.attempt)).toEqual(TEN_RECONNECTIONS);
    expect(session.logged('attempt.failed').map((record) => record.attempt)).toEqual(TEN_RECONNECTIONS);
    // Nothing is left that could end the silence.
    expect(session.delays()).toEqual([]);
  });
});
