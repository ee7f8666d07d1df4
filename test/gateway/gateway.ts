import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChatLogs } from './chat-logs.js';
import { type ChatPolicy, OPEN_TO_ALL } from './chat-policy.js';
import { ChatSockets } from './chat-sockets.js';
import { ConnectionLedger } from './connection-ledger.js';
import { type HandshakeManner, Handshakes } from './handshakes.js';
import { httpApi } from './http-api.js';
import { type LogStorage, memoryStorage } from './log-storage.js';
import { LOCAL_ORIGINS } from './origins.js';
import { Tokens } from './tokens.js';

export { MISSING_CHAT, PRIVATE_CHAT } from './chat-policy.js';

export interface GatewayOptions {
  /** 0, the default, lets the system choose; the choice is kept when the gateway is started again. */
  readonly port?: number;
  readonly host?: string;
  /** Where the logs are. Default: in memory, for as long as this gateway. */
  readonly storage?: LogStorage;
  readonly tokenLifetimeMs?: number;
  /** How long a client may take that logs in by its first frame. */
  readonly loginTimeoutMs?: number;
  /** How many messages of a chat are told to those who join or come back, the newest. */
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
  /** Not while it is stopped, nor after a `kill`, `restore` or `start` that failed. */
  readonly isListening: boolean;
  readonly connections: Pick<ConnectionLedger, 'records' | 'accepted' | 'open'>;
  /** Posts a message as if somebody in the chat had sent it; works while the gateway is stopped. Resolves when it is in the log. */
  post(chatId: string, from: string, text: string): Promise<void>;
  /** What becomes of the handshakes that come, and of those that hang. */
  handshakesAre(manner: HandshakeManner): void;
  /** How many hang now. */
  readonly hungHandshakes: number;
  /** How many rooms of the plain protocol somebody is in. */
  readonly rooms: number;
  /** Sends every client a Close with this code, one that a server may send, and a reason of at most 123 bytes. */
  closeConnections(code: number, reason?: string): void;
  /**
   * Every token issued so far is expired: who is connected is told so with 4401, who comes must have a new one. Resolves when that
   * outlives this gateway.
   */
  expireTokens(): Promise<void>;
  /** Closes every connection with 1001 and frees the port. Idempotent. */
  stop(): Promise<void>;
  /** Listens again on the same port: logs and tokens outlive a stop. Opens the logs, if a `kill` could not. */
  start(): Promise<void>;
  /**
   * Ends without a word to anybody, as a process does that is killed, and opens what it had stored; it listens again on the same
   * port, if it did. Where that fails it is stopped, and may be started again.
   */
  kill(): Promise<void>;
  /** Keeps a copy of the logs, in which these chats have begun. Returns whether it can. */
  backUp(chatIds: readonly string[]): Promise<boolean>;
  /** As `kill`, and meanwhile the copy takes the place of the logs. Where no copy can be kept it does nothing, and returns false. */
  restore(): Promise<boolean>;
  /** Forgets what was said in a chat, but for the newest messages. */
  forget(chatId: string, keep: number): Promise<void>;
  /** Stops, and lets go of the logs: it cannot be started again. Idempotent. */
  end(): Promise<void>;
}

/** A chat gateway that really listens: it logs what is said in each chat, and tells it to everybody there, by the plain protocol and by delivery. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { host = '127.0.0.1', historySize = 50, tokenLifetimeMs = 60_000, maxFrameBytes = 64 * 1024 } = options;
  const {
    loginTimeoutMs = 5000,
    maxBufferedBytes = 1024 * 1024,
    origins = LOCAL_ORIGINS,
    policy = OPEN_TO_ALL,
    log = () => {},
  } = options;
  const { storage = memoryStorage() } = options;
  const first = await storage.open();
  const tokens = new Tokens(first.secret, tokenLifetimeMs);
  tokens.expireUntil(first.tokensExpiredAt);
  const ledger = new ConnectionLedger();
  const handshakes = new Handshakes();
  const bounds = { origins, loginTimeoutMs, maxFrameBytes, maxBufferedBytes };
  const around = { ...bounds, historySize, tokens, policy, ledger, handshakes, log };
  let logs: ChatLogs | null = new ChatLogs(first, around);

  let ending: Promise<void> | null = null;
  const openLogs = async () => {
    if (ending !== null) throw new Error('The gateway has ended.');
    if (logs !== null) return logs;
    const next = await storage.open();
    tokens.expireUntil(next.tokensExpiredAt);
    logs = new ChatLogs(next, around);
    return logs;
  };
  /** Only `start` opens them: others may come while a copy takes their place. */
  const opened = () => {
    if (logs === null) throw new Error('The logs are not open: start the gateway.');
    return logs;
  };
  const closeLogs = async () => {
    const closing = logs;
    logs = null;
    await closing?.close();
  };
  const listen = async (port: number) => {
    const logs = await openLogs();
    const sockets = new ChatSockets({ ...around, logs });
    const http = createServer(httpApi({ ...around, logs }));
    sockets.attachTo(http);
    http.listen(port, host);
    await once(http, 'listening');
    return { http, sockets, port: (http.address() as AddressInfo).port };
  };

  const { port, ...begun } = await listen(options.port ?? 0).catch(async (error) => {
    await closeLogs();
    await storage.end();
    throw error;
  });
  let listening: Listening | null = begun;
  let stopping: Promise<void> = Promise.resolve();

  const stop = () => {
    if (listening !== null) stopping = goAway(listening);
    listening = null;
    return stopping;
  };
  const start = async () => {
    await stopping;
    listening ??= await listen(port);
  };
  const die = async (meanwhile?: () => Promise<void>) => {
    const wasListening = listening;
    listening = null;
    if (wasListening !== null) await vanish(wasListening);
    await closeLogs();
    await meanwhile?.();
    await openLogs();
    if (wasListening !== null) await start();
  };
  return {
    url: `http://${host}:${port}`,
    port,
    connections: ledger,
    get isListening() {
      return listening !== null;
    },
    post: async (chatId, from, text) => opened().post(chatId, from, text),
    handshakesAre: (manner) => handshakes.become(manner),
    get hungHandshakes() {
      return handshakes.hung;
    },
    get rooms() {
      return logs?.rooms.size ?? 0;
    },
    closeConnections: (code, reason = '') => listening?.sockets.close(code, reason),
    async expireTokens() {
      const expiredAt = tokens.expireAll();
      listening?.sockets.close(4401, 'token expired');
      await opened().keepTokensExpiredAt(expiredAt);
    },
    stop,
    start,
    kill: () => die(),
    backUp: async (chatIds) => opened().backUp(chatIds),
    async restore() {
      if (storage.restore === undefined) return false;
      await die(storage.restore);
      return true;
    },
    forget: async (chatId, keep) => opened().delivery.trim(chatId, { keep }),
    end() {
      ending ??= stop()
        .then(closeLogs)
        .then(() => storage.end());
      return ending;
    },
  };
}

interface Listening {
  readonly http: Server;
  readonly sockets: ChatSockets;
}

async function goAway({ http, sockets }: Listening): Promise<void> {
  const closed = once(http, 'close');
  http.close();
  await sockets.closeAll();
  http.closeAllConnections();
  await closed;
}

async function vanish({ http, sockets }: Listening): Promise<void> {
  const closed = once(http, 'close');
  http.close();
  sockets.terminateAll();
  http.closeAllConnections();
  await closed;
}
