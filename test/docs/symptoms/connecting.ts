import { accepts, failsWithErrorOnly, hangs, refuses } from '../../../src/testing/index.js';
import { quotedSnapshot } from './quoting.js';
import { lastFailureOf, recordsAndSnapshot, recordsOf, type Symptom, startEvenSession } from './told.js';

const opens: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(accepts({ afterMs: 40 }));
  session.chats.select('42');
  await session.clock.advanceAsync(1_000);
  return recordsAndSnapshot(session);
};

const released: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(hangs());
  const release = session.chats.select('42');
  await session.clock.advanceAsync(5);
  release();
  await session.clock.advanceAsync(0);
  return [...recordsOf(session, 5, 'attempt.cancelled'), quotedSnapshot(session.at('42'))];
};

const throttled: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(refuses({ afterMs: 40 }));
  session.chats.select('42');
  await session.clock.advanceAsync(760);
  session.chats.get('42').retry();
  return recordsAndSnapshot(session, 760);
};

const hungAddress: Symptom = async () => {
  const session = startEvenSession({ query: () => new Promise(() => undefined) });
  session.chats.select('42');
  await session.clock.advanceAsync(10_000);
  return lastFailureOf(session);
};

const failedAddress: Symptom = async () => {
  const session = startEvenSession({ query: () => Promise.reject(new Error('no ticket: 503')) });
  session.chats.select('42');
  await session.clock.advanceAsync(0);
  return lastFailureOf(session);
};

const awaitingSlot: Symptom = async () => {
  const session = startEvenSession({ maxHandshakes: 1 });
  session.gateway.behave(hangs());
  session.chats.retain('7');
  session.chats.select('42');
  await session.clock.advanceAsync(3_000);
  return [quotedSnapshot(session.at('42'))];
};

const notWelcomed: Symptom = async () => {
  const session = startEvenSession({ greeting: { answer: () => 'wait' } });
  session.chats.select('42');
  await session.clock.advanceAsync(10_000);
  return lastFailureOf(session);
};

const hungHandshake: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(hangs());
  session.chats.select('42');
  await session.clock.advanceAsync(10_000);
  return lastFailureOf(session);
};

const refused: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(refuses({ afterMs: 40 }));
  session.chats.select('42');
  await session.clock.advanceAsync(40);
  return recordsOf(session).slice(1);
};

const blocked: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(failsWithErrorOnly({ afterMs: 15 }));
  session.chats.select('42');
  await session.clock.advanceAsync(15);
  return lastFailureOf(session);
};

const parkedOffline: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(refuses({ afterMs: 5 }));
  session.page.goesOffline();
  session.chats.select('42');
  await session.clock.advanceAsync(60_000);
  return [quotedSnapshot(session.at('42'))];
};

export const CONNECTING: Readonly<Record<string, Symptom>> = {
  opens,
  released,
  throttled,
  'hung-address': hungAddress,
  'failed-address': failedAddress,
  'awaiting-slot': awaitingSlot,
  'hung-handshake': hungHandshake,
  'not-welcomed': notWelcomed,
  refused,
  blocked,
  'parked-offline': parkedOffline,
};
