import type { WebSocketConstructor } from '../../../src/index.js';

export interface ClientOptions {
  /** Sockets are constructed by it. Where a client knows only the global one, it becomes the global one. */
  readonly WebSocket: WebSocketConstructor;
  /** A connection is open, and whatever the client's protocol asks for is done. */
  readonly onOpen?: () => void;
  readonly onMessage?: (data: unknown) => void;
}

export interface Client {
  /** Null: the client has nothing by which a text could be sent. */
  readonly send: ((text: string) => void) | null;
  /** For good. */
  close(): void;
}

/** A server of a client's own protocol, at one socket. */
export interface ProtocolServer {
  /** What it sends on opening, and in answer to a frame: before the client takes itself for connected, and later. */
  greet(): readonly string[];
  answer(frame: string): readonly string[];
  /** The frame by which it sends a text. */
  frameOf(text: string): string;
}

/** Fixed, or to be asked for anew; of the peers the reconnecting sockets ask, but for sockette. */
export type Address = string | (() => string);

export const addressNow = (address: Address): string => (typeof address === 'string' ? address : address());

/** A client as its README says it is used, at its defaults. */
export interface Subject {
  readonly name: string;
  /** Makes the server of its protocol; null: what is sent and received are the frames themselves. */
  readonly createServer: (() => ProtocolServer) | null;
  /** Connects at once, and again by itself whenever the connection is lost. */
  connect(url: Address, options: ClientOptions): Client;
}

/** Those that connect a socket again and leave its frames alone. */
export const RECONNECTING_SOCKETS = [
  'reconnecting-websocket',
  'partysocket',
  'websocket-ts',
  'sockette',
  'robust-websocket',
] as const;

/** Those that speak a protocol of their own. */
export const PROTOCOL_CLIENTS = ['socket.io-client', 'graphql-ws', 'centrifuge', 'phoenix'] as const;

export const PEERS = [...RECONNECTING_SOCKETS, ...PROTOCOL_CLIENTS] as const;

export type PeerName = (typeof PEERS)[number];
