import { WebSocket } from 'ws';

/** What React Native's native side says to its JavaScript. */
export interface DeviceEvents {
  emit(event: string, details: object): void;
}

/**
 * The native modules that React Native's `WebSocket` needs, as Android's behave (OkHttp): a socket of the `ws` package is the far
 * end, bytes travel as base64, a connection that broke is `websocketFailed`, and nobody tells what is buffered.
 */
export function createNativeModules(tell: DeviceEvents['emit']): Readonly<Record<string, object>> {
  const sockets = new Map<number, WebSocket>();
  const ignore = () => undefined;

  const WebSocketModule = {
    addListener: ignore,
    removeListeners: ignore,
    connect(url: string, protocols: string[] | null, _options: object, id: number): void {
      const socket = new WebSocket(url, protocols ?? []);
      let trouble = 'the connection broke';
      sockets.set(id, socket);
      socket.on('open', () => tell('websocketOpen', { id, protocol: socket.protocol }));
      socket.on('message', (data, isBinary) => {
        const bytes = data as Buffer;
        tell('websocketMessage', {
          id,
          ...(isBinary ? { type: 'binary', data: bytes.toString('base64') } : { type: 'text', data: String(bytes) }),
        });
      });
      socket.on('error', ({ message }) => {
        trouble = message;
      });
      socket.on('close', (code, reason) => {
        sockets.delete(id);
        if (code === 1006) tell('websocketFailed', { id, message: trouble });
        else tell('websocketClosed', { id, code, reason: String(reason) });
      });
    },
    send: (message: string, id: number) => sockets.get(id)?.send(message),
    sendBinary: (base64: string, id: number) => sockets.get(id)?.send(Buffer.from(base64, 'base64')),
    ping: (id: number) => sockets.get(id)?.ping(),
    close: (code: number, reason: string, id: number) => sockets.get(id)?.close(code, reason),
  };

  return { WebSocketModule, PlatformConstants: { getConstants: () => ({ isTesting: true }) } };
}
