import { randomUUID } from 'node:crypto';
import { importPeer } from '../peers/import-peer.js';
import { ChatLog } from './chat-log.js';
import { serveSockets } from './listening.js';
import { PageWebSocket } from './page-web-socket.js';
import type { DeliverySubject, LogEntry } from './subject.js';

interface ReconnectingSocket {
  readonly readyState: number;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: string }) => void): void;
  send(text: string): void;
  reconnect(): void;
  close(): void;
}

type Constructor = new (url: string, protocols: readonly string[], options: object) => ReconnectingSocket;

/** What the hand-written protocol says. */
type FromClient =
  | { readonly t: 'hello'; readonly seen: number }
  | { readonly t: 'msg'; readonly id: string; readonly text: string };
type FromServer =
  | { readonly t: 'ready' }
  | { readonly t: 'ack'; readonly id: string }
  | ({ readonly t: 'event' } & LogEntry);

/** Without an acknowledgement for so long, the connection is replaced. */
const PATIENCE_MS = 10_000;

const settingOf = (library: string, hasIds: boolean): string =>
  hasIds
    ? 'The same; the server keeps each id in a UNIQUE column, and a client that connects names the last message that it has seen.'
    : `${library} with a resend of some twenty lines: an id for each message, kept until it is acknowledged, sent again after each reconnection, in order; \`reconnect()\` when nothing was acknowledged for 10 s; the library’s own buffer is off (\`maxEnqueuedMessages: 0\`), since it would send twice.`;

/** @param hasIds the server knows a message by its id, and reads from its table what a client has not seen */
const resending = (library: string, hasIds: boolean, load: () => Promise<Constructor>): DeliverySubject => ({
  name: `${library}, ${hasIds ? 'ids + log' : 'resend'}`,
  setting: settingOf(library, hasIds),
  async serve(port, database) {
    const log = new ChatLog(database);
    const present = new Set<{ tell(frame: FromServer): void }>();
    const say = (text: string, id: string | null) => {
      const entry = log.append(text, id);
      if (entry === null) return;
      for (const { tell } of present) tell({ t: 'event', ...entry });
    };
    const served = await serveSockets(port);
    served.sockets.on('connection', (socket) => {
      const client = { tell: (frame: FromServer) => socket.send(JSON.stringify(frame)) };
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data)) as FromClient;
        if (frame.t === 'msg') {
          say(frame.text, hasIds ? frame.id : null);
          client.tell({ t: 'ack', id: frame.id });
          return;
        }
        client.tell({ t: 'ready' });
        if (hasIds) for (const entry of log.after(frame.seen)) client.tell({ t: 'event', ...entry });
        present.add(client);
      });
      socket.on('close', () => present.delete(client));
    });
    return { port: served.port, publish: (text) => say(text, null), log: () => log.after(0) };
  },
  async connect(host, given) {
    const Socket = await load();
    const socket = new Socket(`ws://${host}/`, [], { WebSocket: PageWebSocket, maxEnqueuedMessages: 0 });
    const waiting = new Map<string, string>();
    let seen = 0;
    let heardAt = performance.now();
    const say = (frame: FromClient) => socket.send(JSON.stringify(frame));
    socket.addEventListener('open', () => {
      heardAt = performance.now();
      say({ t: 'hello', seen });
      for (const [id, text] of waiting) say({ t: 'msg', id, text });
    });
    const watch = setInterval(() => {
      if (waiting.size === 0 || socket.readyState !== PageWebSocket.OPEN) heardAt = performance.now();
      if (performance.now() - heardAt < PATIENCE_MS) return;
      heardAt = performance.now();
      socket.reconnect();
    }, 1_000);
    await new Promise<void>((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        const frame = JSON.parse(data) as FromServer;
        if (frame.t === 'ready') return resolve();
        if (frame.t === 'event') {
          seen = frame.seq;
          return given(seen);
        }
        waiting.delete(frame.id);
        heardAt = performance.now();
      });
    });
    return {
      send(text) {
        const id = randomUUID();
        waiting.set(id, text);
        if (socket.readyState === PageWebSocket.OPEN) say({ t: 'msg', id, text });
      },
      close() {
        clearInterval(watch);
        socket.close();
      },
    };
  },
});

export const partysocket = (hasIds: boolean): DeliverySubject =>
  resending('partysocket', hasIds, async () => (await importPeer<{ WebSocket: Constructor }>('partysocket')).WebSocket);

export const reconnectingWebSocket = (hasIds: boolean): DeliverySubject =>
  resending(
    'reconnecting-websocket',
    hasIds,
    async () => (await importPeer<{ default: Constructor }>('reconnecting-websocket')).default,
  );
