import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** What a server does with a connection once an upgrade request has arrived on it. */
export type Script = (socket: Socket, request: IncomingMessage) => void;

export interface RawServer {
  /** `ws://127.0.0.1:<port>` */
  readonly origin: string;
  /** When each upgrade request arrived (`performance.now()`), and what it asked for. */
  readonly upgrades: readonly { readonly at: number; readonly url: URL }[];
  /** Connections that are there now. */
  readonly connections: number;
  /** Does this with the next upgrade requests. */
  behave(script: Script): void;
  close(): Promise<void>;
}

/** A server on a port of its own that answers upgrade requests byte by byte, as no WebSocket library would let it. */
export const startRawServer = async (script: Script): Promise<RawServer> => {
  const sockets = new Set<Socket>();
  const upgrades: { at: number; url: URL }[] = [];
  let present = script;
  const server = createServer();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('end', () => socket.end());
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket: Socket) => {
    upgrades.push({ at: performance.now(), url: new URL(request.url ?? '', 'ws://127.0.0.1') });
    present(socket, request);
    // The end of a connection shows only to those who read.
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    upgrades,
    get connections() {
      return sockets.size;
    },
    behave: (next) => {
      present = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};

/** An origin at which nothing listens: a port that was free a moment ago. */
export const refusingOrigin = async (): Promise<string> => {
  const server = await startRawServer(hangs());
  await server.close();
  return server.origin;
};

/** An origin whose backlog is full and stays so: the SYN of the next connection is swallowed (measured on Linux). */
export const startDeafOrigin = async (): Promise<{ readonly origin: string; close(): Promise<void> }> => {
  const listener = new Worker(DEAF_LISTENER, { eval: true });
  const [port] = (await once(listener, 'message')) as [number];
  const fillers: Socket[] = [];
  // A backlog of 1 holds two.
  while (fillers.length < 2) {
    const filler = connect(port, '127.0.0.1').on('error', () => undefined);
    await once(filler, 'connect');
    fillers.push(filler);
  }
  return {
    origin: `ws://127.0.0.1:${port}`,
    close: async () => {
      for (const filler of fillers) filler.destroy();
      await listener.terminate();
    },
  };
};

/** A thread that listens, and then waits for ever instead of accepting. */
const DEAF_LISTENER = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** Answers the upgrade with this HTTP status. */
export const refuses =
  (status: number): Script =>
  (socket) => {
    const location = status === 301 ? 'Location: /elsewhere\r\n' : '';
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${location}Content-Length: 0\r\nConnection: close\r\n\r\n`,
    );
  };

/** Never answers the upgrade. */
export const hangs = (): Script => () => undefined;

/** Resets the connection (RST) in the handshake. */
export const resets = (): Script => (socket) => {
  socket.resetAndDestroy();
};

/** Answers the upgrade with 101, a byte every so many ms. */
export const dripsAnswer =
  (everyMs: number): Script =>
  (socket) => {
    const bytes = [...'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'];
    const timer = setInterval(() => socket.write(bytes.shift() ?? ''), everyMs);
    socket.on('close', () => clearInterval(timer));
  };

/** Answers the upgrade with bytes that are no HTTP. */
export const answersGarbage = (): Script => (socket) => {
  socket.end(Buffer.from([0xff, 0x00, 0x13, 0x37, 0x0d, 0x0a, 0x0d, 0x0a]));
};

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const upgrade = (socket: Socket, accept: string, more = '') => {
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${more}\r\n`,
  );
};

const acceptKeyOf = (request: IncomingMessage) =>
  createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64');

/** Accepts with a key that does not answer the request's. */
export const acceptsWithBadKey = (): Script => (socket) => upgrade(socket, 'bm90IHRoZSBrZXkgeW91IHNlbnQ=');

/** Accepts with a subprotocol that nobody asked for. */
export const acceptsWithUnaskedProtocol = (): Script => (socket, request) =>
  upgrade(socket, acceptKeyOf(request), 'Sec-WebSocket-Protocol: unasked\r\n');

const TEXT = 0x81;
const CLOSE = 0x88;
const MASKING_KEY_BYTES = 4;

