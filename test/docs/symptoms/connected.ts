import { vi } from 'vitest';
import { accepts, acceptsThenDrops, goesSilent, refuses } from '../../../src/testing/index.js';
import { quoted, quotedSnapshot } from './quoting.js';
import { type EvenSession, recordsOf, type Symptom, startEvenSession } from './told.js';

const heartbeat = { ping: () => 'ping', isPong: (data: unknown) => data === 'pong' };

const eventsOf = ({ events }: EvenSession, from = 0) =>
  events.filter(({ at }) => at >= from).map(({ type, event }) => quoted(`event ${type}`, event));

const sixtySeconds: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(acceptsThenDrops({ afterMs: 60_000 }));
  session.chats.select('42');
  await session.clock.advanceAsync(61_500);
  return recordsOf(session, 60_000).slice(0, 1);
};

const unnoticed: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(goesSilent());
  await session.open('42');
  await session.clock.advanceAsync(3_600_000);
  const receipt = session.chats.get('42').send('hello');
  return [quotedSnapshot(session.at('42')), quoted("send('hello')", receipt)];
};

const halfOpen: Symptom = async () => {
  const session = startEvenSession({ heartbeat });
  session.gateway.behave(goesSilent());
  await session.open('42');
  await session.clock.advanceAsync(22_500);
  return recordsOf(session, 1).slice(1, 3);
};

const replaced: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(accepts({ afterMs: 40 }));
  session.chats.select('42');
  await session.clock.advanceAsync(60_000);
  session.page.goesOffline();
  await session.clock.advanceAsync(3_000);
  session.page.comesOnline();
  await session.clock.advanceAsync(40);
  return [...recordsOf(session, 60_000).slice(0, 1), ...eventsOf(session, 63_000).slice(-1)];
};

const frozen: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(accepts({ afterMs: 40 }));
  session.chats.select('42');
  await session.clock.advanceAsync(60_000);
  session.page.freezes();
  await session.clock.advanceAsync(0);
  return [quotedSnapshot(session.at('42'))];
};

const lingering: Symptom = async () => {
  const session = startEvenSession();
  await session.open('42');
  await session.clock.advanceAsync(5_000);
  await session.open('7');
  return [...session.chats.getSnapshot().chats.values()].map(({ chatId, state, wanted }) =>
    quoted(`chat ${chatId}`, { state, wanted }),
  );
};

const upgraded: Symptom = async () => {
  vi.stubGlobal('location', { protocol: 'https:', hostname: 'chat.example', host: 'chat.example' });
  try {
    const session = startEvenSession({ gateway: 'http://gateway.example' });
    await session.open('42');
    return recordsOf(session).slice(1, 2);
  } finally {
    vi.unstubAllGlobals();
  }
};

const failedCallback: Symptom = async () => {
  const session = startEvenSession({ backoff: () => Number.NaN });
  session.gateway.behave(refuses());
  await session.open('42');
  return recordsOf(session).slice(1, 2);
};

const redacted: Symptom = async () => {
  const session = startEvenSession({ query: { token: 'ticket-4711' } });
  session.chats.select('42');
  await session.clock.advanceAsync(5_000);
  session.gateway.latest('42').peer.closes(1011, 'token ticket-4711: lookup failed');
  return recordsOf(session, 5_000).slice(0, 1);
};

export const CONNECTED: Readonly<Record<string, Symptom>> = {
  'sixty-seconds': sixtySeconds,
  unnoticed,
  'half-open': halfOpen,
  replaced,
  frozen,
  lingering,
  upgraded,
  'failed-callback': failedCallback,
  redacted,
};
