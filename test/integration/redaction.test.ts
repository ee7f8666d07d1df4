import { describe, expect, it } from 'vitest';
import type { AnyActorRef, InspectionEvent } from 'xstate';
import { type ChatConnectionsOptions, RejectedError } from '../../src/index.js';
import { type Behaviour, refuses, sequence, throwsOnConstruction } from '../../src/testing/index.js';
import { isInspectable } from '../support/engine-in-use.js';
import { startSession } from '../support/session.js';

const TOKEN = 'tok+en/of chat=42&ä';
const ENCODED = encodeURIComponent(TOKEN);
const PASSWORD = 'pass-word';
const SPELLINGS = [TOKEN, ENCODED, String(new URLSearchParams({ x: TOKEN })).slice(2), 'of chat=42'];

/** All that the library emits, as text: records, messages, snapshots, events, inspection frames, persisted charts. */
const startRecorded = (options: ChatConnectionsOptions) => {
  const emitted: string[] = [];
  const text = (value: unknown) => emitted.push(typeof value === 'string' ? value : JSON.stringify(value, plain));
  const inspect = (event: InspectionEvent) => {
    const { actorRef, ...frame } = event;
    text(frame);
    if (event.type !== '@xstate.actor') text((actorRef as AnyActorRef).getPersistedSnapshot());
  };
  const session = startSession({ inspect, random: () => 0.5, ...options });
  session.chats.subscribe(({ chats }) => text([...chats]));
  session.chats.get('42').subscribe(text);
  return {
    ...session,
    /** Everything emitted until now. */
    emitted: () => [...emitted, ...[...session.records, ...session.events].map((one) => JSON.stringify(one))],
  };
};

/** Actors and errors hold cycles; what of them is data is in the frame itself. */
const plain = (name: string, value: unknown) =>
  ['actorRef', 'sourceRef', 'rootId', '_parent', 'system'].includes(name) ? undefined : value;

const expectSilence = (session: ReturnType<typeof startRecorded>) => {
  const emitted = session.emitted();
  expect(emitted.length).toBeGreaterThan(isInspectable ? 20 : 9);
  const spellings = [...SPELLINGS, JSON.stringify(TOKEN).slice(1, -1)];
  expect(emitted.find((line) => spellings.some((spelling) => line.includes(spelling)))).toBeUndefined();
};

/** The gateway quotes the token in all ways it has. */
const quotes =
  (code: number): Behaviour =>
  (peer) =>
    peer.after(0, () => {
      peer.accepts();
      peer.after(10, () => peer.closes(code, `bad ${TOKEN} at ${peer.url}`));
    });

const hostile = () => sequence(quotes(1011), refuses(), quotes(1013), quotes(4401), quotes(4429), quotes(4403));

const SOURCES: Record<string, ChatConnectionsOptions> = {
  'a query record': { query: { token: TOKEN, room: 1 } },
  'a query function': { query: async () => ({ token: TOKEN }) },
  url: {
    url: ({ chatId }) => `wss://gateway.example/api/v1/chats/${chatId}/ws?token=${ENCODED}`,
  },
  'credentials in url': {
    url: ({ chatId }) => `wss://user:${ENCODED}@gateway.example/api/v1/chats/${chatId}/ws?x=${ENCODED}`,
  },
};

