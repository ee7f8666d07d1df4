import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../src/index.js';
import { acceptsThenDrops, hangs, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const ofChat42 = { chatId: '42', maxAttempts: 10 } as const;

/** The records, without those of one name, as the logger got them. */
const recordsOf = ({ records }: ReturnType<typeof startSession>, without?: LogRecord['event']) =>
  records
    .filter(({ event }) => event !== without)
    .map(({ at, level, message, ...record }) => ({ at, level, ...record }));

describe('records', () => {
  it('[OB1] of a first try that fails, a reconnection that opens, proves itself, and is lost', async () => {
    const session = startSession({ random: () => 0.5 });
    const { clock, gateway } = session;
    gateway.behaveOnce(refuses({ afterMs: 20 }));
    await session.open('42');
    await clock.advanceAsync(60_000);
    gateway.latest('42').peer.closes(1012, 'restart');
    const first = { ...ofChat42, attempt: 0 };
    const second = { ...ofChat42, attempt: 1 };
    expect(recordsOf(session, 'state.changed')).toEqual([
      { at: 0, level: 'info', event: 'attempt.started', ...first, socketId: 0, state: 'connecting', trigger: 'wanted' },
      {
        at: 20,
        level: 'warn',
        event: 'attempt.failed',
        ...first,
        socketId: 1,
        state: 'backoff',
        durationMs: 20,
        code: 1006,
        reason: '',
        wasClean: false,
        error: 'the handshake failed: closed with 1006',
      },
      { at: 20, level: 'info', event: 'retry.scheduled', ...second, socketId: 1, state: 'backoff', waitMs: 1_980 },
      {
        at: 2_000,
        level: 'info',
        event: 'attempt.started',
        ...second,
        socketId: 1,
        state: 'connecting',
        trigger: 'lost',
      },
      { at: 2_000, level: 'info', event: 'attempt.opened', ...second, socketId: 2, state: 'open', durationMs: 0 },
      {
        at: 32_000,
        level: 'debug',
        event: 'connection.proved',
        ...second,
        socketId: 2,
        state: 'open',
        durationMs: 30_000,
      },
      {
        at: 60_000,
        level: 'warn',
        event: 'connection.lost',
        ...second,
        socketId: 2,
        state: 'backoff',
        durationMs: 58_000,
        code: 1012,
        reason: 'restart',
        wasClean: true,
        error: 'the connection was lost: closed with 1012: restart',
      },
      { at: 60_000, level: 'info', event: 'retry.scheduled', ...second, socketId: 2, state: 'backoff', waitMs: 1_500 },
    ]);
  });

  it('[OB1] an attempt that failed and a lost connection are recorded with their own attempt number', async () => {
    const session = startSession({ random: () => 0.5 });
    const { clock, gateway } = session;
    gateway.behave(refuses());
    await session.open('42');
    await clock.advanceAsync(4_000);
    expect(session.logged('attempt.started').map(({ attempt }) => attempt)).toEqual([0, 1]);
    expect(session.logged('attempt.failed').map(({ attempt }) => attempt)).toEqual([0, 1]);
  });

  it('[OB1] of giving up, of a retry that is throttled, and of one that is cancelled', async () => {
    const session = startSession({ maxAttempts: 0 });
    const { chats, clock, gateway } = session;
    const facts = { chatId: '42', maxAttempts: 0, attempt: 0 };
    gateway.behave(refuses());
    chats.select('42');
    chats.get('42').send('one');
    chats.get('42').send('two');
    await clock.advanceAsync(760);
    gateway.behave(hangs());
    chats.retry();
    await clock.advanceAsync(2_000);
    chats.select(null);
    await clock.settle();
    expect(recordsOf(session, 'state.changed').slice(2)).toEqual([
      {
        at: 0,
        level: 'error',
        event: 'chat.failed',
        ...facts,
        socketId: 1,
        state: 'failed',
        reason: 'attempts-exhausted',
        error: expect.any(String),
      },
      {
        at: 0,
        level: 'warn',
        event: 'message.undelivered',
        ...facts,
        socketId: 1,
        state: 'failed',
        count: 2,
        reason: 'failed',
      },
      {
        at: 760,
        level: 'info',
        event: 'attempt.throttled',
        ...facts,
        socketId: 1,
        state: 'throttled',
        trigger: 'retry',
        waitMs: 1_240,
      },
      {
        at: 2_000,
        level: 'info',
        event: 'attempt.started',
        ...facts,
        socketId: 1,
        state: 'connecting',
        trigger: 'retry',
      },
      { at: 2_760, level: 'debug', event: 'attempt.cancelled', ...facts, socketId: 2, state: 'idle', durationMs: 760 },
    ]);
  });

  it('[OB1, LI2] of a probe, and of one that is overdue', async () => {
    const session = startSession({
      random: () => 0.5,
      heartbeat: { ping: () => 'ping', intervalMs: 1_000, timeoutMs: 400 },
    });
    await session.open('42');
    await session.clock.advanceAsync(900);
    const facts = { ...ofChat42, attempt: 0, socketId: 1 };
    expect(recordsOf(session).slice(4, 6)).toEqual([
      { at: 500, level: 'debug', event: 'probe.sent', ...facts, state: 'open' },
      { at: 900, level: 'warn', event: 'probe.overdue', ...facts, state: expect.any(String) },
    ]);
    expect(session.logged('connection.lost')).toHaveLength(1);
  });

  it('[OB1] of every change of state, with the state before', async () => {
    const session = startSession({ random: () => 0.5, lingerMs: 0 });
    const { chats, clock, gateway } = session;
    gateway.behaveOnce(acceptsThenDrops({ afterMs: 100 }));
    await session.open('42');
    await clock.advanceAsync(500);
    chats.retry();
    await clock.advanceAsync(5_000);
    gateway.latest('42').peer.closes(4403);
    chats.select(null);
    await clock.advanceAsync(0);
    expect(session.logged('state.changed').map(({ at, previousState, state }) => [at, previousState, state])).toEqual([
      [0, 'idle', 'connecting'],
      [0, 'connecting', 'open'],
      [100, 'open', 'backoff'],
      [500, 'backoff', 'throttled'],
      [2_000, 'throttled', 'connecting'],
      [2_000, 'connecting', 'open'],
      [5_500, 'open', 'failed'],
      [5_500, 'failed', 'idle'],
    ]);
  });

  it('[OB1] have chatId, socketId, attempt, maxAttempts and state, always, and are plain data', async () => {
    const session = startSession({ maxAttempts: 1 });
    const { chats, clock, gateway } = session;
    gateway.behave(acceptsThenDrops({ afterMs: 50 }));
    for (const chatId of ['a', 'b']) chats.retain(chatId);
    chats.get('a').send('x');
    await clock.advanceAsync(60_000);
    const names = new Set<string>();
    for (const { at, level, message, ...record } of session.records) {
      names.add(record.event);
      expect(record).toEqual({
        ...record,
        chatId: expect.stringMatching(/^[ab]$/),
        socketId: expect.any(Number),
        attempt: expect.any(Number),
        maxAttempts: 1,
        state: expect.any(String),
      });
      expect(JSON.parse(JSON.stringify(record))).toEqual(record);
      expect([at >= 0, level in console, message.includes(record.chatId)]).toEqual([true, true, true]);
    }
    expect(names).toContain('chat.failed');
  });

  it('[OB1] socketId is a serial: every socket has its own', async () => {
    const session = startSession();
    for (const chatId of ['a', 'b', 'c']) session.chats.retain(chatId);
    await session.clock.advanceAsync(5_000);
    session.gateway.latest('b').peer.drops();
    await session.clock.advanceAsync(10_000);
    expect(session.logged('attempt.opened').map(({ chatId, socketId }) => [chatId, socketId])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['b', 4],
    ]);
  });
});
