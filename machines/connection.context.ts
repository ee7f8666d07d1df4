import type { Budget, ConnectionContext } from './connection.types.js';

const UNTOUCHED: Budget = { failures: 0, protocolErrors: 0, hasRefreshed: false };

export const initialContext = (chatId: string): ConnectionContext => ({
  chatId,
  page: { isOffline: false, isFrozen: false },
  trigger: 'wanted',
  attempt: 0,
  budget: UNTOUCHED,
  lastAttemptAt: null,
  startedAt: 0,
  openedAt: 0,
  addressAt: 0,
  provesAt: 0,
  probeDeadlineAt: 0,
  heldUntil: null,
  wait: { waitMs: 0, retryAt: 0 },
  isLoopback: false,
  socketId: 0,
  lastClose: null,
  lastFailure: null,
  failure: null,
});

/** A fresh budget (RE3), and no more waiting for a delay that a server asked for (RE5). */
export const freshBudget = { budget: UNTOUCHED, heldUntil: null };
