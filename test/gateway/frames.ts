/** What a client says first whose address has no token. */
export interface LoginFrame {
  readonly type: 'login';
  readonly token: string;
}

/** What a client may send. */
export type ClientFrame = { type: 'ping' } | { type: 'message'; text: string; clientId?: string };

export interface ChatMessage {
  /** Number within the chat: 1, 2, 3… */
  readonly id: number;
  readonly from: string;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The sender's own name for it, so that the sender recognises its message. */
  readonly clientId?: string;
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
  const { type, text: body, clientId } = value as Record<string, unknown>;
  if (type === 'ping') return { type };
  if (type !== 'message' || typeof body !== 'string' || body === '') return null;
  if (clientId === undefined) return { type, text: body };
  return typeof clientId === 'string' ? { type, text: body, clientId } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
