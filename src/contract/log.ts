import type { AttemptTrigger } from '../../machines/connection.types.js';
import type { ConnectionState } from './snapshot.js';

/** Stable names of log events (OB1). */
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

/** A structured record (OB1): plain data, without secrets. Fields that do not apply are left out. Durations are in ms. */
export interface LogRecord {
  readonly event: LogEvent;
  readonly chatId: string;
  /** Serial number of the chat's last socket; 0 before the first. */
  readonly socketId: number;
  /** Number of the current, next or last attempt. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly state: ConnectionState;
  /** Only with `state.changed`. */
  readonly previousState?: ConnectionState;
  /** With an attempt that starts or is throttled. */
  readonly trigger?: AttemptTrigger;
  /** How long until the next attempt. */
  readonly waitMs?: number;
  /** From a close event. */
  readonly code?: number;
  /** From a close event, a failure, or undelivered messages. */
  readonly reason?: string;
  /** From a close event. */
  readonly wasClean?: boolean;
  /** How long the attempt took, or how long the connection was open. */
  readonly durationMs?: number;
  /** What went wrong, in words. */
  readonly error?: string;
  /** How many messages were not delivered. */
  readonly count?: number;
}

/**
 * Where log records go (OB1). `console` fits. The message is safe for loggers that treat it as a format string: a `%` from a
 * chat id that could be read as a placeholder is doubled, and control characters are escaped (OB2). The fields of the record
 * are not changed.
 */
export interface Logger {
  /** Details for debugging: state changes, probes, cancelled attempts. */
  debug(message: string, record: LogRecord): void;
  /** Normal operation: attempts, and the waits before them. */
  info(message: string, record: LogRecord): void;
  /** Problems that are not final: failed attempts, lost connections, undelivered messages. */
  warn(message: string, record: LogRecord): void;
  /** A chat gave up. */
  error(message: string, record: LogRecord): void;
}
