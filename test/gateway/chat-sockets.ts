import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { ConnectionLedger } from './connection-ledger.js';
import { type GatewayFrame, parseClientFrame, parseLoginFrame } from './frames.js';
import type { Handshakes } from './handshakes.js';
import { isAllowed } from './origins.js';
import { refuseUpgrade } from './refuse-upgrade.js';
import { targetOf } from './request-target.js';
import type { Rooms } from './rooms.js';
import type { Tokens } from './tokens.js';

/** Which chats there are, and who may enter them. */
export interface ChatPolicy {
  exists(chatId: string): boolean;
  admits(user: string, chatId: string): boolean;
}

interface ChatSocketsOptions {
  readonly tokens: Tokens;
  readonly policy: ChatPolicy;
  readonly ledger: ConnectionLedger;
  readonly handshakes: Handshakes;
  readonly rooms: Rooms;
  /** Of the pages that may come. */
  readonly origins: readonly string[];
  /** A client that says nothing keeps no connection. */
  readonly loginTimeoutMs: number;
  readonly maxFrameBytes: number;
  readonly maxBufferedBytes: number;
  readonly log: (line: string) => void;
}

interface Entry {
  readonly chatId: string;
  readonly since: number;
  /** The room in which the client counted, if it says so. */
  readonly room: string | undefined;
  readonly user: string | null;
}

const CHAT_PATH = /^\/api\/v1\/chats\/([^/]+)\/ws$/;
const CLOSE_GRACE_MS = 1000;
const WELCOME = JSON.stringify({ type: 'welcome' } satisfies GatewayFrame);
const PONG = JSON.stringify({ type: 'pong' } satisfies GatewayFrame);

/**
 * `/api/v1/chats/:id/ws?token=…&since=…&room=…`; without a token the first frame has it. Every upgrade on that path is accepted and a refusal is a close code,
 * because a browser does not show a page the status of a refused handshake.
 */
export class ChatSockets {
  readonly #server: WebSocketServer;
  readonly #options: ChatSocketsOptions;

  constructor(options: ChatSocketsOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({ noServer: true, maxPayload: options.maxFrameBytes });
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
      const segment = CHAT_PATH.exec(target?.pathname ?? '')?.[1];
      if (target === null || segment === undefined) return refuseUpgrade(socket, 404);
      const { origin } = request.headers;
      this.#options.handshakes.decide(socket, () =>
        this.#server.handleUpgrade(request, socket, head, (client) =>
          this.#receive(client, segment, target.searchParams, origin),
        ),
      );
    });
  }

  /** Sends every client a Close. */
  close(code: number, reason: string): void {
    for (const client of this.#server.clients) client.close(code, reason);
  }

  /** Closes every socket with 1001 and ends those that do not answer within a second. */
  async closeAll(): Promise<void> {
    this.#options.handshakes.destroyHung();
    await Promise.all([...this.#server.clients].map((client) => goAway(client)));
  }

  /** `origin` is that of the page that asks; undefined for a program that is in no page. */
  #receive(client: WebSocket, segment: string, query: URLSearchParams, origin: string | undefined): void {
    const { tokens, ledger, log } = this.#options;
    const entry: Entry = {
      chatId: decode(segment) ?? '',
      since: Number(query.get('since') ?? 0),
      room: query.get('room') || undefined,
      user: tokens.userOf(query.get('token')),
    };
    const who = `chat ${JSON.stringify(entry.chatId)}, user ${JSON.stringify(entry.user)}`;
    const record = ledger.opened(entry.chatId);
    log(`opened: ${who}`);
    client.on('error', (error) => log(`bad frame: ${who}: ${error.message}`));
    client.on('close', (code) => {
      ledger.closed(record, code);
      log(`closed: ${who}, code ${code} after ${Math.round(performance.now() - record.openedAtMs)} ms`);
    });
    const { origins } = this.#options;
    if (origin !== undefined && !isAllowed(origins, origin)) client.close(4403, 'not from a page of this origin');
    else if (entry.chatId === '' || !Number.isSafeInteger(entry.since) || entry.since < 0)
      client.close(4400, 'malformed request');
    else if (query.has('token')) this.#admitOrClose(client, entry);
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
      this.#admitOrClose(client, { ...entry, user });
    });
  }

  #admitOrClose(client: WebSocket, entry: Entry): void {
    const { policy } = this.#options;
    const { chatId, user } = entry;
    if (user === null) client.close(4401, 'token missing, unknown or expired');
    else if (!policy.exists(chatId)) client.close(4404, 'no such chat');
    else if (!policy.admits(user, chatId)) client.close(4403, 'not admitted to this chat');
    else this.#admit(client, user, entry);
  }

  #admit(client: WebSocket, user: string, { chatId, since, room: countedIn }: Entry): void {
    const { rooms, maxBufferedBytes } = this.#options;
    const send = (frame: string) => {
      if (client.readyState !== client.OPEN) return;
      client.send(frame);
      if (client.bufferedAmount > maxBufferedBytes) client.close(1013, 'does not read what it is sent');
    };
    const leave = rooms.join(chatId, send, since, countedIn);
    client.on('close', leave);
    client.on('message', (data: RawData, isBinary: boolean) => {
      if (client.readyState !== client.OPEN) return;
      const frame = isBinary ? null : parseClientFrame(data.toString());
      // 1003, not 1008: clients take 1008 for a matter of credentials.
      if (frame === null) client.close(1003, 'expected a JSON frame of type ping or message');
      else if (frame.type === 'ping') send(PONG);
      else rooms.post(chatId, user, frame.text, frame.clientId);
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

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
