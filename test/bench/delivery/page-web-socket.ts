import { WebSocket } from 'ws';

/** As in a page: what arrives after `close()` was called is not told. */
export class PageWebSocket extends WebSocket {
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (event === 'message' && this.readyState !== WebSocket.OPEN) return false;
    return super.emit(event, ...values);
  }
}
