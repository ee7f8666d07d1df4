import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ChatLogs } from './chat-logs.js';
import { type ChatPolicy, refusalOf } from './chat-policy.js';
import { isAllowed } from './origins.js';
import { targetOf } from './request-target.js';
import type { Tokens } from './tokens.js';

interface HttpApiOptions {
  readonly tokens: Tokens;
  readonly policy: ChatPolicy;
  readonly logs: ChatLogs;
  readonly origins: readonly string[];
}

const MAX_BODY_BYTES = 10_000;
const MAX_NAME_LENGTH = 40;
/** Control characters and lone surrogates: not every log can hold them. */
const UNSPEAKABLE = /[\p{Cc}\p{Cs}]/u;

/** Of answers to a page of another origin than the gateway's. */
const CORS = {
  'Access-Control-Allow-Methods': 'GET, HEAD, POST',
  'Access-Control-Allow-Headers': 'Content-Type',
  'Access-Control-Max-Age': '600',
};

/** No request waits on a connection that an earlier one left behind: the line may be dead by then. */
const HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Connection: 'close' };

const MESSAGES_ROUTE = /^GET \/api\/v1\/chats\/([^/]+)\/messages$/;
const STATUSES = { 4401: 401, 4403: 403, 4404: 404 };

/**
 * `GET`/`HEAD /api/v1` (is it up?), `POST /api/v1/login` (a short-lived token) and `GET /api/v1/chats/:id/messages?token=…` (what was said
 * last, and a cursor to go on from), for programs and the pages of these origins.
 */
export function httpApi(options: HttpApiOptions): RequestListener {
  const { tokens, origins } = options;
  return (request, response) => {
    const { origin } = request.headers;
    response.setHeader('Vary', 'Origin');
    if (origin !== undefined && isAllowed(origins, origin)) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
    }
    const target = targetOf(request);
    const route = `${request.method} ${target?.pathname}`;
    const [, segment] = MESSAGES_ROUTE.exec(route) ?? [];
    if (request.method === 'OPTIONS') answer(response, 204);
    else if (route === 'GET /api/v1' || route === 'HEAD /api/v1') answer(response, 200, { status: 'ok' });
    else if (route === 'POST /api/v1/login') void login(request, response, tokens);
    else if (segment !== undefined) void history(response, segment, target?.searchParams.get('token') ?? null, options);
    else answer(response, 404, { error: 'not found' });
  };
}

async function history(
  response: ServerResponse,
  segment: string,
  token: string | null,
  { tokens, policy, logs }: HttpApiOptions,
): Promise<void> {
  try {
    const chatId = decodeURIComponent(segment);
    const refusal = refusalOf(policy, tokens.userOf(token), chatId);
    if (refusal !== null) answer(response, STATUSES[refusal.code], { error: refusal.reason });
    else answer(response, 200, await logs.history(chatId));
  } catch (error) {
    if (error instanceof URIError) answer(response, 400, { error: 'malformed request' });
    else answer(response, 503, { error: 'the log cannot be read' });
  }
}

async function login(request: IncomingMessage, response: ServerResponse, tokens: Tokens): Promise<void> {
  const user = await readUser(request).catch(() => null);
  if (user === null) answer(response, 400, { error: `expected {"user": "<1 to ${MAX_NAME_LENGTH} characters>"}` });
  else answer(response, 200, tokens.issue(user));
}

async function readUser(request: IncomingMessage): Promise<string | null> {
  const { user } = JSON.parse(await readBody(request)) as { user?: unknown };
  const name = typeof user === 'string' ? user.trim() : '';
  return name.length > 0 && name.length <= MAX_NAME_LENGTH && !UNSPEAKABLE.test(name) ? name : null;
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
