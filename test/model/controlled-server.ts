import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { accepts, closeFrame, refuses, startRawServer, textFrame } from '../support/raw-servers.js';
import { STALE } from './replay-path.js';

/** What a path has a real server do to the socket of that number. */
export type ServerAct = { readonly number: number } & (
  | { readonly name: 'accepts' | 'refuses' | 'drops' }
  | { readonly name: 'sends'; readonly text: string }
  | { readonly name: 'closes'; readonly code: number; readonly reason: string }
);

interface Handshake {
  readonly socket: Socket;
  readonly request: IncomingMessage;
}

/** A WebSocket server that answers no handshake, and closes nothing, before it is told to. */
export const startControlledServer = async () => {
  const arrived = new Map<number, Handshake>();
  const awaited = new Map<number, (handshake: Handshake) => void>();
  const server = await startRawServer((socket, request) => {
    const number = Number(new URL(request.url ?? '', 'ws://127.0.0.1').searchParams.get('number'));
    arrived.set(number, { socket, request });
    awaited.get(number)?.({ socket, request });
  });
  const handshake = (number: number) =>
    new Promise<Handshake>((resolve) => {
      const already = arrived.get(number);
      if (already === undefined) awaited.set(number, resolve);
      else resolve(already);
    });
  return {
    origin: server.origin,
    close: server.close,
    /** Does it, once the handshake of that socket has arrived. */
    async obey(act: ServerAct): Promise<void> {
      const { socket, request } = await handshake(act.number);
      switch (act.name) {
        case 'accepts':
          return acceptsAndHaunts(socket, request);
        case 'refuses':
          return refuses(401)(socket, request);
        case 'sends':
          return void socket.write(textFrame(act.text));
        case 'drops':
          return void socket.destroy();
        case 'closes':
          socket.removeAllListeners('data').once('data', () => socket.end());
          return void socket.write(closeFrame(act.code, act.reason));
      }
    },
  };
};

/** Where pages of any origin tell the server what to do. */
export const startControl = async (obey: (act: ServerAct) => Promise<void>) => {
  const control = createServer(async (request, response) => {
    await obey((await json(request)) as ServerAct);
    response.writeHead(204, { 'Access-Control-Allow-Origin': '*' }).end();
  });
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(control.address() as AddressInfo).port}/`,
    close: () =>
      new Promise<void>((resolve) => {
        control.close(() => resolve());
        control.closeAllConnections();
      }),
  };
};

/** Says something still to a socket that leaves, before its own Close. */
const acceptsAndHaunts = accepts(undefined, textFrame(STALE));
