/** What can be sent: the types a native `WebSocket.send` takes, without naming the DOM library. */
export type SendableData = string | ArrayBuffer | ArrayBufferView | BlobLike;

/** The part of `Blob` that is read: its size in bytes. */
export interface BlobLike {
  /** In bytes. */
  readonly size: number;
  readonly type: string;
  /** What it holds. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** What is read of any event that says when it happened. */
export interface TimedEvent {
  /** In ms, of `performance.now` in browsers and Node; where it is of another clock, or left out, the clock is read instead. */
  readonly timeStamp?: number;
}

/** What is read of a `message` event. */
export interface SocketMessageEvent extends TimedEvent {
  // biome-ignore lint/suspicious/noExplicitAny: a native MessageEvent's data is any; a narrower type refuses the real sockets.
  readonly data: any;
}

/** What is read of a `close` event. */
export interface SocketCloseEvent {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** What is read of an `error` event: some platforms say what happened. */
export interface SocketErrorEvent {
  readonly message?: unknown;
  readonly error?: unknown;
}

/** The events of a socket, and what is read of each. */
export interface SocketEventMap {
  open: TimedEvent;
  message: SocketMessageEvent;
  error: SocketErrorEvent | undefined;
  close: SocketCloseEvent;
}

/** The part of a native `WebSocket` that is used: browsers', Node 22's and the `ws` package's all fit. */
export interface WebSocketLike {
  /** 0 CONNECTING, 1 OPEN, 2 CLOSING, 3 CLOSED. */
  readonly readyState: number;
  /** Bytes that were handed to it and have not left yet; where it is no number (React Native, workerd) it counts as 0. */
  readonly bufferedAmount?: number | undefined;
  /** The subprotocol that the server chose, once it is open; empty or left out for none. */
  readonly protocol?: string | null | undefined;
  /** `arraybuffer` or `blob`. */
  binaryType: string;
  /** Sends a message; throws while CONNECTING. */
  // biome-ignore lint/suspicious/noExplicitAny: every implementation has its own union here; SendableData fits them all.
  send(data: any): void;
  /** Closes it: by a Close once it is open, at once before. */
  close(code?: number, reason?: string): void;
  /** The `ws` package's: destroys the connection at once. */
  terminate?(): void;
  /** Adds a listener. */
  // biome-ignore lint/suspicious/noExplicitAny: event classes differ by platform; SocketEventMap says what is read of them.
  addEventListener(type: keyof SocketEventMap, listener: (event: any) => void): void;
  /** Takes a listener away. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  removeEventListener(type: keyof SocketEventMap, listener: (event: any) => void): void;
}

/** What makes sockets: a native `WebSocket`, the `ws` package's, or a subclass of one. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocketLike;

/** `readyState` values (WHATWG WebSockets, section 3.1). */
export const CONNECTING = 0;

export const OPEN = 1;

export const CLOSED = 3;
