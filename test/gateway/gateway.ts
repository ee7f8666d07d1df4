import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ChatPolicy, ChatSockets } from './chat-sockets.js';
import { ConnectionLedger } from './connection-ledger.js';
import { type HandshakeManner, Handshakes } from './handshakes.js';
import { httpApi } from './http-api.js';
import { LOCAL_ORIGINS } from './origins.js';
import { Rooms } from './rooms.js';
import { Tokens } from './tokens.js';

/** Chats that answer with a refusal, for trying it: any other id is a chat that everyone may enter. */
export const MISSING_CHAT = 'missing';
export const PRIVATE_CHAT = 'private';

export interface GatewayOptions {
  /** 0, the default, lets the system choose; the choice is kept when the gateway is started again. */
  readonly port?: number;
  readonly host?: string;
  readonly tokenLifetimeMs?: number;
  /** How long a client may take that logs in by its first frame. */
  readonly loginTimeoutMs?: number;
  /** How many messages of a chat are remembered for those who join or come back. */
  readonly historySize?: number;
  readonly maxFrameBytes?: number;
  /** How much may wait for a client that does not read. More, and it is closed with 1013. */
  readonly maxBufferedBytes?: number;
  /** The pages that may come, by their origins; others are closed with 4403. Default: those of this machine. */
  readonly origins?: readonly string[];
  readonly policy?: ChatPolicy;
  /** One line per connection opened, closed or misbehaving; never a token. */
  readonly log?: (line: string) => void;
}

export interface Gateway {
  /** `http://<host>:<port>` */
  readonly url: string;
  readonly port: number;
  readonly connections: Pick<ConnectionLedger, 'records' | 'accepted' | 'open'>;
  /** Posts a message as if somebody in the chat had sent it; works while the gateway is stopped. */
  post(chatId: string, from: string, text: string): void;
  /** What becomes of the handshakes that come, and of those that hang. */
  handshakesAre(manner: HandshakeManner): void;
  /** How many hang now. */
  readonly hungHandshakes: number;
  /** How many rooms there are, those included that wait for somebody to come back. */
  readonly rooms: number;
  /** Sends every client a Close with this code, one that a server may send, and a reason of at most 123 bytes. */
  closeConnections(code: number, reason?: string): void;
  /** Every token issued so far is expired: who is connected is told so with 4401, who comes must have a new one. */
  expireTokens(): void;
  /** Closes every connection with 1001 and frees the port. Idempotent. */
  stop(): Promise<void>;
  /** Listens again on the same port: rooms and tokens outlive a stop. */
  start(): Promise<void>;
}

const OPEN_TO_ALL: ChatPolicy = {
  exists: (chatId) => chatId !== MISSING_CHAT,
  admits: (_user, chatId) => chatId !== PRIVATE_CHAT,
};

/** A chat gateway that really listens: numbers, remembers and relays the messages of each chat. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { host = '127.0.0.1', historySize = 50, tokenLifetimeMs = 60_000, maxFrameBytes = 64 * 1024 } = options;
  const {
    loginTimeoutMs = 5000,
    maxBufferedBytes = 1024 * 1024,
    origins = LOCAL_ORIGINS,
    policy = OPEN_TO_ALL,
    log = () => {},
  } = options;
  const tokens = new Tokens(tokenLifetimeMs);
  const ledger = new ConnectionLedger();
  const handshakes = new Handshakes();
  const rooms = new Rooms(historySize);
  const bounds = { origins, loginTimeoutMs, maxFrameBytes, maxBufferedBytes };

  const listen = async (port: number) => {
    const sockets = new ChatSockets({ ...bounds, tokens, policy, ledger, handshakes, rooms, log });
    const http = createServer(httpApi(tokens, origins));
    sockets.attachTo(http);
    http.listen(port, host);
    await once(http, 'listening');
    return { http, sockets, port: (http.address() as AddressInfo).port };
  };

  const { port, ...first } = await listen(options.port ?? 0);
  let listening: { http: Server; sockets: ChatSockets } | null = first;
  let stopping: Promise<void> = Promise.resolve();
  return {
    url: `http://${host}:${port}`,
    port,
    connections: ledger,
    post: (chatId, from, text) => rooms.post(chatId, from, text),
    handshakesAre: (manner) => handshakes.become(manner),
    get hungHandshakes() {
      return handshakes.hung;
    },
    get rooms() {
      return rooms.size;
    },
    closeConnections: (code, reason = '') => listening?.sockets.close(code, reason),
    expireTokens() {
      tokens.expireAll();
      listening?.sockets.close(4401, 'token expired');
    },
    stop() {
      if (listening !== null) stopping = stop(listening);
      listening = null;
      return stopping;
    },
    async start() {
      await stopping;
      listening ??= await listen(port);
    },
  };
}

async function stop({ http, sockets }: { http: Server; sockets: ChatSockets }): Promise<void> {
  const closed = once(http, 'close');
  http.close();
  await sockets.closeAll();
  http.closeAllConnections();
  await closed;
}
