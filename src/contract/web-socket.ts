/** Data that can be sent: the types that a native `WebSocket.send` accepts, without naming the DOM library. */
export type SendableData = string | ArrayBuffer | ArrayBufferView | BlobLike;

/** The part of `Blob` that the library uses. */
export interface BlobLike {
  /** In bytes. */
  readonly size: number;
  readonly type: string;
  /** The content. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The part of an event that says when it happened. */
export interface TimedEvent {
  /**
   * When it happened, in ms on the clock of `performance.now` (browsers and Node). If it is missing or from another clock,
   * the library reads its own clock instead.
   */
  readonly timeStamp?: number;
}

/** The part of a `message` event that the library reads. */
export interface SocketMessageEvent extends TimedEvent {
  // biome-ignore lint/suspicious/noExplicitAny: a native MessageEvent's data is any; a narrower type refuses the real sockets.
  readonly data: any;
}

/** The part of a `close` event that the library reads. */
export interface SocketCloseEvent {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** The part of an `error` event that the library reads; some platforms say what happened. */
export interface SocketErrorEvent {
  readonly message?: unknown;
  readonly error?: unknown;
}

/** The events of a socket, and the part of each that the library reads. */
export interface SocketEventMap {
  open: TimedEvent;
  message: SocketMessageEvent;
  error: SocketErrorEvent | undefined;
  close: SocketCloseEvent;
}

/** The part of a native `WebSocket` that the library uses. Those of browsers, of Node 22 and of the `ws` package fit. */
export interface WebSocketLike {
  /** 0 CONNECTING, 1 OPEN, 2 CLOSING, 3 CLOSED. */
  readonly readyState: number;
  /**
   * Bytes that were passed to the socket and are not yet sent. If it is not a number (React Native, workerd), it counts as
   * 0.
   */
  readonly bufferedAmount?: number | undefined;
  /** The subprotocol that the server chose, once the socket is open; empty or missing for none. */
  readonly protocol?: string | null | undefined;
  /** `arraybuffer` or `blob`. */
  binaryType: string;
  /** Sends a message; throws while CONNECTING. */
  // biome-ignore lint/suspicious/noExplicitAny: every implementation has its own union here; SendableData fits them all.
  send(data: any): void;
  /** Closes the socket: with a Close frame if it is open, at once if it is still connecting. */
  close(code?: number, reason?: string): void;
  /** Destroys the connection at once. Only the `ws` package has it. */
  terminate?(): void;
  /** Adds a listener. */
  // biome-ignore lint/suspicious/noExplicitAny: event classes differ by platform; SocketEventMap says what is read of them.
  addEventListener(type: keyof SocketEventMap, listener: (event: any) => void): void;
  /** Removes a listener. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  removeEventListener(type: keyof SocketEventMap, listener: (event: any) => void): void;
}

/** Creates sockets: a native `WebSocket`, that of the `ws` package, or a subclass of one. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocketLike;

/** `readyState` values (WHATWG WebSockets, section 3.1). */
export const CONNECTING = 0;

export const OPEN = 1;

export const CLOSED = 3;
