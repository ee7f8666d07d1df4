import type { ChatConnectionsSnapshot, ConnectionSnapshot, ConnectionState, Failure, LastFailure } from 'evenkeel';
import { holds, type Same } from './same.js';

export const everySnapshot = (snapshot: ConnectionSnapshot) => {
  holds<Same<typeof snapshot.chatId, string>>();
  holds<Same<typeof snapshot.connected, boolean>>();
  holds<Same<typeof snapshot.retryAt, number | null>>();
  holds<Same<typeof snapshot.failure, Failure | null>>();
  holds<Same<typeof snapshot.lastFailure, LastFailure | null>>();
  holds<Same<typeof snapshot.queued, number>>();
  holds<Same<typeof snapshot.protocol, string | null>>();
  holds<Same<ConnectionState, 'idle' | 'throttled' | 'connecting' | 'open' | 'backoff' | 'failed'>>();
  // @ts-expect-error a snapshot is not the user's to change
  snapshot.queued = 0;
};

export const narrowedByState = (snapshot: ConnectionSnapshot) => {
  switch (snapshot.state) {
    case 'idle':
      holds<Same<typeof snapshot.phase, null>>();
      holds<Same<typeof snapshot.retryAt, null>>();
      return;
    case 'throttled':
      holds<Same<typeof snapshot.phase, null>>();
      holds<Same<typeof snapshot.retryAt, number>>();
      return;
    case 'connecting':
      holds<Same<typeof snapshot.phase, 'resolving' | 'awaiting-slot' | 'dialing' | 'greeting'>>();
      holds<Same<typeof snapshot.retryAt, null>>();
      holds<Same<typeof snapshot.connected, false>>();
      holds<Same<typeof snapshot.protocol, null>>();
      return;
    case 'open':
      holds<Same<typeof snapshot.phase, 'healthy' | 'probing'>>();
      holds<Same<typeof snapshot.connected, true>>();
      holds<Same<typeof snapshot.protocol, string | null>>();
      holds<Same<typeof snapshot.failure, null>>();
      return;
    case 'backoff':
      holds<Same<typeof snapshot.phase, 'waiting' | 'parked'>>();
      holds<Same<typeof snapshot.retryAt, number | null>>();
      if (snapshot.phase === 'waiting') holds<Same<typeof snapshot.retryAt, number>>();
      else holds<Same<typeof snapshot.retryAt, null>>();
      return;
    case 'failed':
      holds<Same<typeof snapshot.phase, null>>();
      holds<Same<typeof snapshot.failure, Failure>>();
      holds<
        Same<typeof snapshot.failure.reason, 'attempts-exhausted' | 'rejected' | 'unauthorized' | 'misconfigured'>
      >();
      return;
    default:
      snapshot satisfies never;
  }
};

export const narrowedByConnected = (snapshot: ConnectionSnapshot) => {
  if (snapshot.connected) holds<Same<typeof snapshot.state, 'open'>>();
  // @ts-expect-error what failed is known in `failed` alone
  return snapshot.failure.message;
};

export const misspelt = (snapshot: ConnectionSnapshot) =>
  // @ts-expect-error there is no such state
  snapshot.state === 'closed';

export const ofAllChats = ({ selected, connected, chats }: ChatConnectionsSnapshot) => {
  holds<Same<typeof selected, string | null>>();
  holds<Same<typeof connected, boolean>>();
  holds<Same<typeof chats, ReadonlyMap<string, ConnectionSnapshot>>>();
  // @ts-expect-error the chats are not the user's to change
  chats.clear();
};
