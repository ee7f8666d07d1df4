import { request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';

const TIMEOUT_MS = 5_000;
/** Any sixteen bytes. */
const KEY = 'ZXZlbmtlZWwgY2hlY2shIQ==';

/** The HTTP status that answers a handshake at this address; null if nothing does. A WebSocket does not tell it. */
export function handshakeStatus(address: string, protocols: readonly string[]): Promise<number | null> {
  const request = address.startsWith('wss:') ? requestByHttps : requestByHttp;
  return new Promise((resolve) => {
    const asked = request(address.replace(/^ws/, 'http'), {
      timeout: TIMEOUT_MS,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': KEY,
        ...(protocols.length > 0 && { 'Sec-WebSocket-Protocol': protocols.join(', ') }),
      },
    });
    asked.on('response', (response) => {
      resolve(response.statusCode ?? null);
      response.destroy();
    });
    asked.on('upgrade', (_, socket) => {
      resolve(101);
      socket.destroy();
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.end();
  });
}
