import { expect, test, vi } from 'vitest';
import { accepts, type Behaviour, throwsOnConstruction } from '../../src/testing/index.js';
import { leftOut } from '../integration/left-out.js';
import { startSession } from '../support/session.js';

const dial = async (behaviour: Behaviour) => {
  const session = startSession();
  session.gateway.behave(behaviour);
  session.chats.select('42');
  await session.clock.advanceAsync(1_000);
  return session;
};

const refusedUrl = throwsOnConstruction(new DOMException('Refused to connect', 'SecurityError'));

test('[AT6] fault 5: fails the chat at once when the constructor throws, and stays quiet', async () => {
  const session = await dial(refusedUrl);
  await session.clock.advanceAsync(600_000);
  const { state, failure, lastFailure } = session.at('42');
  expect({
    state,
    failure,
    lastFailure,
    constructed: session.gateway.constructedAt,
    timers: session.timers(),
  }).toEqual({
    state: 'failed',
    failure: { reason: 'misconfigured', message: 'Refused to connect' },
    lastFailure: { kind: 'handshake', message: 'Refused to connect' },
    constructed: [0],
    timers: 0,
  });
});

test('[AT6, RE4] fault 5: a misconfigured chat tries again by retry(), through the throttle', async () => {
  const session = await dial(refusedUrl);
  session.gateway.behave(accepts());
  session.chats.get('42').retry();
  const { state } = session.at('42');
  await session.clock.advanceAsync(1_000);
  expect([state, session.at('42').state, session.gateway.constructedAt]).toEqual(['throttled', 'open', [0, 2_000]]);
});

test('[AT4, AT6] fault 5: what throws gives its slot back', async () => {
  const session = startSession({ maxHandshakes: 1 });
  session.gateway.behaveFor('b', accepts());
  session.gateway.behaveOnce(refusedUrl);
  session.chats.retain('a');
  session.chats.retain('b');
  await session.clock.advanceAsync(0);
  expect([session.at('a').state, session.at('b').state]).toEqual(['failed', 'open']);
});

test('[AT6] fault 5: misconfigured is a platform without WebSocket, and no other constructor', async () => {
  vi.stubGlobal('WebSocket', undefined);
  try {
    const session = startSession(leftOut('WebSocket'));
    const created = session.at('42').state;
    session.chats.select('42');
    await session.clock.advanceAsync(0);
    expect([created, session.at('42').failure]).toEqual([
      'idle',
      { reason: 'misconfigured', message: expect.stringContaining('this platform has no WebSocket') },
    ]);
  } finally {
    vi.unstubAllGlobals();
  }
});

test.each<[string, string]>([
  ['a relative address', '/api/v1/chats/42/ws'],
  ['an empty one', ''],
  ['another scheme', 'ftp://gateway.example/'],
  ['a fragment', 'wss://gateway.example/#top'],
  ['an impossible port', 'wss://gateway.example:99999/'],
])('[AT6] fault 5: misconfigured is %s', async (_, address) => {
  const session = startSession({ ...leftOut('gateway'), url: () => address });
  session.chats.select('42');
  await session.clock.advanceAsync(0);
  const { state, failure } = session.at('42');
  expect([state, failure?.reason, session.gateway.constructedAt]).toEqual(['failed', 'misconfigured', []]);
});

test('[AT6] fault 5: misconfigured is a subprotocol that is no token', async () => {
  const session = startSession({ protocols: 'not a token' });
  session.chats.select('42');
  expect(session.at('42').failure?.reason).toBe('misconfigured');
});
