import type { ChatConnectionsOptions, SendableData } from '../../src/index.js';

/** A server that somebody else wrote, or that speaks frames that somebody else documents. */
export interface ProtocolServer {
  /** `ws://127.0.0.1:<port>` */
  readonly origin: string;
  readonly port: number;
  /** What it understood, in order: `hello` for each client that it admitted, `bye` for each that took leave, and what was said. */
  readonly log: string[];
  /** Ends all connections, and frees the port. */
  stop(): Promise<void>;
}

/** One that a chat is tried with. */
export interface Protocol {
  /** On this port, or on any. */
  readonly start: (port: number) => Promise<ProtocolServer>;
  readonly options: (credentials: 'right' | 'wrong', server: ProtocolServer) => ChatConnectionsOptions;
  /** A message of the application, in the protocol's form; the server logs the text. */
  readonly say: (text: string) => SendableData;
  /** What becomes of wrong credentials; null where the server asks for none. */
  readonly refused: { readonly reason: 'rejected' | 'unauthorized'; readonly attempts: number } | null;
  /** Whether it takes leave before it closes. */
  readonly saysBye: boolean;
  /** Whether the server forgets what it has not handed on when a client takes leave. */
  readonly isForgetful?: boolean;
  /** Where the server takes so long to start that attempts 10 ms apart would all be over by then. */
  readonly backoffMs?: number;
  /** Where the server cannot answer within 250 ms of silence. */
  readonly hastyHeartbeat?: { readonly intervalMs: number; readonly timeoutMs: number };
}

export const RIGHT = 'the-right-token-of-this-user';

export const tokenOf = (credentials: 'right' | 'wrong'): string =>
  credentials === 'right' ? RIGHT : 'the-wrong-token-of-nobody';
