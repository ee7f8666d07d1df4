/** What can be sent: the types a native `WebSocket.send` takes, without naming the DOM library. */
export type SendableData = string | ArrayBuffer | ArrayBufferView | BlobLike;

/** The part of `Blob` that is read: its size in bytes. */
export interface BlobLike {
  readonly size: number;
  readonly type: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export interface SocketMessageEvent {
  // biome-ignore lint/suspicious/noExplicitAny: a native MessageEvent's data is any; a narrower type refuses the real sockets.
  readonly data: any;
}

export interface SocketCloseEvent {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

export interface SocketEventMap {
  open: unknown;
  message: SocketMessageEvent;
  error: unknown;
  close: SocketCloseEvent;
}

/** The part of a native `WebSocket` that is used: browsers', Node 22's and the `ws` package's all fit. */
export interface WebSocketLike {
  /** 0 CONNECTING, 1 OPEN, 2 CLOSING, 3 CLOSED. */
  readonly readyState: number;
  readonly bufferedAmount: number;
  binaryType: string;
  // biome-ignore lint/suspicious/noExplicitAny: every implementation has its own union here; SendableData fits them all.
  send(data: any): void;
  close(code?: number, reason?: string): void;
  /** The `ws` package's: destroys the connection at once. */
  terminate?(): void;
  // biome-ignore lint/suspicious/noExplicitAny: event classes differ by platform; SocketEventMap says what is read of them.
  addEventListener(type: keyof SocketEventMap, listener: (event: any) => void): void;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  removeEventListener(type: keyof SocketEventMap, listener: (event: any) => void): void;
}

export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocketLike;

/** `readyState` values (WHATWG WebSockets, section 3.1). */
export const CONNECTING = 0;
export const OPEN = 1;
export const CLOSED = 3;
