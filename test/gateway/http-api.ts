import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isAllowed } from './origins.js';
import { targetOf } from './request-target.js';
import type { Tokens } from './tokens.js';

const MAX_BODY_BYTES = 10_000;
const MAX_NAME_LENGTH = 40;

/** Of answers to a page of another origin than the gateway's. */
const CORS = {
  'Access-Control-Allow-Methods': 'GET, HEAD, POST',
  'Access-Control-Allow-Headers': 'Content-Type',
  'Access-Control-Max-Age': '600',
};

/** No request waits on a connection that an earlier one left behind: the line may be dead by then. */
const HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Connection: 'close' };

/** `GET`/`HEAD /api/v1` (is it up?) and `POST /api/v1/login` (a short-lived token), for programs and the pages of these origins. */
export function httpApi(tokens: Tokens, origins: readonly string[]): RequestListener {
  return (request, response) => {
    const { origin } = request.headers;
    response.setHeader('Vary', 'Origin');
    if (origin !== undefined && isAllowed(origins, origin)) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
    }
    const route = `${request.method} ${targetOf(request)?.pathname}`;
    if (request.method === 'OPTIONS') answer(response, 204);
    else if (route === 'GET /api/v1' || route === 'HEAD /api/v1') answer(response, 200, { status: 'ok' });
    else if (route === 'POST /api/v1/login') void login(request, response, tokens);
    else answer(response, 404, { error: 'not found' });
  };
}

async function login(request: IncomingMessage, response: ServerResponse, tokens: Tokens): Promise<void> {
  const user = await readUser(request).catch(() => null);
  if (user === null) answer(response, 400, { error: `expected {"user": "<1 to ${MAX_NAME_LENGTH} characters>"}` });
  else answer(response, 200, tokens.issue(user));
}

async function readUser(request: IncomingMessage): Promise<string | null> {
  const { user } = JSON.parse(await readBody(request)) as { user?: unknown };
  const name = typeof user === 'string' ? user.trim() : '';
  return name.length > 0 && name.length <= MAX_NAME_LENGTH ? name : null;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new RangeError(`a body of more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response: ServerResponse, status: number, body?: object): void {
  response.writeHead(status, HEADERS);
  response.end(body && JSON.stringify(body));
}
