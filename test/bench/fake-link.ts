import type { WebSocketConstructor } from '../../src/index.js';
import { FakeSocket } from './fake-socket.js';
import type { Client, Subject } from './peers/subject.js';

export interface Link {
  readonly client: Client;
  readonly socket: FakeSocket;
  /** What the server sends so that the client is told this text. */
  frameOf(text: string): string;
}

/** A client with its open connection to a server that is not there: the socket is fake, the answers are its protocol's. */
export const openLink = async (subject: Subject, onMessage?: (data: unknown) => void): Promise<Link> => {
  let frameOf = (text: string) => text;
  const constructed = new Promise<FakeSocket>((resolve) => {
    FakeSocket.onConstructed = resolve;
  });
  let client: Client | undefined;
  const isOpen = new Promise<void>((onOpen) => {
    client = subject.connect('ws://127.0.0.1:8083/chats/', {
      WebSocket: FakeSocket as WebSocketConstructor,
      onOpen,
      ...(onMessage && { onMessage }),
    });
  });
  const socket = await constructed;
  // Listeners come after the constructor.
  await undefined;
  const server = subject.createServer?.();
  if (server) {
    frameOf = server.frameOf;
    socket.onSent = (data) => {
      // As from afar: never within the call that sends.
      for (const frame of server.answer(String(data))) queueMicrotask(() => socket.deliver(frame));
    };
  }
  socket.accept();
  for (const frame of server?.greet() ?? []) socket.deliver(frame);
  await isOpen;
  // What a client does once it is open, it may do a moment later.
  await new Promise((resolve) => setImmediate(resolve));
  if (client === undefined) throw new Error(`${subject.name} opened before it connected`);
  return { client, socket, frameOf };
};
