import { expect, test } from 'vitest';
import { acceptsThenDrops, goesSilent } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

test('[RE3] fault 12: flapping just below stableUptimeMs ends in failed', async () => {
  const session = startSession();
  session.gateway.behave(acceptsThenDrops({ afterMs: 29_999 }));
  await session.open('42');
  await session.clock.advanceAsync(3_600_000);
  expect([session.dialedAt('42').length, session.at('42').failure?.reason]).toEqual([11, 'attempts-exhausted']);
});

test('[RE3] fault 12: flapping just above stableUptimeMs goes on, each time with a fresh budget', async () => {
  const session = startSession();
  session.gateway.behave(acceptsThenDrops({ afterMs: 30_001 }));
  await session.open('42');
  await session.clock.advanceAsync(3_600_000);
  const attempts = session.logged('attempt.started').map(({ attempt }) => attempt);
  expect(attempts.length).toBeGreaterThan(100);
  expect(attempts).toEqual([0, ...attempts.slice(1).map(() => 1)]);
});

test('[RE3, LI2] fault 12: a peer that accepts and never says a word proves nothing by being open for long', async () => {
  const session = startSession({ heartbeat: { ping: () => 'ping', intervalMs: 120_000 } });
  session.gateway.behave(goesSilent());
  await session.open('42');
  await session.clock.advanceAsync(7_200_000);
  expect([
    session.dialedAt('42').length,
    session.at('42').failure?.reason,
    session.logged('connection.proved'),
  ]).toEqual([...[11, 'attempts-exhausted', []]]);
});