/** The bytes of a client's frame, once its first ones are there; until then none. */
const frameBytes = (start: Buffer): number | undefined => {
  const length = (start[1] ?? 0) & 0x7f;
  const header = length === 127 ? 10 : length === 126 ? 4 : 2;
  if (start.length < header) return undefined;
  const payload = length === 127 ? Number(start.readBigUInt64BE(2)) : length === 126 ? start.readUInt16BE(2) : length;
  return header + MASKING_KEY_BYTES + payload;
};

/** Tells of each frame of the client as it begins: what arrives at once may be several, or a part of one. */
const onFrame = (socket: Socket, heard: (isClose: boolean) => void): void => {
  let start = Buffer.alloc(0);
  let rest = 0;
  socket.on('data', (data) => {
    let unread = data;
    while (unread.length > 0) {
      if (rest === 0) {
        unread = Buffer.concat([start, unread]);
        const bytes = frameBytes(unread);
        start = bytes === undefined ? unread : Buffer.alloc(0);
        if (bytes === undefined) return;
        rest = bytes;
        heard(unread[0] === CLOSE);
      }
      const read = Math.min(rest, unread.length);
      rest -= read;
      unread = unread.subarray(read);
    }
  });
};

/** Accepts, goes on with `then`, and answers a Close, after these frames. */
export const accepts =
  (then: (socket: Socket) => void = () => undefined, ...lastFrames: readonly Buffer[]): Script =>
  (socket, request) => {
    upgrade(socket, acceptKeyOf(request));
    onFrame(socket, (isClose) => {
      if (isClose && socket.writable) socket.end(Buffer.concat([...lastFrames, closeFrame(1000)]));
    });
    then(socket);
  };

/** A Close frame as a server sends it; any code goes, 1005 is a frame without one. */
export const closeFrame = (code: number, reason = ''): Buffer => {
  if (code === 1005) return Buffer.from([CLOSE, 0]);
  const text = Buffer.from(reason);
  return Buffer.concat([Buffer.from([CLOSE, text.length + 2, code >> 8, code & 0xff]), text]);
};

/** A text frame as a server sends it, of bytes that need be no UTF-8. */
export const textFrame = (text: string | Buffer): Buffer => {
  const payload = Buffer.from(text);
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([TEXT, length]), payload]);
  const header = Buffer.alloc(length < 65_536 ? 4 : 10);
  header[0] = TEXT;
  header[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) header.writeUInt16BE(length, 2);
  else header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, payload]);
};

/** Accepts, and answers whatever comes, but for a Close, with this text. */
export const acceptsAndAnswers = (text: string): Script =>
  accepts((socket) => {
    onFrame(socket, (isClose) => {
      if (!isClose && socket.writable) socket.write(textFrame(text));
    });
  });

/** Accepts, and does this at the client's first frame. */
export const acceptsThenAtFirstFrame = (act: (socket: Socket) => void): Script =>
  accepts((socket) => void socket.once('data', () => act(socket)));

/** Accepts, then sends a Close and ends the connection. */
export const acceptsThenCloses = (code: number, reason?: string): Script =>
  accepts((socket) => {
    socket.end(closeFrame(code, reason));
  });

/** Accepts, then sends a Close and keeps the connection, though the client ends its half. */
export const acceptsThenClosesWithoutFin = (code: number): Script =>
  accepts((socket) => {
    socket.removeAllListeners('data').removeAllListeners('end');
    socket.write(closeFrame(code));
  });

/** Accepts, then ends the connection (FIN) without a Close. */
export const acceptsThenEnds = (): Script => accepts((socket) => void socket.end());

/** Accepts, and never reads: `resume()` of the socket given to `then` ends that. */
export const acceptsWithoutReading = (then: (socket: Socket) => void = () => undefined): Script =>
  accepts((socket) => {
    process.nextTick(() => socket.pause());
    then(socket);
  });

/** Accepts, then sends frames as they are. */
export const acceptsThenSends = (...frames: readonly Buffer[]): Script =>
  accepts((socket) => {
    for (const frame of frames) socket.write(frame);
  });

/** One script for each connection in turn; the last one stays. */
export const sequence = (...scripts: readonly [Script, ...Script[]]): Script => {
  let served = 0;
  return (socket, request) => {
    const script = scripts[Math.min(served, scripts.length - 1)] ?? scripts[0];
    served += 1;
    script(socket, request);
  };
};
