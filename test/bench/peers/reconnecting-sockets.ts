import { beGlobal, importPeer, pretendPage } from './import-peer.js';
import { type Address, addressNow, type Subject } from './subject.js';

interface SocketLike {
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  send(text: string): void;
  close(): void;
}

/** For those that look like a WebSocket. */
const asClient = (socket: SocketLike, onOpen?: () => void, onMessage?: (data: unknown) => void) => {
  if (onOpen) socket.addEventListener('open', () => onOpen());
  if (onMessage) socket.addEventListener('message', ({ data }) => onMessage(data));
  return { send: (text: string) => socket.send(text), close: () => socket.close() };
};

type ReconnectingWebSocket = new (url: Address, protocols: readonly string[], options: object) => SocketLike;

export const reconnectingWebSocket = async (): Promise<Subject> => {
  const { default: Socket } = await importPeer<{ default: ReconnectingWebSocket }>('reconnecting-websocket');
  return {
    name: 'reconnecting-websocket',
    createServer: null,
    connect: (url, { WebSocket, onOpen, onMessage }) => asClient(new Socket(url, [], { WebSocket }), onOpen, onMessage),
  };
};

export const partysocket = async (): Promise<Subject> => {
  const { WebSocket: Socket } = await importPeer<{ WebSocket: ReconnectingWebSocket }>('partysocket');
  return {
    name: 'partysocket',
    createServer: null,
    connect: (url, { WebSocket, onOpen, onMessage }) => asClient(new Socket(url, [], { WebSocket }), onOpen, onMessage),
  };
};

interface WebsocketTs {
  readonly WebsocketBuilder: new (
    url: Address,
  ) => {
    withBuffer(buffer: unknown): InstanceType<WebsocketTs['WebsocketBuilder']>;
    withBackoff(backoff: unknown): InstanceType<WebsocketTs['WebsocketBuilder']>;
    build(): {
      addEventListener(type: string, listener: (socket: unknown, event: { readonly data?: unknown }) => void): void;
      send(text: string): void;
      close(): void;
    };
  };
  readonly ArrayQueue: new () => unknown;
  readonly ConstantBackoff: new (delayMs: number) => unknown;
}

/** By itself it does not connect again: it is built as its README's first example builds it. */
export const websocketTs = async (): Promise<Subject> => {
  const { WebsocketBuilder, ArrayQueue, ConstantBackoff } = await importPeer<WebsocketTs>('websocket-ts');
  return {
    name: 'websocket-ts',
    createServer: null,
    connect(url, { WebSocket, onOpen, onMessage }) {
      beGlobal({ WebSocket });
      const socket = new WebsocketBuilder(url)
        .withBuffer(new ArrayQueue())
        .withBackoff(new ConstantBackoff(1000))
        .build();
      if (onOpen) socket.addEventListener('open', () => onOpen());
      if (onMessage) socket.addEventListener('message', (_, { data }) => onMessage(data));
      return { send: (text) => socket.send(text), close: () => socket.close() };
    },
  };
};

interface SocketteOptions {
  onopen(): void;
  onmessage(event: { readonly data: unknown }): void;
}

export const sockette = async (): Promise<Subject> => {
  type Sockette = new (url: string, options: SocketteOptions) => { send(text: string): void; close(): void };
  const { default: Sockette } = await importPeer<{ default: Sockette }>('sockette');
  return {
    name: 'sockette',
    createServer: null,
    connect(url, { WebSocket, onOpen, onMessage }) {
      beGlobal({ WebSocket });
      const socket = new Sockette(addressNow(url), {
        onopen: () => onOpen?.(),
        onmessage: ({ data }) => onMessage?.(data),
      });
      return { send: (text) => socket.send(text), close: () => socket.close() };
    },
  };
};

export const robustWebSocket = async (): Promise<Subject> => {
  pretendPage();
  const { default: Socket } = await importPeer<{ default: new (url: Address) => SocketLike }>('robust-websocket');
  return {
    name: 'robust-websocket',
    createServer: null,
    connect(url, { WebSocket, onOpen, onMessage }) {
      beGlobal({ WebSocket });
      return asClient(new Socket(url), onOpen, onMessage);
    },
  };
};
