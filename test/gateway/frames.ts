/** What a client says first whose address has no token. */
export interface LoginFrame {
  readonly type: 'login';
  readonly token: string;
}

/** What somebody says. */
export interface Posted {
  readonly text: string;
  readonly clientId?: string;
}

/** What a client may send. */
export type ClientFrame = { type: 'ping' } | ({ type: 'message' } & Posted);

/** What the log of a chat holds. */
export interface LoggedMessage {
  readonly from: string;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The sender's own name for it, so that the sender recognises its message. */
  readonly clientId?: string;
}

export interface ChatMessage extends LoggedMessage {
  /** Number within the chat: 1, 2, 3… That of its event in the log. */
  readonly id: number;
}

/** What the gateway sends: `welcome` to who logged in by a frame; then `joined`, with the room in which messages are numbered, then what came after `since`, then what comes. */
export type GatewayFrame =
  | { type: 'welcome' }
  | { type: 'joined'; room: string }
  | { type: 'pong' }
  | ({ type: 'message' } & ChatMessage);

/** The login in the text, or null when it is none. */
export function parseLoginFrame(text: string): LoginFrame | null {
  const { type, token } = Object(parseJson(text)) as Record<string, unknown>;
  return type === 'login' && typeof token === 'string' ? { type, token } : null;
}

/** The frame in the text, or null when it is not one of ours. */
export function parseClientFrame(text: string): ClientFrame | null {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return null;
  const { type } = value as Record<string, unknown>;
  if (type === 'ping') return { type };
  const posted = type === 'message' ? readPosted(value) : null;
  return posted && { type: 'message', ...posted };
}

/** What somebody says, or null when it is not that. */
export function readPosted(value: unknown): Posted | null {
  const { text, clientId } = Object(value) as Record<string, unknown>;
  if (typeof text !== 'string' || text === '') return null;
  if (clientId === undefined) return { text };
  return typeof clientId === 'string' ? { text, clientId } : null;
}

/** As it goes to the log. */
export const logged = (from: string, { text, clientId }: Posted): LoggedMessage => ({
  from,
  text,
  at: new Date().toISOString(),
  ...(clientId && { clientId }),
});

/** A message of the log, as it was logged. */
export const messageOf = ({ seq, data }: { readonly seq: number; readonly data: string }): ChatMessage => ({
  id: seq,
  ...(JSON.parse(data) as LoggedMessage),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
