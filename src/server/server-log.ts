/** Stable names of a delivery server's log events. */
export type ServerEvent = 'connection.closed' | 'callback.failed' | 'store.failed' | 'socket.failed';

/** A structured record: plain data, never what a message says. Fields that do not apply are left out. */
export interface ServerLogRecord {
  readonly event: ServerEvent;
  readonly chatId?: string;
  readonly user?: string;
  /** With which the server closed the connection. */
  readonly code?: number;
  readonly reason?: string;
  /** What went wrong, in the words of what was thrown. */
  readonly error?: string;
}

/** Where a delivery server's records go. `console` fits. The message is constant for each event; what varies is in the record. */
export interface ServerLogger {
  /** Connections that the server closed. */
  debug(message: string, record: ServerLogRecord): void;
  /** A callback that threw, and a socket that failed. */
  warn(message: string, record: ServerLogRecord): void;
  /** The store failed. */
  error(message: string, record: ServerLogRecord): void;
}

const MESSAGES: { readonly [Event in ServerEvent]: readonly [keyof ServerLogger, string] } = {
  'connection.closed': ['debug', 'A connection was closed'],
  'callback.failed': ['warn', 'A callback failed'],
  'socket.failed': ['warn', 'A socket failed'],
  'store.failed': ['error', 'The store failed'],
};

export type Say = (event: ServerEvent, fields: Omit<ServerLogRecord, 'event'>) => void;

/** Tells the logger; one that throws harms nobody. */
export const sayTo =
  (logger: ServerLogger | undefined): Say =>
  (event, fields) => {
    const [level, message] = MESSAGES[event];
    try {
      logger?.[level](`evenkeel: ${message}`, { event, ...fields });
    } catch {
      // Nowhere is left to say it.
    }
  };

/** The words of what was thrown, which may be anything. */
export function wordsOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'something that has no words';
  }
}
