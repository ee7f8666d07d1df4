import type { ChatConnectionsOptions, LogEvent } from '../../../src/index.js';
import { startSession } from '../../support/session.js';
import { type Quote, quotedRecord, quotedSnapshot } from './quoting.js';

/** Provokes a symptom, and tells of it what the page quotes. */
export type Symptom = () => Promise<Quote>;

/** A session in which chance is even, so that the page has round figures. */
export const startEvenSession = (options: ChatConnectionsOptions = {}) =>
  startSession({ random: () => 0.5, ...options });

export type EvenSession = ReturnType<typeof startEvenSession>;

const EVERYDAY: readonly LogEvent[] = ['state.changed', 'connection.proved', 'attempt.cancelled'];

/** The records since `from`; of those that come with everything, the ones asked for. */
export const recordsOf = ({ records }: EvenSession, from = 0, ...wanted: readonly LogEvent[]): string[] =>
  records
    .filter(({ at, event }) => at >= from && (!EVERYDAY.includes(event) || wanted.includes(event)))
    .map(quotedRecord);

/** Why the chat's last attempt failed, in words. */
export const lastFailureOf = (session: EvenSession): string[] => [`${session.at('42').lastFailure?.message}\n`];

/** The records since `from`, and then the chat's snapshot. */
export const recordsAndSnapshot = (session: EvenSession, from = 0): string[] => [
  ...recordsOf(session, from),
  quotedSnapshot(session.at('42')),
];
