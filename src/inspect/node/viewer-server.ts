import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InspectionSource } from '../inspection.js';
import { eventStreamOf } from './event-stream.js';
import { viewerFileAt } from './viewer-files.js';

export interface ViewerServer {
  /** Its address, once it listens; rejects if the port cannot be had. */
  readonly url: Promise<string>;
  /** Ends it and its connections. */
  close(): Promise<void>;
}

export interface ViewerServerOptions {
  /** 0 is any that is free. */
  readonly port: number;
  readonly source: InspectionSource;
  /** Where the viewer's files lie. */
  readonly folder: URL;
}

/** Names of this machine: a page of another site that has its own name resolved to 127.0.0.1 is not served. */
const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1)(?::\d+)?$/i;

/**
 * Whether the viewer itself asks, or a program that is in no page. A page of another site, or of another port of this machine,
 * says so by one of these headers, whatever it asks by; it could read nothing, but keep the process busy.
 */
const isOfViewer = ({ host, origin, 'sec-fetch-site': site = 'same-origin' }: IncomingHttpHeaders): boolean =>
  ['same-origin', 'none'].includes(String(site)) && (origin === undefined || origin === `http://${host}`.toLowerCase());

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Serves the viewer on 127.0.0.1: its files, and what happens as Server-Sent Events. It keeps no process alive. */
export const startViewerServer = ({ port, source, folder }: ViewerServerOptions): ViewerServer => {
  const streamTo = eventStreamOf(source);
  const server = createServer((request, response) => void answer(request, response, streamTo, folder));
  server.on('connection', (socket) => socket.unref());
  server.unref();
  const url = listening(server, port);
  const settled = url.catch(() => undefined);
  return {
    url,
    async close() {
      await settled;
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

const listening = (server: Server, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
  });

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  streamTo: (response: ServerResponse) => void,
  folder: URL,
): Promise<void> => {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (!LOOPBACK_HOST.test(request.headers.host ?? '')) return end(response, 403, 'Only by the name of this machine.');
  if (request.method !== 'GET') return end(response, 405, 'Only GET.');
  const [path = ''] = (request.url ?? '').split('?');
  if (path === '/') {
    response.setHeader('location', '/viewer/');
    return end(response, 302, '');
  }
  if (path === '/viewer/events') {
    return isOfViewer(request.headers) ? streamTo(response) : end(response, 403, 'Only for the viewer itself.');
  }
  const file = await viewerFileAt(path === '/viewer/' ? '/viewer/index.html' : path, folder);
  if (file === null) return end(response, 404, 'There is no such file.');
  response.writeHead(200, { 'content-type': file.type }).end(file.content);
};

const end = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
};
