import { type FakeSocket, fakeSocketsTelling } from './fake-socket.js';
import type { Client, Subject } from './peers/subject.js';
import { macrotask } from './processor-time.js';

/** What a server sends so that the client is told this text. */
type FrameOf = (text: string) => string;

export interface Link {
  readonly client: Client;
  readonly socket: FakeSocket;
  readonly frameOf: FrameOf;
}

/** Accepts a fake socket's handshake, and plays the server of the subject's protocol at it from then on. */
export const acceptBy = (subject: Subject, socket: FakeSocket): FrameOf => {
  const server = subject.createServer?.();
  if (server) {
    socket.onSent = (data) => {
      // As from afar: never within the call that sends.
      for (const frame of server.answer(String(data))) queueMicrotask(() => socket.deliver(frame));
    };
  }
  socket.accept();
  for (const frame of server?.greet() ?? []) socket.deliver(frame);
  return server?.frameOf ?? ((text) => text);
};

/** A client with its open connection over a fake socket. */
export const openLink = async (subject: Subject, onMessage?: (data: unknown) => void): Promise<Link> => {
  let socket: FakeSocket | undefined;
  let isOpen = false;
  const client = subject.connect('ws://127.0.0.1:8083/chats/', {
    WebSocket: fakeSocketsTelling((constructed) => {
      socket = constructed;
    }),
    onOpen: () => {
      isOpen = true;
    },
    ...(onMessage && { onMessage }),
  });
  while (socket === undefined) await macrotask();
  const frameOf = acceptBy(subject, socket);
  // What a client does once it is open, it may do a moment later.
  do await macrotask();
  while (!isOpen);
  return { client, socket, frameOf };
};
