import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ChatConnectionsOptions, RejectedError } from '../../src/index.js';
import { startSession } from '../support/session.js';
import { leftOut } from './left-out.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A chat that is selected and let go before its address is there. */
const startGivenUp = async (options: ChatConnectionsOptions = {}) => {
  const answers: { resolve: (url: string) => void; reject: (error: Error) => void }[] = [];
  const url = () => new Promise<string>((resolve, reject) => answers.push({ resolve, reject }));
  const session = startSession({ ...leftOut('gateway'), url, ...options });
  session.chats.select('42');
  session.chats.select(null);
  await session.clock.settle();
  const snapshot = session.at('42');
  const records = session.records.length;
  return {
    ...session,
    answer: answers[0],
    /** What changed since. */
    traces: () => ({
      hasChanged: session.at('42') !== snapshot,
      events: session.records.slice(records).map(({ event }) => event),
      dialed: session.gateway.sockets.length,
      timers: session.timers(),
    }),
  };
};

const NONE = { hasChanged: false, events: [], dialed: 0, timers: 0 };

describe('an address that comes after its attempt was given up', () => {
  test('[AT3] is ignored', async () => {
    const session = await startGivenUp();
    session.answer?.resolve('wss://gateway.example/late');
    await session.clock.advanceAsync(1_000);
    expect(session.traces()).toEqual(NONE);
  });

  test('[AT3] is not even logged as upgraded for a secure page', async () => {
    vi.stubGlobal('location', { protocol: 'https:', hostname: 'chat.example', host: 'chat.example' });
    const session = await startGivenUp();
    session.answer?.resolve('ws://gateway.example/late');
    await session.clock.advanceAsync(1_000);
    expect(session.traces()).toEqual(NONE);
  });

  test.each([
    ['rejects', new Error('too late')],
    ['refuses', new RejectedError('too late')],
  ])('[AT3] is ignored when it %s', async (_what, error) => {
    const session = await startGivenUp();
    session.answer?.reject(error);
    await session.clock.advanceAsync(1_000);
    expect(session.traces()).toEqual(NONE);
  });

  test('[AT3] is not taken for the answer of the next attempt', async () => {
    const session = await startGivenUp();
    session.chats.select('42');
    await session.clock.advanceAsync(2_000);
    session.answer?.resolve('wss://gateway.example/late');
    await session.clock.settle();
    expect({ phase: session.at('42').phase, dialed: session.gateway.sockets.length }).toEqual({
      phase: 'resolving',
      dialed: 0,
    });
  });
});
