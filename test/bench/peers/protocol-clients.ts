import type { WebSocketConstructor } from '../../../src/index.js';
import { importPeer } from './import-peer.js';
import { addressNow, type ProtocolServer, type Subject } from './subject.js';

interface IoSocket {
  on(event: string, listener: (data: unknown) => void): void;
  send(text: string): void;
  disconnect(): void;
}

/**
 * Engine.IO 4 and Socket.IO 5, over WebSocket alone: by default a client polls first and changes to WebSocket later. Its
 * server announces pings so rare that none is missed.
 */
export const socketIo = async (): Promise<Subject> => {
  const { io } = await importPeer<{ io(url: string, options: object): IoSocket }>('socket.io-client');
  const { WebSocket: Transport } = await importPeer<{ WebSocket: new () => object }>('engine.io-client');
  /** In Node it constructs the `ws` package's; that of a page takes the global one when it is imported. */
  const transportOf = (WebSocket: WebSocketConstructor) =>
    class extends Transport {
      createSocket(url: string) {
        return new WebSocket(url);
      }
    };
  return {
    name: 'socket.io-client',
    createServer: (): ProtocolServer => ({
      greet: () => ['0{"sid":"a","upgrades":[],"pingInterval":1000000000,"pingTimeout":20000,"maxPayload":1000000}'],
      answer: (frame) => (frame.startsWith('40') ? ['40{"sid":"b"}'] : []),
      frameOf: (text) => `42${JSON.stringify(['message', text])}`,
    }),
    connect(url, { WebSocket, onOpen, onMessage }) {
      // A path would be taken for a namespace.
      const { host } = new URL(addressNow(url));
      const socket = io(`http://${host}`, { transports: [transportOf(WebSocket)], forceNew: true });
      if (onOpen) socket.on('connect', () => onOpen());
      if (onMessage) socket.on('message', onMessage);
      return { send: (text) => socket.send(text), close: () => socket.disconnect() };
    },
  };
};

interface GraphqlClient {
  subscribe(payload: object, sink: object): () => void;
  dispose(): void;
}

/** graphql-transport-ws. It connects for its subscriptions: one, to what a chat says. */
export const graphqlWs = async (): Promise<Subject> => {
  const { createClient } = await importPeer<{ createClient(options: object): GraphqlClient }>('graphql-ws');
  const nothing = () => undefined;
  return {
    name: 'graphql-ws',
    createServer: (): ProtocolServer => {
      let id = '';
      return {
        greet: () => [],
        answer: (frame) => {
          const message = JSON.parse(frame) as { readonly type: string; readonly id?: string };
          if (message.type === 'subscribe') id = message.id ?? '';
          return message.type === 'connection_init' ? ['{"type":"connection_ack"}'] : [];
        },
        frameOf: (text) => JSON.stringify({ id, type: 'next', payload: { data: { message: text } } }),
      };
    },
    connect(url, { WebSocket, onOpen, onMessage }) {
      const client = createClient({
        url: addressNow(url),
        webSocketImpl: WebSocket,
        on: { connected: () => onOpen?.() },
      });
      const next = ({ data }: { readonly data: { readonly message: string } }) => onMessage?.(data.message);
      client.subscribe({ query: 'subscription { message }' }, { next, error: nothing, complete: nothing });
      return { send: null, close: () => client.dispose() };
    },
  };
};

interface CentrifugeClient {
  on(event: string, listener: (context: { readonly data: unknown }) => void): void;
  connect(): void;
  send(data: string): Promise<unknown>;
  disconnect(): void;
}

/** Centrifugal's JSON protocol: a frame holds a command in each line. */
export const centrifuge = async (): Promise<Subject> => {
  type Constructor = new (url: string, options: object) => CentrifugeClient;
  const { Centrifuge } = await importPeer<{ Centrifuge: Constructor }>('centrifuge');
  return {
    name: 'centrifuge',
    createServer: (): ProtocolServer => ({
      greet: () => [],
      answer: (frame) =>
        frame
          .split('\n')
          .map((line) => JSON.parse(line) as { readonly id?: number; readonly connect?: object })
          .filter(({ connect }) => connect !== undefined)
          .map(({ id }) => JSON.stringify({ id, connect: { client: 'a', version: '0' } })),
      frameOf: (text) => JSON.stringify({ push: { message: { data: text } } }),
    }),
    connect(url, { WebSocket, onOpen, onMessage }) {
      const client = new Centrifuge(addressNow(url), { websocket: WebSocket });
      if (onOpen) client.on('connected', () => onOpen());
      if (onMessage) client.on('message', ({ data }) => onMessage(data));
      client.connect();
      return { send: (text) => void client.send(text), close: () => client.disconnect() };
    },
  };
};

interface PhoenixChannel {
  on(event: string, listener: (payload: { readonly text: string }) => void): void;
  join(): { receive(status: string, listener: () => void): void };
  push(event: string, payload: object): void;
}

type PhoenixSocket = new (
  url: string,
  options: object,
) => { connect(): void; channel(topic: string): PhoenixChannel; disconnect(): void };

type PhoenixFrame = readonly [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: object,
];

/** Phoenix channels: one is joined, a chat's; it is open when the channel is joined. Every push is answered. */
export const phoenix = async (): Promise<Subject> => {
  const { Socket } = await importPeer<{ Socket: PhoenixSocket }>('phoenix');
  return {
    name: 'phoenix',
    createServer: (): ProtocolServer => {
      let joined: string | null = null;
      return {
        greet: () => [],
        answer: (frame) => {
          const [joinRef, ref, topic, event] = JSON.parse(frame) as PhoenixFrame;
          if (event === 'phx_join') joined = joinRef;
          return [JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }])];
        },
        frameOf: (text) => JSON.stringify([joined, null, 'chat:42', 'message', { text }]),
      };
    },
    connect(url, { WebSocket, onOpen, onMessage }) {
      const socket = new Socket(addressNow(url), { transport: WebSocket });
      socket.connect();
      const channel = socket.channel('chat:42');
      if (onMessage) channel.on('message', ({ text }) => onMessage(text));
      channel.join().receive('ok', () => onOpen?.());
      return { send: (text) => channel.push('message', { text }), close: () => socket.disconnect() };
    },
  };
};
