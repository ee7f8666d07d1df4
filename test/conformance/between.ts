import type { WebSocket } from 'ws';
import type { ServerSocket } from '../../src/server/index.js';

/** A frame of either end, before anybody has checked it. */
// biome-ignore lint/suspicious/noExplicitAny: mutations read and change any field of any frame.
export type AnyFrame = any;

/** What a mutation does to what passes between a socket and its gateway. One that is left out lets it pass. */
export interface Interference {
  /** Whether the gateway gets a client's frame, or what it gets in its place. What is no JSON object is undefined. */
  readonly incoming?: (frame: AnyFrame | undefined, isBinary: boolean, socket: WebSocket) => boolean | AnyFrame;
  /** The frames that are sent in place of one. */
  readonly outgoing?: (frame: AnyFrame) => readonly AnyFrame[];
  /** The code that is sent in place of one. */
  readonly closing?: (code: number, reason: string) => number;
}

/** The socket as a gateway sees it behind the interference. */
export function between(socket: WebSocket, { incoming, outgoing, closing }: Interference): ServerSocket {
  return {
    get readyState() {
      return socket.readyState;
    },
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send(text, done) {
      for (const frame of outgoing?.(JSON.parse(text)) ?? [JSON.parse(text)]) socket.send(JSON.stringify(frame), done);
    },
    close: (code, reason) => socket.close(closing?.(code, reason) ?? code, reason),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    on(event: string, listener: (...args: never[]) => void) {
      if (event !== 'message' || incoming === undefined) return socket.on(event as 'message', listener as never);
      return socket.on('message', (data, isBinary) => {
        const got = incoming(objectIn(String(data)), isBinary, socket);
        const call = listener as (...args: unknown[]) => void;
        if (got === true) call(data, isBinary);
        else if (got !== false) call(Buffer.from(JSON.stringify(got)), false);
      });
    },
  };
}

function objectIn(text: string): AnyFrame | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
