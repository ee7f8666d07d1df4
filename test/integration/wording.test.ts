import { describe, expect, it } from 'vitest';
import { acceptsThenDrops, failsWithErrorOnly, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe('messages', () => {
  it('[OB2] read well in a console', async () => {
    const session = startSession({ random: () => 0.5 });
    const { chats, clock, gateway } = session;
    gateway.behave(refuses());
    await session.open('42');
    await clock.advanceAsync(11_000);
    expect(session.logged('attempt.started').map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Connecting to WebSocket for chat 42\b/),
      'Connecting to WebSocket for chat 42 (attempt 1 of 10)',
      'Connecting to WebSocket for chat 42 (attempt 2 of 10)',
      'Connecting to WebSocket for chat 42 (attempt 3 of 10)',
    ]);
    const [last] = session.logged('attempt.started').slice(-1);
    await clock.advanceAsync((last?.at ?? 0) + 760 - clock.now());
    chats.retry();
    expect(session.logged('attempt.throttled').map(({ message }) => message)).toEqual([
      'Connection throttled for chat 42: 1,240 ms left',
    ]);
    for (const { message } of session.records) expect(message).not.toMatch(/undefined|null|NaN|\[object|Infinity/);
  });

  it('[OB2] with endless attempts promise no end', async () => {
    const session = startSession({ maxAttempts: Number.POSITIVE_INFINITY });
    session.gateway.behave(refuses());
    await session.open('42');
    await session.clock.advanceAsync(300_000);
    for (const { message } of session.records) expect(message).not.toMatch(/Infinity|∞|NaN/);
  });

  it('[OB2, SE6] under normal use (select, read, switch) no throttled record appears', async () => {
    const session = startSession();
    const { chats, clock } = session;
    let state = 7;
    for (let step = 0; step < 300; step += 1) {
      state = (state * 48_271) % 2_147_483_647;
      chats.select(`chat ${state % 4}`);
      chats.getSnapshot();
      chats.get('chat 1').getSnapshot();
      await clock.advanceAsync(300 + (state % 20) * 200);
    }
    expect(session.logged('attempt.throttled')).toEqual([]);
    expect(session.logged('attempt.opened').length).toBeGreaterThan(4);
  });

  it('[OB4] silent unless a logger is given', async () => {
    const methods = ['log', 'debug', 'info', 'warn', 'error'] as const;
    const said: unknown[] = [];
    const originals = methods.map((name) => Reflect.get(console, name));
    for (const name of methods) Reflect.set(console, name, (...words: unknown[]) => said.push(words));
    try {
      const session = startSession({ logger: undefined, maxAttempts: 1 } as never);
      session.gateway.behave(acceptsThenDrops());
      session.chats.select('42');
      session.chats.get('42').send('x');
      await session.clock.advanceAsync(60_000);
      session.chats.retry();
      await session.clock.advanceAsync(60_000);
      session.chats.dispose();
    } finally {
      methods.forEach((name, index) => {
        Reflect.set(console, name, originals[index]);
      });
    }
    expect(said).toEqual([]);
  });
});

it('[AT5] says so when a socket tells of an error and never closes', async () => {
  const session = startSession();
  session.gateway.behave(failsWithErrorOnly());
  session.chats.select('42');
  await session.clock.advanceAsync(1_000);
  const { lastFailure } = session.at('42');
  expect(lastFailure).toEqual({ kind: 'handshake', message: 'the handshake failed: an error without a close' });
});
