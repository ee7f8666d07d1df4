import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readChange, readStrike } from './faults.js';
import type { FaultyGateway } from './faulty-gateway.js';

interface FaultControlOptions {
  /** 0, the default, lets the system choose. */
  readonly port?: number;
  /** The pages that may use it. */
  readonly origins: readonly string[];
}

export interface FaultControl {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

const MAX_BODY_BYTES = 1000;
const HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

/**
 * `GET /conditions`, `PATCH /conditions` (some of them) and `POST /strikes`, each answered with the conditions as they are
 * then, when it is done; 409 to a strike that this gateway cannot have, and 500 with the reason, and
 * the conditions, to what could not be done. On loopback, for the pages named and for programs of this machine: other hosts and origins are refused.
 */
export async function startFaultControl(
  faulty: FaultyGateway,
  { port = 0, origins }: FaultControlOptions,
): Promise<FaultControl> {
  const http = createServer((request, response) => {
    const { host = '', origin } = request.headers;
    if (!hosts.includes(host) || (origin !== undefined && !origins.includes(origin))) {
      response.writeHead(403).end();
      return;
    }
    if (origin !== undefined) response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Vary', 'Origin');
    if (request.method === 'OPTIONS') allow(response);
    else obey(request, response, faulty).catch((error) => fail(response, error, faulty));
  });
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  const listening = (http.address() as AddressInfo).port;
  const hosts = ['127.0.0.1', 'localhost'].map((name) => `${name}:${listening}`);
  return {
    url: `http://127.0.0.1:${listening}`,
    port: listening,
    async stop() {
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

function allow(response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Methods', 'GET, PATCH, POST');
  response.setHeader('Access-Control-Allow-Headers', 'Content-Type');
  response.writeHead(204).end();
}

async function obey(request: IncomingMessage, response: ServerResponse, faulty: FaultyGateway): Promise<void> {
  const route = `${request.method} ${request.url}`;
  const body = request.method === 'GET' ? null : await readJson(request);
  const change = route === 'PATCH /conditions' ? readChange(body) : null;
  const strike = route === 'POST /strikes' ? readStrike(body) : null;
  if (change) await faulty.change(change);
  const isStruck = strike === null || (await faulty.strike(strike));
  const isKnown = ['GET /conditions', 'PATCH /conditions', 'POST /strikes'].includes(route);
  const status = !isKnown ? 404 : !isStruck ? 409 : request.method === 'GET' || change || strike ? 200 : 400;
  response.writeHead(status, HEADERS);
  const error = isStruck ? 'no such condition or strike' : 'the backups of this gateway are kept elsewhere';
  response.end(JSON.stringify(status === 200 ? faulty.conditions : { error }));
}

function fail(response: ServerResponse, error: unknown, { conditions }: FaultyGateway): void {
  const reason = error instanceof Error ? error.message : String(error);
  response.writeHead(500, HEADERS).end(JSON.stringify({ error: `It could not be done: ${reason}`, conditions }));
}

/** Undefined if it is none, or too long. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  try {
    for await (const chunk of request.setEncoding('utf8')) {
      text += chunk;
      if (text.length > MAX_BODY_BYTES) return undefined;
    }
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
