import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startTcpProxy, type Transit } from '../support/tcp-proxy.js';

/** A network towards the server that lives as long as the test. */
export const throughProxy = async (server: { readonly origin: string }, transit?: Transit) => {
  const proxy = await startTcpProxy(server.origin, transit);
  onTestFinished(() => proxy.close());
  return proxy;
};

/** A name for this machine that is not known as loopback, so that the page's `offline` counts. */
export const remote = ({ origin }: { readonly origin: string }) => origin.replace('127.0.0.1', 'gateway.example');

/** Finds every name on this machine. */
export class RemoteWebSocket extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols, {
      lookup: (_name, options, answer) => {
        if (options.all) answer(null, [{ address: '127.0.0.1', family: 4 }]);
        else answer(null, '127.0.0.1', 4);
      },
    });
  }
}
