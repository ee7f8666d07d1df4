import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { WebSocket } from 'ws';
import { launchChromium } from '../engines/chromium.js';

const PATH = '/api/v1/chats/42/ws?token=5f3a9c1e7b2d4860a1f0c9e8d7b6a5f4';
const REFUSAL = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
const PAGE = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n';

/** What one refused handshake carries over TCP, both ways together: a browser's, or that of the `ws` package. */
export const handshakeBytes = async (who: 'chromium' | 'ws'): Promise<number> => {
  let bytes = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (request) => {
      const isHandshake = request.includes('Upgrade: websocket');
      if (isHandshake) bytes = request.length + REFUSAL.length;
      socket.end(isHandshake ? REFUSAL : PAGE);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  await (who === 'ws' ? refuseWs(host) : refuseChromium(host));
  server.close();
  return bytes;
};

const refuseWs = (host: string): Promise<void> =>
  new Promise((resolve) => {
    new WebSocket(`ws://${host}${PATH}`).on('error', () => undefined).on('close', () => resolve());
  });

const refuseChromium = async (host: string): Promise<void> => {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://${host}/`);
    await page.evaluate(
      (url) =>
        new Promise<void>((resolve) => {
          new WebSocket(url).onclose = () => resolve();
        }),
      `ws://${host}${PATH}`,
    );
  } finally {
    await browser.close();
  }
};
