/** How things are until they are put right. */
export interface Conditions {
  readonly gateway: 'running' | 'stopped';
  /** Refused: answered with 503. Hung: without an answer. */
  readonly handshakes: 'accepted' | 'refused' | 'hung';
  /** Slow: a second for each segment. Cut: nothing gets through, and nobody is told. */
  readonly line: 'good' | 'slow' | 'cut';
}

/** What happens once, to every connection there is. */
export type Strike =
  /** The line breaks: RST at both ends. */
  | { readonly type: 'drop' }
  /** The connections carry nothing any more and nobody is told; new ones work. */
  | { readonly type: 'silence' }
  /** No token is good any more, and the gateway says so with 4401. */
  | { readonly type: 'expire-tokens' }
  /** The gateway ends without a word, and is started again with what it had stored. */
  | { readonly type: 'kill' }
  /** The same, and what it had stored is replaced by an earlier copy. */
  | { readonly type: 'restore' }
  /** The gateway forgets what was said in a chat, but for the newest messages. */
  | { readonly type: 'forget'; readonly chatId: string }
  /** The gateway sends a Close. */
  | { readonly type: 'close'; readonly code: number; readonly reason: string };

export const ALL_WELL: Conditions = { gateway: 'running', handshakes: 'accepted', line: 'good' };

const CONDITIONS: { readonly [Name in keyof Conditions]: readonly Conditions[Name][] } = {
  gateway: ['running', 'stopped'],
  handshakes: ['accepted', 'refused', 'hung'],
  line: ['good', 'slow', 'cut'],
};

const PLAIN_STRIKES = ['drop', 'silence', 'expire-tokens', 'kill', 'restore'] as const;
const MAX_REASON_BYTES = 123;
const MAX_CHAT_ID_LENGTH = 200;

/** What of the conditions is to change, or null if the value does not say that. */
export function readChange(value: unknown): Partial<Conditions> | null {
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).every(([name, condition]) => knownFor(name).includes(condition)) ? value : null;
}

const knownFor = (name: string): readonly unknown[] =>
  Object.hasOwn(CONDITIONS, name) ? CONDITIONS[name as keyof Conditions] : [];

/** The strike, or null if the value is none. */
export function readStrike(value: unknown): Strike | null {
  if (typeof value !== 'object' || value === null) return null;
  const { type, code, reason = '', chatId } = value as Record<string, unknown>;
  const plain = PLAIN_STRIKES.find((one) => one === type);
  if (plain !== undefined) return { type: plain };
  if (type === 'forget') return isChatId(chatId) ? { type, chatId } : null;
  if (type !== 'close' || !isSendableCode(code) || typeof reason !== 'string') return null;
  return new TextEncoder().encode(reason).length > MAX_REASON_BYTES ? null : { type, code, reason };
}

const isChatId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_CHAT_ID_LENGTH;

/** A code that a Close frame may carry (RFC 6455, section 7.4). */
export function isSendableCode(code: unknown): code is number {
  if (typeof code !== 'number' || !Number.isInteger(code)) return false;
  return (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);
}
