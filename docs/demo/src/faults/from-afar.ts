import type { ChatConnectionsOptions } from 'evenkeel';

/**
 * A gateway on loopback needs no network, and so evenkeel does not care whether the page is online (PL1). To show what it
 * does for a gateway elsewhere, it is told a name that is not loopback, under which the sockets reach the gateway.
 */
export function fromAfar(gateway: string): Pick<ChatConnectionsOptions, 'gateway' | 'WebSocket'> {
  const { protocol, host } = new URL(gateway);
  return {
    gateway: `${protocol}//gateway.example`,
    WebSocket: class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        const there = new URL(url);
        there.protocol = protocol.replace('http', 'ws');
        there.host = host;
        super(there, protocols);
      }
    },
  };
}
