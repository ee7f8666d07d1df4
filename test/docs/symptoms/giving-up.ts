import { vi } from 'vitest';
import { type ChatConnectionsOptions, RejectedError } from '../../../src/index.js';
import { acceptsThenCloses, refuses } from '../../../src/testing/index.js';
import { startSession } from '../../support/session.js';
import { lastFailureOf, recordsOf, type Symptom, startEvenSession } from './told.js';

const exhausted: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(refuses({ afterMs: 40 }));
  session.chats.select('42');
  await session.clock.advanceAsync(600_000);
  return recordsOf(session).slice(-1);
};

/** Why a chat failed at its first attempt. */
const misconfigured = async (options: ChatConnectionsOptions) => {
  const session = startEvenSession(options);
  session.chats.select('42');
  await session.clock.advanceAsync(0);
  return lastFailureOf(session);
};

const noWebSocket: Symptom = async () => {
  vi.stubGlobal('WebSocket', undefined);
  try {
    return await misconfigured({ WebSocket: undefined } as never);
  } finally {
    vi.unstubAllGlobals();
  }
};

const relativeAddress: Symptom = () => misconfigured({ gateway: undefined, url: () => '/api/v1/chats/42/ws' } as never);

const unawaitedToken: Symptom = () => misconfigured({ query: () => ({ token: Promise.resolve('a-token') }) as never });

const unauthorized: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(acceptsThenCloses(4401, 'token expired'));
  session.chats.select('42');
  await session.clock.advanceAsync(10_000);
  const [lost = '', , attempt = '', ...rest] = recordsOf(session).slice(2);
  return [lost, attempt, ...rest.slice(-1)];
};

const rejected: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(acceptsThenCloses(4403, 'not a member'));
  session.chats.select('42');
  await session.clock.advanceAsync(10_000);
  return recordsOf(session).slice(-1);
};

const rejectedByYou: Symptom = async () => {
  const session = startEvenSession({
    query: () => {
      throw new RejectedError('The session has ended');
    },
  });
  session.chats.select('42');
  await session.clock.advanceAsync(0);
  return recordsOf(session).slice(-1);
};

const climbing: Symptom = async () => {
  const session = startEvenSession({ maxAttempts: 2 });
  session.gateway.behave(acceptsThenCloses(1011, 'no database', { afterMs: 20_000 }));
  session.chats.select('42');
  await session.clock.advanceAsync(600_000);
  return recordsOf(session).slice(-2);
};

const heldOff: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(acceptsThenCloses(1013, 'retry-after=30', { afterMs: 100 }));
  session.chats.select('42');
  await session.clock.advanceAsync(100);
  return recordsOf(session, 100);
};

const badOption: Symptom = async () => {
  try {
    startSession({ throttleMs: '2s' } as never);
    return [];
  } catch (error) {
    return [`${error}\n`];
  }
};

export const GIVING_UP: Readonly<Record<string, Symptom>> = {
  exhausted,
  'no-web-socket': noWebSocket,
  'relative-address': relativeAddress,
  'unawaited-token': unawaitedToken,
  unauthorized,
  rejected,
  'rejected-by-you': rejectedByYou,
  climbing,
  'held-off': heldOff,
  'bad-option': badOption,
};