describe('a secret', () => {
  for (const [name, source] of Object.entries(SOURCES)) {
    const options = source.url ? { ...source, gateway: undefined } : source;

    it(`[OB3] in ${name} is in nothing emitted, though close reasons quote it`, async () => {
      const session = startRecorded(options as ChatConnectionsOptions);
      const { chats, clock, gateway } = session;
      gateway.behave(hostile());
      chats.select('42');
      chats.get('42').send('hello');
      await clock.advanceAsync(120_000);
      expect(gateway.sockets.length).toBe(6);
      expect(session.at('42')).toMatchObject({ state: 'failed', failure: { reason: 'rejected' } });
      expect(session.at('42').lastClose?.reason).toContain('bad');
      chats.retry();
      await clock.advanceAsync(1_000);
      chats.dispose();
      expectSilence(session);
    });

    it(`[OB3, AT6] in ${name} is not in the exception of a constructor that quotes the URL`, async () => {
      const session = startRecorded(options as ChatConnectionsOptions);
      session.gateway.behave((peer) =>
        throwsOnConstruction(new SyntaxError(`The URL '${peer.url}' is invalid; ${TOKEN}`))(peer),
      );
      session.chats.select('42');
      await session.clock.advanceAsync(1_000);
      expect(session.at('42')).toMatchObject({ state: 'failed', failure: { reason: 'misconfigured' } });
      expect(session.at('42').failure?.message).toContain('/api/v1/chats/42/ws');
      expectSilence(session);
    });
  }

  it.each([
    ['an error', (text: string) => new Error(text)],
    ['a RejectedError', (text: string) => new RejectedError(text)],
  ])(
    '[OB3, AT3] is not in what is made of %s that query throws, quoting a URL or the last token',
    async (_, errorOf) => {
      let isRefused = false;
      const session = startRecorded({
        query: async () => {
          if (!isRefused) return { token: TOKEN };
          throw errorOf(`GET https://me:${PASSWORD}@auth.example/token?refresh=${ENCODED} for ${TOKEN}`);
        },
      });
      const { chats, clock, gateway } = session;
      chats.select('42');
      await clock.advanceAsync(5_000);
      isRefused = true;
      gateway.latest('42').peer.drops();
      await clock.advanceAsync(10_000);
      expect(session.at('42').lastFailure?.message).toContain('auth.example/token');
      expectSilence(session);
      expect(session.emitted().filter((line) => line.includes(PASSWORD))).toEqual([]);
    },
  );

  it('[OB3, SE8] of one chat is not in its errors after another chat got its own', async () => {
    let isRefused = false;
    const session = startRecorded({
      query: ({ chatId }) => {
        if (isRefused) throw new Error(`token ${TOKEN} was refused`);
        return { token: chatId === '42' ? TOKEN : 'another-token' };
      },
    });
    const { chats, clock, gateway } = session;
    chats.retain('42');
    await clock.advanceAsync(2_000);
    chats.retain('7');
    await clock.advanceAsync(2_000);
    isRefused = true;
    gateway.latest('42').peer.drops();
    await clock.advanceAsync(10_000);
    expect(session.at('42').lastFailure?.kind).toBe('address');
    expectSilence(session);
  });

  it('[OB3] of an earlier attempt is not in a close reason or error that quotes it later', async () => {
    let turn = 0;
    const session = startRecorded({
      query: () => {
        turn += 1;
        if (turn === 3) throw new Error(`instead of ${TOKEN}`);
        return { token: turn === 1 ? TOKEN : `another-token-${turn}` };
      },
    });
    const { chats, clock, gateway } = session;
    chats.select('42');
    await clock.advanceAsync(5_000);
    gateway.latest('42').peer.drops();
    await clock.advanceAsync(10_000);
    gateway.latest('42').peer.closes(1011, `${TOKEN} was revoked`);
    await clock.advanceAsync(10_000);
    expect(turn).toBeGreaterThan(2);
    expectSilence(session);
  });

  it('[OB3] is not in the record of a callback that throws and quotes it', async () => {
    const session = startRecorded({
      query: { token: TOKEN },
      classifyClose: ({ reason }) => {
        throw new Error(`no idea what ${reason} means`);
      },
      backoff: () => {
        throw new Error(`no delay for ${TOKEN}`);
      },
      heartbeat: {
        ping: () => {
          throw new Error(`no ping with ${TOKEN}`);
        },
        isPong: () => {
          throw new Error(`no pong with ${TOKEN}`);
        },
        intervalMs: 1_000,
      },
    });
    session.gateway.behaveOnce(quotes(1011));
    session.chats.select('42');
    await session.clock.advanceAsync(5_000);
    session.gateway.latest('42').peer.sends('x');
    await session.clock.advanceAsync(5_000);
    expect(new Set(session.logged('callback.failed').map(({ error }) => error?.split(':')[0]))).toEqual(
      new Set(['classifyClose', 'backoff', 'heartbeat.ping', 'heartbeat.isPong']),
    );
    expectSilence(session);
  });

  it.each([
    `?token=${ENCODED}`,
    `/ws?token=${ENCODED}`,
    `ftp://user:${ENCODED}@gateway.example/?token=${ENCODED}`,
    `wss://gateway.example/ws?token=${ENCODED}#top`,
    `wss://gateway.example:99999/ws?token=${ENCODED}`,
    `wss://user:${ENCODED}@/ws`,
    { token: TOKEN },
    [TOKEN],
  ])('[OB3, AT6] is not in the failure of the address %o', async (address) => {
    const session = startRecorded({ gateway: undefined, url: () => address } as never);
    session.chats.select('42');
    await session.clock.advanceAsync(0);
    expect(session.at('42')).toMatchObject({ state: 'failed', failure: { reason: 'misconfigured' } });
    expectSilence(session);
  });

  it.each([{ token: { value: TOKEN } }, TOKEN, [TOKEN], { token: [TOKEN] }, () => TOKEN])(
    '[OB3, AT6] is not in the failure of the query %o',
    async (query) => {
      const session = startRecorded({ query: () => query as never });
      session.chats.select('42');
      await session.clock.advanceAsync(0);
      expect(session.at('42')).toMatchObject({ state: 'failed', failure: { reason: 'misconfigured' } });
      expectSilence(session);
    },
  );

  it('[OB3, AT6] in a subprotocol is not in the exception of a constructor that quotes it', async () => {
    const session = startRecorded({
      protocols: ['chat', TOKEN],
      WebSocket: class {
        constructor(_: string, protocols?: string | string[]) {
          throw new SyntaxError(`One of the subprotocols ${protocols} is invalid`);
        }
      } as never,
    });
    session.chats.select('42');
    await session.clock.advanceAsync(1_000);
    expect(session.at('42')).toMatchObject({ state: 'failed', failure: { reason: 'misconfigured' } });
    expectSilence(session);
  });

  it('[OB3] in a message is in no record, snapshot or frame', async () => {
    const session = startRecorded({ queue: { ttlMs: 1_000 }, query: () => new Promise(() => undefined) });
    session.events.length = 0;
    session.chats.select('42');
    session.chats.get('42').send(TOKEN);
    await session.clock.advanceAsync(5_000);
    expect(session.events.splice(0).map(({ type }) => type)).toEqual(['undelivered']);
    expectSilence(session);
  });
});
