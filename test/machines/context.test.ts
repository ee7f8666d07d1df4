import { expect, test } from 'vitest';
import type { InspectionEvent } from 'xstate';
import { initialContext } from '../../machines/connection.context.js';
import type { ConnectionContext } from '../../machines/index.js';
import { acceptsThenCloses, acceptsThenDrops, refuses, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const TOKEN = 'a-token-that-nobody-may-see';

test('[OB3] a context never holds an address, a token, a message or a function: it is plain JSON in every state', async () => {
  const contexts: ConnectionContext[] = [];
  const states = new Set<string>();
  const inspect = (event: InspectionEvent) => {
    if (event.type !== '@xstate.snapshot' || !('context' in event.snapshot)) return;
    const { context, value } = event.snapshot as unknown as { context: ConnectionContext; value: string | object };
    contexts.push(context);
    states.add(typeof value === 'string' ? value : (Object.keys(value)[0] ?? ''));
  };
  const session = startSession({ query: async () => ({ token: TOKEN }), inspect, lingerMs: 0 });
  session.gateway.behave(
    sequence(
      acceptsThenDrops({ afterMs: 5_000 }),
      refuses(),
      acceptsThenCloses(4403, `refused ${TOKEN}`, { afterMs: 100 }),
    ),
  );
  session.chats.select('42');
  await session.clock.advanceAsync(1_000);
  session.chats.get('42').send('a message body');
  session.gateway.latest().peer.sends('another message body');
  await session.clock.advanceAsync(60_000);
  session.chats.select('7');
  await session.clock.advanceAsync(50);
  session.chats.select(null);
  await session.clock.advanceAsync(300);
  session.chats.select('7');

  expect([...states].sort()).toEqual(['backoff', 'connecting', 'failed', 'idle', 'open', 'throttled']);
  expect(contexts.map((context) => JSON.parse(JSON.stringify(context)))).toStrictEqual(contexts);
  expect(JSON.stringify(contexts).match(/a-token-that|gateway\.example|wss:|message body/g)).toBeNull();
});

test('a context has fewer than 20 fields, so that V8 copies it quickly', () => {
  expect(Object.keys(initialContext('42')).length).toBeLessThan(20);
});
