import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InspectionEvent } from 'xstate';
import type { ChatConnectionsOptions } from '../../src/index.js';
import { throwsOnConstruction } from '../../src/testing/index.js';
import { quotations, surroundings, tells } from '../support/secret-spellings.js';
import { startSession } from '../support/session.js';

type Source = (secret: string) => ChatConnectionsOptions;

/** Where a secret may come from. */
const SOURCES: readonly Source[] = [
  (secret) => ({ query: { token: secret } }),
  (secret) => ({ query: async () => ({ room: 1, token: secret }) }),
  (secret) => ({ url: () => `wss://gateway.example/api/v1/chats/42/ws?t=${encodeURIComponent(secret)}` }),
  (secret) => ({ url: () => new URL(`wss://me:${encodeURIComponent(secret)}@gateway.example/api/v1/chats/42/ws`) }),
  (secret) => ({ protocols: ['chat', secret], WebSocket: undefined as never }),
  (secret) => ({ protocols: async () => ['chat', secret], WebSocket: undefined as never }),
];

/** As much as a Close holds. */
const asReason = (text: string) => new TextDecoder().decode(new TextEncoder().encode(text).slice(0, 123));

const hostileTo = async (source: ChatConnectionsOptions, text: string) => {
  const emitted: unknown[] = [];
  const fail = () => {
    throw new Error(text);
  };
  const session = startSession({
    inspect: ({ type, ...more }: InspectionEvent) => emitted.push([type, 'event' in more && more.event]),
    backoff: fail,
    classifyClose: fail,
    heartbeat: { ping: fail },
    ...(source.url && { gateway: undefined as never }),
    ...source,
    ...('WebSocket' in source && { WebSocket: throwing(text) }),
  });
  const { chats, clock, gateway } = session;
  chats.subscribe(({ chats: all }) => emitted.push([...all]));
  chats.select('42');
  await clock.advanceAsync(100);
  if (gateway.open.length > 0) gateway.latest('42').peer.closes(4000, asReason(text));
  gateway.behave(throwsOnConstruction(new SyntaxError(text)));
  await clock.advanceAsync(60_000);
  emitted.push(session.records, session.events, session.at('42'));
  chats.dispose();
  return emitted.map((one) => JSON.stringify(one));
};

const throwing = (text: string) =>
  class {
    constructor() {
      throw new SyntaxError(text);
    }
  } as never;

test('[OB3] nothing emitted tells a secret, wherever it came from, however it is spelt and whoever quotes it', async () => {
  const cases = fc.record({
    before: surroundings,
    quotation: quotations,
    after: surroundings,
    source: fc.constantFrom(...SOURCES),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ before, quotation, after, source }) => {
      const emitted = await hostileTo(source(quotation.secret), before + quotation.spelt + after);
      expect(emitted.filter((line) => line.includes('misconfigured')).length).toBeGreaterThan(3);
      expect(emitted.filter((line) => tells(line, quotation))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
