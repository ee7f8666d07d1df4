/** Run by a Node of its own: what is seen over the sockets that MSW makes up, as JSON. */
import { tellStory } from '../mock-stories.js';
import { see } from '../seen.js';
import { importInstalled } from './installed.js';

interface Client {
  readonly url: URL;
  send(data: string | ArrayBuffer): void;
  close(code: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { readonly data: string | ArrayBuffer }) => void): void;
}

interface Connection {
  readonly client: Client;
  readonly info: { readonly protocols: string | readonly string[] | undefined };
}

interface Link {
  addEventListener(type: 'connection', listener: (connection: Connection) => void): object;
}

const { ws } = await importInstalled<{ ws: { link(url: string): Link } }>('msw');
const { setupServer } = await importInstalled<{
  setupServer(...handlers: object[]): { listen(): void; close(): void };
}>('msw/node');

const ORIGIN = 'ws://chat.test';

const handler = ws.link(`${ORIGIN}/*`).addEventListener('connection', ({ client, info }) => {
  const { pathname } = client.url;
  if (pathname.startsWith('/refuses')) return client.close(1006);
  // Its sockets open after this.
  const later = (act: () => void) => void setTimeout(act, 0);
  tellStory({
    url: client.url.href,
    // Its sockets take the first.
    protocol: [info.protocols ?? []].flat()[0] ?? '',
    send: (data) => later(() => client.send(data)),
    close: (code, reason) => later(() => client.close(code, reason)),
    onMessage: (fn) => client.addEventListener('message', ({ data }) => fn(data)),
  });
});

const server = setupServer(handler);
server.listen();
process.stdout.write(JSON.stringify(await see({ origin: ORIGIN })));
server.close();
