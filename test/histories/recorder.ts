import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Item, RecordItem } from './record.js';

export interface Recorder {
  readonly url: string;
  close(): Promise<void>;
}

/** Takes items from pages; has answered once they are recorded. */
export const startRecorder = async (record: RecordItem): Promise<Recorder> => {
  const server = createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    try {
      for (const item of (await json(request)) as readonly Item[]) record(item);
      response.end();
    } catch {
      // The page ended amid the request.
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
