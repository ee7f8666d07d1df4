import type { AttemptTrigger } from '../../machines/connection.types.js';
import type { ConnectionState } from './snapshot.js';

/** Stable names of what is logged (OB1). */
export type LogEvent =
  | 'attempt.started'
  | 'attempt.opened'
  | 'attempt.failed'
  | 'attempt.cancelled'
  | 'attempt.throttled'
  | 'retry.scheduled'
  | 'connection.lost'
  | 'connection.proved'
  | 'chat.failed'
  | 'state.changed'
  | 'probe.sent'
  | 'probe.overdue'
  | 'message.undelivered'
  | 'address.upgraded'
  | 'callback.failed'
  | 'clock.disagrees';

/** A structured record (OB1): plain data, without secrets. What does not apply is left out. Durations are ms. */
export interface LogRecord {
  readonly event: LogEvent;
  readonly chatId: string;
  /** Serial number of the chat's last socket; 0 before the first. */
  readonly socketId: number;
  /** Number of the present, coming or last attempt. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly state: ConnectionState;
  /** Of `state.changed`. */
  readonly previousState?: ConnectionState;
  /** Of an attempt that starts, or is throttled. */
  readonly trigger?: AttemptTrigger;
  /** How long until the next attempt. */
  readonly waitMs?: number;
  /** Of a close event. */
  readonly code?: number;
  /** Of a close event, a failure, or undelivered messages. */
  readonly reason?: string;
  /** Of a close event. */
  readonly wasClean?: boolean;
  /** How long the attempt took, or the connection was open. */
  readonly durationMs?: number;
  /** What went wrong, in words. */
  readonly error?: string;
  /** How many messages were undelivered. */
  readonly count?: number;
}

/**
 * Where records go (OB1). `console` fits. The message is for those that print a record after a format: a `%` of a chat id
 * that might be taken for a placeholder stands in it twice, and control characters are escaped (OB2). Fields are as they are.
 */
export interface Logger {
  /** What helps to look for a fault: changes of state, probes, cancelled attempts. */
  debug(message: string, record: LogRecord): void;
  /** The ordinary course: attempts, and the waits before them. */
  info(message: string, record: LogRecord): void;
  /** What went wrong, and is not the end: failed attempts, lost connections, messages that were not delivered. */
  warn(message: string, record: LogRecord): void;
  /** A chat gave up. */
  error(message: string, record: LogRecord): void;
}
