import { afterEach, expect, test, vi } from 'vitest';
import type { SendableData } from '../../src/index.js';
import { startSession } from '../support/session.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A session whose sockets throw at every `send`, as a browser's does at data that it cannot take. */
const startRefusing = () => {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  const plain = startSession();
  plain.chats.dispose();
  class Refusing extends plain.gateway.WebSocket {
    override send(_data: SendableData): void {
      throw new TypeError('cannot be sent');
    }
  }
  const session = startSession({
    clock: plain.clock,
    WebSocket: Refusing,
    heartbeat: { ping: () => 'ping', intervalMs: 10_000, timeoutMs: 5_000 },
    random: () => 0.5,
  });
  const failed = () => session.logged('callback.failed').map(({ error }) => error);
  return { ...session, clock: plain.clock, gateway: plain.gateway, reported, failed };
};

test('[LI1, ME2] a ping that the socket refuses is logged, and any frame still answers the probe', async () => {
  const session = startRefusing();
  session.chats.select('a');
  await session.clock.advanceAsync(5_000);
  const { phase } = session.at('a');
  session.gateway.latest('a').peer.sends('news');
  expect({ phase, after: session.at('a').phase, failed: session.failed(), reported: session.reported }).toEqual({
    phase: 'probing',
    after: 'healthy',
    failed: ['heartbeat.ping: cannot be sent'],
    reported: [],
  });
});

test('[LI2, ME2] a ping that the socket refuses leaves a silent connection to its deadline', async () => {
  const session = startRefusing();
  session.chats.select('a');
  await session.clock.advanceAsync(10_000);
  const { state, lastFailure } = session.at('a');
  expect({ state, kind: lastFailure?.kind, failed: session.failed(), reported: session.reported }).toEqual({
    state: 'backoff',
    kind: 'half-open',
    failed: ['heartbeat.ping: cannot be sent'],
    reported: [],
  });
});

test('[LI1, ME2] a ping that throws sends nothing, and the probe goes on', async () => {
  const ping = () => {
    throw new Error('no ping');
  };
  const session = startSession({ heartbeat: { ping, intervalMs: 10_000 }, random: () => 0.5 });
  await session.open('a');
  await session.clock.advanceAsync(5_000);
  const { sent } = session.gateway.latest('a');
  const failed = session.logged('callback.failed').map(({ error }) => error);
  expect({ phase: session.at('a').phase, sent, failed }).toEqual({
    phase: 'probing',
    sent: [],
    failed: ['heartbeat.ping: no ping'],
  });
});
