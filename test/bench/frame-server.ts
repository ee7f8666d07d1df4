import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { loadSubject } from './peers/index.js';
import type { ProtocolServer } from './peers/subject.js';

/** So much may wait in a socket until the next frames are written. */
const MAX_BUFFERED_BYTES = 1 << 20;

export interface FrameServer {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  close(): Promise<void>;
}

/** What a server is asked to do: send this many texts of this length to the newest connection of that name. */
export interface Delivery {
  readonly to: string;
  readonly count: number;
  readonly bytes: number;
}

/** The address of a connection that has a name, by the subject whose protocol it speaks. */
export const addressOf = (host: string, subject: string, name: string): string => `ws://${host}/${subject}/${name}/`;

/** A server that speaks every subject's protocol. It reads what comes, and does what it is told by a POST: a `Delivery`. */
export const startFrameServer = async (): Promise<FrameServer> => {
  const newest = new Map<
    string,
    { readonly socket: WebSocket; readonly protocol: Promise<ProtocolServer | undefined> }
  >();
  const http = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const { to, count, bytes } = JSON.parse(Buffer.concat(chunks).toString()) as Delivery;
    const connection = newest.get(to);
    response.writeHead(connection ? 200 : 404).end();
    if (!connection) return;
    const text = 'x'.repeat(bytes);
    await deliver(connection.socket, (await connection.protocol)?.frameOf(text) ?? text, count);
  });
  const sockets = new WebSocketServer({ server: http, handleProtocols: ([first]) => first ?? false });
  sockets.on('connection', async (socket, request) => {
    const [subject, name] = namesIn(request);
    const protocol = loadSubject(subject).then(({ createServer }) => createServer?.());
    newest.set(name, { socket, protocol });
    const send = (frames: readonly string[] = []) => {
      for (const frame of frames) socket.send(frame);
    };
    socket.on('message', async (data) => send((await protocol)?.answer(String(data))));
    send((await protocol)?.greet());
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    host: `127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
};

/** The subject and the name in an address; Engine.IO's clients ask for a path of their own. */
const namesIn = ({ url = '' }: IncomingMessage): readonly [subject: string, name: string] => {
  const [, subject = '', name = ''] = url.split('/');
  return subject === 'socket.io' ? ['socket.io-client', 'socket.io-client-own'] : [subject, name];
};

const deliver = async (socket: WebSocket, frame: string, count: number): Promise<void> => {
  const bytes = Buffer.from(frame);
  for (let sent = 0; sent < count && socket.readyState === socket.OPEN; sent += 1) {
    socket.send(bytes, { binary: false });
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) await new Promise((resolve) => setImmediate(resolve));
  }
};
