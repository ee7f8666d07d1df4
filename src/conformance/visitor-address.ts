import { normaliseAddress } from '../domain/address.js';
import { randomText } from '../domain/random-text.js';
import { secretsOf } from '../domain/redaction.js';
import { addressOfChat } from './chat-address.js';
import type { CheckSettings } from './check-options.js';

const PLACE_OF_TOKEN = ':token';

/** Who connects: the user of the token, somebody with a wrong token, or the user of the other token. */
export type Visitor = 'user' | 'stranger' | 'other';

/** How somebody connects. */
export interface Entrance {
  readonly address: string;
  readonly protocols: string[];
  /** Of a hello; undefined for none. */
  readonly auth: unknown;
  /** What of all this must not be shown. */
  readonly secrets: readonly string[];
}

/**
 * How a visitor connects. The token stands where the settings say `:token`; if they do not, it is the query's `token`. Rejects
 * with `TypeError` (`ERR_INVALID_ADDRESS`) for what is no address of a WebSocket.
 */
export async function entranceOf(settings: CheckSettings, visitor: Visitor): Promise<Entrance> {
  const { protocols, auth = PLACE_OF_TOKEN } = settings;
  const token = await tokenOf(settings, visitor);
  const ofChat = addressOfChat(settings);
  const isPlaced = [ofChat, ...protocols].some((text) => text.includes(PLACE_OF_TOKEN));
  const complete = token === undefined || isPlaced ? ofChat : withQuery(ofChat, `token=${PLACE_OF_TOKEN}`);
  const { url } = normaliseAddress(
    complete.replaceAll(PLACE_OF_TOKEN, () => encodeURIComponent(token ?? '')),
    {
      secure: false,
    },
  );
  const greeting = token === undefined && auth === PLACE_OF_TOKEN ? undefined : withToken(auth, token ?? '');
  return {
    address: url,
    protocols: protocols.map((one) => one.replaceAll(PLACE_OF_TOKEN, () => token ?? '')),
    auth: greeting,
    secrets: [token ?? '', ...secretsOf(url), ...textsIn(greeting)],
  };
}

async function tokenOf({ token, otherToken }: CheckSettings, visitor: Visitor): Promise<string | undefined> {
  if (visitor === 'stranger') return randomText();
  const source = visitor === 'other' ? otherToken : token;
  return typeof source === 'function' ? await source() : source;
}

const withQuery = (address: string, query: string) => `${address}${address.includes('?') ? '&' : '?'}${query}`;

/** A JSON value in which each text `:token` is the token. */
function withToken(value: unknown, token: string): unknown {
  if (value === PLACE_OF_TOKEN) return token;
  if (Array.isArray(value)) return value.map((one) => withToken(one, token));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withToken(one, token)]));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
