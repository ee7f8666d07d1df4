import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { ChatLogs } from './chat-logs.js';
import { type ChatPolicy, refusalOf } from './chat-policy.js';
import type { ConnectionLedger } from './connection-ledger.js';
import { type GatewayFrame, parseClientFrame, parseLoginFrame } from './frames.js';
import type { Handshakes } from './handshakes.js';
import { isAllowed } from './origins.js';
import { refuseUpgrade } from './refuse-upgrade.js';
import { targetOf } from './request-target.js';
import type { Tokens } from './tokens.js';

interface ChatSocketsOptions {
  readonly tokens: Tokens;
  readonly policy: ChatPolicy;
  readonly ledger: ConnectionLedger;
  readonly handshakes: Handshakes;
  readonly logs: ChatLogs;
  /** Of the pages that may come. */
  readonly origins: readonly string[];
  /** A client that says nothing keeps no connection. */
  readonly loginTimeoutMs: number;
  readonly maxFrameBytes: number;
  readonly maxBufferedBytes: number;
  readonly log: (line: string) => void;
}

/** The plain protocol, and that of delivery. */
type Protocol = 'ws' | 'delivery';

interface Entry {
  readonly protocol: Protocol;
  readonly chatId: string;
  readonly since: number;
  /** The room in which the client counted, if it says so. */
  readonly room: string | undefined;
  /** Null: the first frame has it. */
  readonly token: string | null;
}

const CHAT_PATH = /^\/api\/v1\/chats\/([^/]+)\/(ws|delivery)$/;
/** Delivery refuses a message that is too long by its number, as far as the frame can be read. */
const FAR_ABOVE = 4;
const CLOSE_GRACE_MS = 1000;
const WELCOME = JSON.stringify({ type: 'welcome' } satisfies GatewayFrame);
const PONG = JSON.stringify({ type: 'pong' } satisfies GatewayFrame);

/**
 * `/api/v1/chats/:id/ws?token=…&since=…&room=…` and `/api/v1/chats/:id/delivery?token=…`; without a token the first frame has it. Every
 * upgrade on these paths is accepted and a refusal is a close code, because a browser does not show a page the status of a refused handshake.
 */
export class ChatSockets {
  readonly #servers: Readonly<Record<Protocol, WebSocketServer>>;
  readonly #options: ChatSocketsOptions;

