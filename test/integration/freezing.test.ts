import { describe, expect, test } from 'vitest';
import { accepts, acceptsThenCloses, hangs, refuses, sequence } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

const OWN = { code: 1000, reason: '', wasClean: true };
const HEARTBEAT = { heartbeat: { ping: () => 'ping', intervalMs: 25_000, timeoutMs: 10_000 } };

const stanceOf = ({ at }: Session) => [at('42').state, at('42').phase, at('42').attempt];
const PARKED = ['backoff', 'parked', 0];

describe('freezing', () => {
  test.each([
    ['with a heartbeat', HEARTBEAT],
    ['without one', {}],
  ])('[PL3] closes an open connection there and then, %s, and parks without a timer', async (_, options) => {
    const session = startSession(options);
    await session.open('42');
    await session.clock.advanceAsync(5_000);
    session.page.freezes();
    expect([session.gateway.latest().closedBy, session.timers()]).toEqual([{ code: 1000, reason: '' }, 0]);
    expect(session.at('42')).toEqual({
      ...{
        chatId: '42',
        state: 'backoff',
        phase: 'parked',
        connected: false,
        protocol: null,
        wanted: true,
        attempt: 0,
        maxAttempts: 10,
      },
      ...{ retryAt: null, lastClose: OWN, lastFailure: null, failure: null, online: true, queued: 0 },
    });
    expect(session.events.at(-1)).toEqual({
      at: 5_000,
      type: 'close',
      event: { chatId: '42', ...OWN, willRetry: true },
    });
  });

  test('[PL3] closes a connecting socket too, and counts no failure', async () => {
    const session = startSession();
    session.gateway.behave(hangs());
    session.chats.select('42');
    await session.clock.advanceAsync(1_000);
    session.page.freezes();
    expect([session.gateway.latest().closedBy, stanceOf(session), session.timers()]).toEqual([
      { code: 1000, reason: '' },
      PARKED,
      0,
    ]);
    expect(session.logged('attempt.cancelled').map(({ durationMs }) => durationMs)).toEqual([1_000]);
  });

  test('[PL3, AT3] aborts the asking for an address', async () => {
    const signals: { readonly aborted: boolean }[] = [];
    const session = startSession({
      query: ({ signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    session.chats.select('42');
    session.page.freezes();
    expect([stanceOf(session), signals.map(({ aborted }) => aborted)]).toEqual([PARKED, [true]]);
  });

  test('[PL3, AT4] gives the slot of a handshake back', async () => {
    const session = startSession({ maxHandshakes: 1 });
    session.gateway.behave(sequence(hangs(), accepts()));
    session.chats.select('42');
    session.page.freezes();
    await session.clock.advanceAsync(5_000);
    session.page.resumes();
    await session.clock.advanceAsync(0);
    expect(stanceOf(session)).toEqual(['open', 'healthy', 0]);
  });

  test('[PL3] parks from throttled', async () => {
    const session = startSession({ lingerMs: 0 });
    await session.open('42');
    session.chats.select(null);
    await session.clock.advanceAsync(500);
    session.chats.select('42');
    const { state } = session.at('42');
    session.page.freezes();
    await session.clock.advanceAsync(600_000);
    expect([state, stanceOf(session), session.dialedAt('42')]).toEqual(['throttled', PARKED, [0]]);
  });

  test('[PL3] parks from backoff', async () => {
    const session = startSession();
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(1);
    session.page.freezes();
    await session.clock.advanceAsync(600_000);
    expect([stanceOf(session), session.timers(), session.dialedAt('42')]).toEqual([['backoff', 'parked', 1], 0, [0]]);
  });

  test('[PL3] parks what becomes wanted while frozen', async () => {
    const session = startSession();
    await session.open('7');
    session.page.freezes();
    session.chats.retain('42');
    await session.clock.advanceAsync(60_000);
    expect([stanceOf(session), session.dialedAt('42')]).toEqual([PARKED, []]);
    session.page.resumes();
    await session.clock.advanceAsync(0);
    expect(stanceOf(session)).toEqual(['open', 'healthy', 0]);
  });

  test('[PL3] lets a lingering connection go to idle, and never wakes it', async () => {
    const session = startSession();
    await session.open('42');
    session.chats.select(null);
    await session.clock.advanceAsync(0);
    session.page.freezes();
    expect([session.gateway.latest().closedBy, session.at('42').state, session.timers()]).toEqual([
      ...[{ code: 1000, reason: '' }, 'idle', 0],
    ]);
    session.page.resumes();
    await session.clock.advanceAsync(600_000);
    expect(session.dialedAt('42')).toEqual([0]);
  });

  test('[PL3] leaves failed as it is', async () => {
    const session = startSession();
    session.gateway.behave(acceptsThenCloses(4404));
    await session.open('42');
    const before = session.at('42');
    session.page.freezes();
    session.page.resumes();
    await session.clock.advanceAsync(600_000);
    expect([before.state, session.at('42')]).toEqual(['failed', before]);
  });
});
