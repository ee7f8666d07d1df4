import { expect, test } from 'vitest';
import { acceptsThenCloses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const SUBPROTOCOL = 'bearer.subprotocol-secret';

test('[OB3] a secret subprotocol is redacted for good, however many tokens of the query came after it', async () => {
  let asked = 0;
  const session = startSession({
    protocols: ['chat.v1', SUBPROTOCOL],
    query: () => {
      asked += 1;
      return { token: `fresh-token-${asked}` };
    },
    maxAttempts: Number.POSITIVE_INFINITY,
    throttleMs: 0,
    backoff: () => 10,
  });
  session.gateway.behave(acceptsThenCloses(4000, `refused ${SUBPROTOCOL}`));
  session.chats.select('42');
  while (asked < 100) await session.clock.advanceAsync(10);
  const emitted = JSON.stringify([session.records, session.events, session.at('42')]);
  expect({ leaks: emitted.includes(SUBPROTOCOL), lastClose: session.at('42').lastClose?.reason }).toEqual({
    leaks: false,
    lastClose: 'refused [redacted]',
  });
});