  constructor(options: ChatSocketsOptions) {
    this.#options = options;
    this.#servers = {
      ws: new WebSocketServer({ noServer: true, maxPayload: options.maxFrameBytes }),
      delivery: new WebSocketServer({ noServer: true, maxPayload: FAR_ABOVE * options.maxFrameBytes }),
    };
  }

  attachTo(http: Server): void {
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // From now on the socket is ours: a reset that nobody listens for would end the process.
      socket.on('error', () => undefined);
      if (!http.listening) {
        socket.destroy();
        return;
      }
      const target = targetOf(request);
      const [, segment, protocol] = CHAT_PATH.exec(target?.pathname ?? '') ?? [];
      if (target === null || segment === undefined) return refuseUpgrade(socket, 404);
      const { origin } = request.headers;
      this.#options.handshakes.decide(socket, () =>
        this.#servers[protocol as Protocol].handleUpgrade(request, socket, head, (client) =>
          this.#receive(client, entryOf(protocol as Protocol, segment, target.searchParams), origin),
        ),
      );
    });
  }

  get #clients(): readonly WebSocket[] {
    return Object.values(this.#servers).flatMap(({ clients }) => [...clients]);
  }

  /** Sends every client a Close. */
  close(code: number, reason: string): void {
    for (const client of this.#clients) client.close(code, reason);
  }

  /** Ends every socket without a word. */
  terminateAll(): void {
    this.#options.handshakes.destroyHung();
    for (const client of this.#clients) client.terminate();
  }

  /** Closes every socket with 1001 and ends those that do not answer within a second. */
  async closeAll(): Promise<void> {
    this.#options.handshakes.destroyHung();
    await Promise.all(this.#clients.map((client) => goAway(client)));
  }

  /** `origin` is that of the page that asks; undefined for a program that is in no page. */
  #receive(client: WebSocket, entry: Entry, origin: string | undefined): void {
    const { tokens, ledger, log, origins } = this.#options;
    const { chatId, token } = entry;
    const user = tokens.userOf(token);
    const who = `chat ${JSON.stringify(chatId)}, user ${JSON.stringify(user)}`;
    const record = ledger.opened(chatId);
    log(`opened: ${who}`);
    client.on('error', (error) => log(`bad frame: ${who}: ${error.message}`));
    client.on('close', (code) => {
      ledger.closed(record, code);
      log(`closed: ${who}, code ${code} after ${Math.round(performance.now() - record.openedAtMs)} ms`);
    });
    if (origin !== undefined && !isAllowed(origins, origin)) client.close(4403, 'not from a page of this origin');
    else if (chatId === '' || !Number.isSafeInteger(entry.since) || entry.since < 0)
      client.close(4400, 'malformed request');
    else if (token !== null) this.#admitOrClose(client, user, entry);
    else if (entry.protocol === 'delivery') this.#deliver(client, undefined, entry);
    else this.#awaitLogin(client, entry);
  }

  #awaitLogin(client: WebSocket, entry: Entry): void {
    const overdue = setTimeout(() => client.close(4401, 'no login'), this.#options.loginTimeoutMs);
    client.once('close', () => clearTimeout(overdue));
    client.once('message', (data: RawData, isBinary: boolean) => {
      clearTimeout(overdue);
      const login = isBinary ? null : parseLoginFrame(data.toString());
      if (login === null) return client.close(1003, 'expected a JSON frame of type login');
      const user = this.#options.tokens.userOf(login.token);
      if (user !== null) client.send(WELCOME);
      this.#admitOrClose(client, user, entry);
    });
  }

  #admitOrClose(client: WebSocket, user: string | null, entry: Entry): void {
    const refusal = refusalOf(this.#options.policy, user, entry.chatId);
    if (refusal !== null) client.close(refusal.code, refusal.reason);
    else if (entry.protocol === 'delivery') this.#deliver(client, user ?? undefined, entry);
    else this.#admit(client, user ?? '', entry);
  }

  /** Without a user: the hello has a token, in `auth`. */
  #deliver(client: WebSocket, user: string | undefined, { chatId }: Entry): void {
    this.#options.logs.delivery.accept(client, { chatId, ...(user !== undefined && { user }) });
  }

  #admit(client: WebSocket, user: string, { chatId, since, room: countedIn }: Entry): void {
    const { logs, maxBufferedBytes } = this.#options;
    const send = (frame: string) => {
      if (client.readyState !== client.OPEN) return;
      client.send(frame);
      if (client.bufferedAmount > maxBufferedBytes) client.close(1013, 'does not read what it is sent');
    };
    const close = (code: number, reason: string) => client.close(code, reason);
    const { room, joined, leave } = logs.rooms.join(chatId, { send, close }, since, countedIn);
    client.on('close', leave);
    const failed = () => close(1011, 'the log cannot be reached');
    joined.catch(failed);
    let isRefused = false;
    const receive = (data: RawData, isBinary: boolean) => {
      if (isRefused) return;
      const frame = isBinary ? null : parseClientFrame(data.toString());
      isRefused = frame === null;
      // 1003, not 1008: clients take 1008 for a matter of credentials.
      if (frame === null) close(1003, 'expected a JSON frame of type ping or message');
      else if (frame.type === 'ping') send(PONG);
      else room.post(user, frame).catch(failed);
    };
    client.on('message', (data: RawData, isBinary: boolean) => {
      // What came before the client's own Close counts, even if it is read after it: where the client is, is said first.
      if (client.readyState === client.OPEN) joined.then(() => receive(data, isBinary), failed);
    });
  }
}

async function goAway(client: WebSocket): Promise<void> {
  const closed = new Promise((resolve) => client.once('close', resolve));
  const overdue = setTimeout(() => client.terminate(), CLOSE_GRACE_MS);
  client.close(1001, 'gateway is going away');
  await closed;
  clearTimeout(overdue);
}

const entryOf = (protocol: Protocol, segment: string, query: URLSearchParams): Entry => ({
  protocol,
  chatId: decode(segment) ?? '',
  since: Number(query.get('since') ?? 0),
  room: query.get('room') || undefined,
  token: query.get('token'),
});

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
