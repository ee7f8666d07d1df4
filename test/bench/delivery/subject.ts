import type Database from 'libsql';

/** A message in the log of a server, in the order of `seq`. */
export interface LogEntry {
  readonly seq: number;
  readonly text: string;
}

/** The server of one subject: a chat that everybody is in. */
export interface ChatServer {
  readonly port: number;
  /** Another user's message: it goes to the log, and from there to everybody. */
  publish(text: string): void;
  log(): readonly LogEntry[] | Promise<readonly LogEntry[]>;
}

/** The client of one subject, as its application uses it. */
export interface ChatClient {
  /** At any time, whether or not there is a connection. */
  send(text: string): void;
  close(): void;
}

/** A client library with its server half, at its best settings. */
export interface DeliverySubject {
  readonly name: string;
  /** Its settings, and what was written by hand; Markdown. */
  readonly setting: string;
  /** On 127.0.0.1; what must outlive the process is in the database. */
  serve(port: number, database: Database.Database): Promise<ChatServer>;
  /**
   * Resolves once it is connected.
   * @param given the application is given this message of the log
   */
  connect(host: string, given: (seq: number) => void): Promise<ChatClient>;
}
