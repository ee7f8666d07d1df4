import { describe, expect, it } from 'vitest';
import type { AttemptRequest, ChatConnectionsOptions } from '../../src/index.js';
import { accepts, hangs, refuses } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

interface Scene {
  readonly options?: ChatConnectionsOptions;
  readonly enter: (session: Session) => Promise<void> | void;
  /** What the chat a then is, by state or phase. */
  readonly is: string;
}

const hung = async ({ gateway, chats, clock }: Session) => {
  gateway.behave(hangs());
  chats.select('a');
  await clock.advanceAsync(0);
};

const lost = async ({ gateway, chats, clock }: Session) => {
  gateway.behave(refuses());
  chats.select('a');
  await clock.advanceAsync(0);
};

const SCENES: Record<string, Scene> = {
  'idle, in a burst': {
    is: 'idle',
    enter: async (session) => {
      session.chats.select('b');
      session.chats.select('a');
      await session.clock.advanceAsync(0);
    },
  },
  throttled: {
    is: 'throttled',
    enter: async (session) => {
      await lost(session);
      session.chats.retry();
    },
  },
  resolving: { is: 'resolving', options: { query: () => new Promise(() => undefined) }, enter: hung },
  'awaiting a slot': {
    is: 'awaiting-slot',
    options: { maxHandshakes: 1 },
    enter: async (session) => {
      session.gateway.behave(hangs());
      session.chats.retain('b');
      await session.clock.advanceAsync(0);
      await hung(session);
    },
  },
  dialing: { is: 'dialing', enter: hung },
  open: { is: 'healthy', enter: async (session) => void (await session.open('a')) },
  probing: {
    is: 'probing',
    options: { heartbeat: { ping: () => 'ping', intervalMs: 1_000 } },
    enter: async (session) => {
      await session.open('a');
      await session.clock.advanceAsync(1_000);
    },
  },
  lingering: {
    is: 'open',
    enter: async (session) => {
      (await session.open('a'))();
      await session.clock.settle();
    },
  },
  'released, but not yet settled': {
    is: 'open',
    enter: async (session) => (await session.open('a'))(),
  },
  'backoff, waiting': { is: 'waiting', enter: lost },
  'backoff, parked': {
    is: 'parked',
    enter: async (session) => {
      await lost(session);
      session.page.goesOffline();
    },
  },
  frozen: {
    is: 'parked',
    enter: async (session) => {
      await session.open('a');
      session.page.freezes();
    },
  },
  failed: { is: 'failed', options: { maxAttempts: 0 }, enter: lost },
};

describe('dispose', () => {
  for (const [name, { options, enter, is }] of Object.entries(SCENES)) {
    it(`[EN1, EN2] of a chat that is ${name}: no socket, timer or listener, and nothing happens afterwards`, async () => {
      const session = startSession(options);
      const { chats, clock, gateway, page } = session;
      await enter(session);
      const chat = chats.get('a');
      const { state, phase, wanted } = chat.getSnapshot();
      expect([state, phase]).toContain(is);
      const receipt = chat.send('waiting');
      const wasOpen = state === 'open';
      const seen: unknown[] = [];
      chat.subscribe((snapshot) => seen.push(snapshot.state));
      session.events.length = 0;
      chats.dispose();

      const queued = receipt.status === 'queued';
      const told = session.events.map(({ type, event }) => [type, event]);
      const closed = ['close', { chatId: 'a', code: 1000, reason: '', wasClean: true, willRetry: false }];
      const reported = ['undelivered', { chatId: 'a', messages: [{ id: 1, data: 'waiting' }], reason: 'disposed' }];
      expect(queued).toBe(wanted && !wasOpen && state !== 'failed');
      expect(told).toEqual([...(wasOpen ? [closed] : []), ...(queued ? [reported] : [])]);
      expect(gateway.live).toEqual([]);
      for (const socket of gateway.sockets) {
        expect([socket.listenerCount('open'), socket.listenerCount('message'), socket.listenerCount('close')]).toEqual([
          0, 0, 0,
        ]);
      }
      expect([session.timers(), page.listenerCount]).toEqual([0, 0]);
      expect(seen.at(-1)).toBe('idle');

      const before = { dialed: gateway.constructedAt.length, events: told.length, records: session.records.length };
      const calls = seen.length;
      page.comesOnline();
      page.emits('resumed');
      page.emits('visible');
      gateway.behave(accepts());
      await clock.advanceAsync(600_000);
      expect({
        dialed: gateway.constructedAt.length,
        events: session.events.length,
        records: session.records.length,
      }).toEqual(before);
      expect(seen.length).toBe(calls);
      expect(clock.pending).toEqual([]);
    });
  }

  it('[EN1, AT3] aborts every pending resolve, and ignores what it answers later', async () => {
    const requests: AttemptRequest[] = [];
    const answers: ((query: { token: string }) => void)[] = [];
    const session = startSession({
      query: (request) => {
        requests.push(request);
        return new Promise((resolve) => answers.push(resolve));
      },
    });
    for (const chatId of ['a', 'b']) session.chats.retain(chatId);
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([false, false]);
    session.chats.dispose();
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    for (const answer of answers) answer({ token: 'late' });
    await session.clock.advanceAsync(60_000);
    expect(session.gateway.constructedAt).toEqual([]);
  });

  it('[EN1, PL4] a source of signals that goes on after it was unsubscribed changes nothing', async () => {
    let emit: (signal: 'online' | 'offline' | 'frozen') => void = () => undefined;
    const subscribe = (fn: typeof emit) => {
      emit = fn;
      return () => undefined;
    };
    const session = startSession({ signals: { isOnline: () => true, subscribe } });
    await session.open('a');
    session.chats.dispose();
    const before = [session.records.length, session.events.length];
    for (const signal of ['offline', 'online', 'frozen'] as const) emit(signal);
    await session.clock.advanceAsync(60_000);
    expect([session.records.length, session.events.length]).toEqual(before);
    expect([session.gateway.constructedAt, session.clock.pending]).toEqual([[0], []]);
  });

  it('[EN1] survives sockets whose events come synchronously inside close()', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    gateway.behave((peer) => {
      peer.answersClose('inside');
      accepts()(peer);
    });
    gateway.behaveFor('hung', (peer) => peer.answersClose('inside'));
    for (const chatId of ['a', 'b', 'hung']) chats.retain(chatId);
    await clock.advanceAsync(0);
    chats.dispose();
    expect(session.events.map(({ type, event }) => [type, event.chatId])).toEqual([
      ['open', 'a'],
      ['open', 'b'],
      ['close', 'a'],
      ['close', 'b'],
    ]);
    await clock.advanceAsync(60_000);
    expect([gateway.live, clock.pending, gateway.constructedAt.length]).toEqual([[], [], 3]);
  });
});

describe('timers', () => {
  it('[EN2, SD3] in idle of a burst and in backoff a non-empty queue keeps its one expiry timer, and no more', async () => {
    const session = startSession({ burstMs: 100_000 });
    const { chats } = session;
    chats.select('b')();
    chats.select('a');
    await session.clock.settle();
    const burstTimer = session.timers();
    for (let count = 0; count < 5; count += 1) chats.get('a').send(`${count}`);
    expect([session.at('a').state, burstTimer, session.timers()]).toEqual(['idle', 1, 2]);
  });
});
