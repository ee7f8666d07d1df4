import { createRequire } from 'node:module';
import type { WebSocket } from 'ws';
import type { Doc } from 'yjs';
import { listenForSockets } from './listen.js';

interface YWebsocket {
  setupWSConnection(socket: WebSocket, request: object, options: { docName: string }): void;
  docs: Map<string, Doc>;
}

/** The server that comes with y-websocket; it logs the texts that the documents come to have. */
export const startYjs = async (port: number) => {
  const { setupWSConnection, docs } = createRequire(import.meta.url)('y-websocket/bin/utils') as YWebsocket;
  const log: string[] = [];
  return listenForSockets(port, log, (socket) => {
    const docName = 'doc';
    setupWSConnection(socket, {}, { docName });
    log.push('hello');
    docs
      .get(docName)
      ?.getArray<string>('said')
      .observe(({ changes }) => {
        for (const { insert } of changes.delta) log.push(...((insert ?? []) as string[]));
      });
  });
};
