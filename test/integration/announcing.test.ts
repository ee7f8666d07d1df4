import { describe, expect, it } from 'vitest';
import { accepts, acceptsThenCloses, hangs, refuses, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

/** What happened without its time, as `[type, event]`. */
const told = ({ events }: ReturnType<typeof startSession>) => events.map(({ type, event }) => [type, event]);

describe('events', () => {
  it('[ME1, RE1] of a connection that is lost and comes back: open, message, close, open', async () => {
    const session = startSession({ random: () => 0.5 });
    const { clock, gateway } = session;
    await session.open('a');
    await clock.advanceAsync(5_000);
    gateway.latest('a').peer.sends('last words');
    await clock.advanceAsync(700);
    gateway.latest('a').peer.drops();
    await clock.advanceAsync(60_000);
    expect(session.events).toEqual([
      { at: 0, type: 'open', event: { chatId: 'a', attempt: 0, reconnected: false, lostForMs: null, protocol: null } },
      { at: 5_000, type: 'message', event: { chatId: 'a', data: 'last words' } },
      {
        at: 5_700,
        type: 'close',
        event: { chatId: 'a', code: 1006, reason: '', wasClean: false, willRetry: true },
      },
      {
        at: 7_200,
        type: 'open',
        event: { chatId: 'a', attempt: 1, reconnected: true, lostForMs: 2_200, protocol: null },
      },
    ]);
  });

  it('[RE1] lostForMs counts from a clean close, else from the last inbound frame, else from the opening', async () => {
    const lostForMs = async (end: 'clean' | 'frame' | 'nothing') => {
      const session = startSession({ random: () => 0.5 });
      const { clock, gateway } = session;
      await session.open('a');
      await clock.advanceAsync(3_000);
      if (end === 'frame') gateway.latest('a').peer.sends('x');
      await clock.advanceAsync(2_000);
      if (end === 'clean') gateway.latest('a').peer.closes(1001);
      else gateway.latest('a').peer.drops();
      await clock.advanceAsync(10_000);
      return session.events.at(-1)?.event;
    };
    const event = { chatId: 'a', attempt: 1, reconnected: true, protocol: null };
    expect(await lostForMs('clean')).toEqual({ ...event, lostForMs: 1_500 });
    expect(await lostForMs('frame')).toEqual({ ...event, lostForMs: 3_500 });
    expect(await lostForMs('nothing')).toEqual({ ...event, lostForMs: 6_500 });
  });

  it('[RE1] reconnected is over the time since the chat was last newly wanted', async () => {
    const session = startSession({ lingerMs: 0 });
    const { chats, clock, gateway } = session;
    gateway.behave(sequence(refuses(), accepts()));
    chats.select('a');
    await clock.advanceAsync(10_000);
    gateway.latest('a').peer.drops();
    chats.select(null);
    await clock.advanceAsync(10_000);
    await session.open('a');
    expect(session.events.filter(({ type }) => type === 'open').map(({ event }) => event)).toEqual([
      { chatId: 'a', attempt: 1, reconnected: false, lostForMs: null, protocol: null },
      { chatId: 'a', attempt: expect.any(Number), reconnected: false, lostForMs: null, protocol: null },
    ]);
  });

  it('[RE3] lostForMs spans the failed attempts between, and a failed chat that is retried', async () => {
    const session = startSession({ maxAttempts: 1, random: () => 0.5 });
    const { chats, clock, gateway } = session;
    await session.open('a');
    await clock.advanceAsync(40_000);
    gateway.behave(refuses());
    gateway.latest('a').peer.closes(1001);
    await clock.advanceAsync(20_000);
    expect(session.at('a').state).toBe('failed');
    gateway.behave(accepts());
    chats.retry();
    await clock.advanceAsync(0);
    expect(session.events.at(-1)).toEqual({
      at: 60_000,
      type: 'open',
      event: { chatId: 'a', attempt: 0, reconnected: true, lostForMs: 20_000, protocol: null },
    });
  });

  it('[RE5, SD3] of a fatal close: close without retry, failed, then undelivered', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    await session.open('a');
    await clock.advanceAsync(5_000);
    gateway.latest('a').peer.stopsReading();
    chats.get('a').send('x'.repeat(300_000));
    chats.get('a').send('waits');
    gateway.latest('a').peer.closes(4403, 'not you');
    const failure = { reason: 'rejected', message: 'the connection was lost: closed with 4403: not you' };
    expect(told(session).slice(1)).toEqual([
      ['close', { chatId: 'a', code: 4403, reason: 'not you', wasClean: true, willRetry: false }],
      ['failed', { chatId: 'a', failure }],
      ['undelivered', { chatId: 'a', messages: [{ id: 2, data: 'waits' }], reason: 'failed' }],
    ]);
    expect(session.at('a')).toEqual({
      chatId: 'a',
      state: 'failed',
      phase: null,
      connected: false,
      protocol: null,
      wanted: true,
      attempt: 0,
      maxAttempts: 10,
      retryAt: null,
      lastClose: { code: 4403, reason: 'not you', wasClean: true },
      lastFailure: { kind: 'lost', message: 'the connection was lost: closed with 4403: not you' },
      failure,
      online: true,
      queued: 0,
    });
  });

  it('[AT5, SE4] attempts that fail or are cancelled raise neither open nor close', async () => {
    const session = startSession({ maxAttempts: 1 });
    const { chats, clock, gateway } = session;
    gateway.behave(refuses());
    chats.select('a');
    await clock.advanceAsync(60_000);
    gateway.behave(hangs());
    chats.select('b');
    await clock.advanceAsync(1_000);
    chats.select(null);
    await clock.advanceAsync(1_000);
    expect(told(session)).toEqual([
      ['failed', { chatId: 'a', failure: { reason: 'attempts-exhausted', message: expect.any(String) } }],
    ]);
  });

  it('[RE5] a refreshed connection closes with its code and willRetry', async () => {
    const session = startSession();
    session.gateway.behaveOnce(acceptsThenCloses(4401, 'expired', { afterMs: 5_000 }));
    await session.open('a');
    await session.clock.advanceAsync(5_000);
    expect(told(session).slice(1)).toEqual([
      ['close', { chatId: 'a', code: 4401, reason: 'expired', wasClean: true, willRetry: true }],
      ['open', { chatId: 'a', attempt: 0, reconnected: true, lostForMs: 0, protocol: null }],
    ]);
  });

  it('[ME2] when listeners are called, the snapshots say what happened', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    const chat = chats.get('a');
    const seen: unknown[] = [];
    const note = (type: string) => () => {
      const { selected, connected, chats: inUse } = chats.getSnapshot();
      seen.push([type, chat.getSnapshot().state, inUse.get('a')?.state, selected, connected]);
    };
    chat.on('open', note('open'));
    chat.on('close', note('close'));
    chat.on('failed', note('failed'));
    await session.open('a');
    await clock.advanceAsync(5_000);
    gateway.latest('a').peer.drops();
    await clock.advanceAsync(10_000);
    gateway.latest('a').peer.closes(4404);
    expect(seen).toEqual([
      ['open', 'open', 'open', 'a', true],
      ['close', 'backoff', 'backoff', 'a', false],
      ['open', 'open', 'open', 'a', true],
      ['close', 'failed', 'failed', 'a', false],
      ['failed', 'failed', 'failed', 'a', false],
    ]);
  });

  it('[SE3] unsubscribing one of two equal listeners leaves the other; unsubscribing twice is harmless', async () => {
    const session = startSession();
    const { chats, gateway } = session;
    await session.open('a');
    let calls = 0;
    const listener = () => {
      calls += 1;
    };
    const stops = [chats.get('a').on('message', listener), chats.get('a').on('message', listener)];
    gateway.latest('a').peer.sends('two calls');
    stops[0]?.();
    stops[0]?.();
    gateway.latest('a').peer.sends('one call');
    stops[1]?.();
    gateway.latest('a').peer.sends('none');
    expect(calls).toBe(3);
  });

  it.each(['error', 'connect', '__proto__', 'toString', 42, undefined])(
    '[ME2] refuses the event name %o with a TypeError',
    (type) => {
      const { chats } = startSession();
      const expected = expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARGUMENT' });
      expect(() => chats.on(type as never, () => undefined)).toThrow(expected);
      expect(() => chats.get('a').on(type as never, () => undefined)).toThrow(expected);
      expect(() => chats.on('open', type as never)).toThrow(expected);
      expect(() => chats.subscribe(type as never)).toThrow(expected);
      expect(() => chats.get('a').subscribe(type as never)).toThrow(expected);
    },
  );
});
