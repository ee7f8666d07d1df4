import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { InspectionEvent } from 'xstate';
import type { ConnectionContext } from '../../machines/index.js';
import { acceptsThenCloses, acceptsThenDrops, refuses, sequence } from '../../src/testing/index.js';
import { isInspectable } from '../support/engine-in-use.js';
import { startSession } from '../support/session.js';
import { PLACES, startChart } from './chart-driver.js';

const TOKEN = 'a-token-that-nobody-may-see';

test.runIf(isInspectable)(
  '[OB3] a context never holds an address, a token, a message or a function: it is plain JSON in every state',
  async () => {
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
  },
);

test('a context that has changed is kept as compactly as a new one, rather than as a hash table', () => {
  const { actor, take } = startChart();
  take(PLACES.waiting);
  setFlagsFromString('--allow-natives-syntax');
  const isCompact = runInThisContext('(value) => %HasFastProperties(value)')(actor.getSnapshot().context);
  setFlagsFromString('--no-allow-natives-syntax');
  expect(isCompact).toBe(true);
  actor.stop();
});
