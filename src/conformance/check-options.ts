import type { Clock } from '../contract/clock.js';
import { invalidOption, unknownOption } from '../contract/errors.js';
import type { WebSocketConstructor } from '../contract/web-socket.js';
import { normaliseAddress } from '../domain/address.js';
import { encodeChatId } from '../domain/chat-id.js';
import { randomText } from '../domain/random-text.js';
import { namesChat } from './chat-address.js';

/** A token, or what gets one for each connection. */
export type CheckToken = string | (() => string | Promise<string>);

/** The options of `checkGateway`. */
export interface CheckOptions {
  /** `auto` says hello and looks for a welcome; `plain` sends nothing of the delivery protocol. Default `auto`. */
  readonly protocol?: 'auto' | 'plain' | 'delivery';
  /** The token of a user who may enter. It stands for `:token` in the address, and is the `auth` of a hello. */
  readonly token?: CheckToken;
  /** The token of another user who may enter, for duties that take two. */
  readonly otherToken?: CheckToken;
  /** The `auth` of a hello, any JSON value; the text `':token'` in it stands for the token. Default: the token. */
  readonly auth?: unknown;
  /** The subprotocols to offer; `':token'` in one stands for the token. Default: none. */
  readonly protocols?: readonly string[];
  /**
   * The chat to check, in place of `:id` in the address; without a `:id` it is appended to the path. Default: a random one, if
   * the address has a `:id`.
   */
  readonly chatId?: string;
  /** What the application takes as a message, any JSON value. Default `{ text: 'evenkeel check' }`. */
  readonly message?: unknown;
  /** What the application refuses as a message. Default: one that is too long. */
  readonly refused?: unknown;
  /** The text that a plain server answers at once, and its answer: without `pong`, any frame. Default: it is not asked. */
  readonly ping?: string;
  readonly pong?: string;
  /** The bytes of the largest frame that a plain server must take. Default 65536. */
  readonly frameBytes?: number;
  /**
   * For how long a silent connection is watched, in ms, beside all else. The default, 15 seconds, shows a server that closes
   * early, or never closes one without hello; only 130 seconds or more show what a proxy does.
   */
  readonly idleMs?: number;
  /** For how long an answer is waited for, in ms. Default 5 seconds. */
  readonly patienceMs?: number;
  /**
   * Removes the oldest events of the chat's log, at least one. Default: what comes after a trim is not asked, nor is it when this
   * throws.
   */
  readonly trim?: (chatId: string | null) => unknown;
  /**
   * Restarts the server, and may resolve before it is back. Default: what comes after a restart is not asked, nor is it when this
   * throws.
   */
  readonly restart?: () => unknown;
  /** The HTTP status of a handshake at this address, if there is one: a WebSocket does not tell. Default: it stays unknown. */
  readonly handshakeStatus?: (address: string, protocols: readonly string[]) => Promise<number | null>;
  /** Default: the platform's. */
  readonly WebSocket?: WebSocketConstructor;
  /** Default: the platform's. */
  readonly clock?: Clock;
}

/** The options with their defaults. */
export interface CheckSettings extends Omit<CheckOptions, 'chatId'> {
  readonly address: string;
  readonly protocol: 'auto' | 'plain' | 'delivery';
  readonly protocols: readonly string[];
  /** Null: the address names the chat. */
  readonly chatId: string | null;
  readonly message: unknown;
  readonly frameBytes: number;
  readonly idleMs: number;
  readonly patienceMs: number;
  readonly WebSocket: WebSocketConstructor;
  readonly clock: Clock;
}

interface Check {
  readonly expected: string;
  accepts(value: unknown): boolean;
}

type CheckedOptions = Omit<CheckOptions, 'chatId'>;

const aFunction: Check = { expected: 'a function', accepts: (value) => typeof value === 'function' };
const aText: Check = { expected: 'a text', accepts: (value) => typeof value === 'string' && value !== '' };
const aToken: Check = {
  expected: 'a text, or a function that gets one',
  accepts: (value) => aText.accepts(value) || aFunction.accepts(value),
};
const aDuration: Check = {
  expected: 'a positive number of milliseconds',
  accepts: (value) => typeof value === 'number' && value > 0 && value < 2 ** 31,
};
const anything: Check = { expected: 'a JSON value', accepts: () => true };

const CHECKS: { readonly [Name in keyof Required<CheckedOptions>]: Check } = {
  protocol: { expected: "'auto', 'plain' or 'delivery'", accepts: (value) => PROTOCOLS.includes(value) },
  token: aToken,
  otherToken: aToken,
  auth: anything,
  protocols: {
    expected: 'a list of texts',
    accepts: (value) => Array.isArray(value) && value.every((one) => aText.accepts(one)),
  },
  message: anything,
  refused: anything,
  ping: aText,
  pong: aText,
  frameBytes: {
    expected: 'a whole number from 1 to 16777216',
    accepts: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 16_777_216,
  },
  idleMs: aDuration,
  patienceMs: aDuration,
  trim: aFunction,
  restart: aFunction,
  handshakeStatus: aFunction,
  WebSocket: aFunction,
  clock: { expected: 'a clock', accepts: (value) => typeof value === 'object' && value !== null },
};

const PROTOCOLS: readonly unknown[] = ['auto', 'plain', 'delivery'];

const platformClock: Clock = {
  now: () => performance.now(),
  setTimeout: (fn, delayMs) => setTimeout(fn, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/**
 * The options with their defaults. Throws `TypeError`: `ERR_INVALID_OPTION` for a bad value, an unknown name, and where there is
 * no WebSocket; `ERR_INVALID_ADDRESS`, `ERR_INVALID_CHAT_ID`.
 */
export function checkSettings(address: string, options: CheckOptions): CheckSettings {
  const { chatId, ...given } = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as CheckOptions;
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof typeof CHECKS] : undefined;
    if (check === undefined) throw unknownOption(name, [...Object.keys(CHECKS), 'chatId']);
    if (!check.accepts(value)) throw invalidOption(name, check.expected, name.endsWith('oken') ? null : value);
  }
  normaliseAddress(address, { secure: false });
  if (chatId !== undefined) encodeChatId(chatId);
  const WebSocket = given.WebSocket ?? (globalThis as { readonly WebSocket?: WebSocketConstructor }).WebSocket;
  if (WebSocket === undefined) throw invalidOption('WebSocket', 'given on a platform that has none', undefined);
  return {
    protocol: 'auto',
    protocols: [],
    message: { text: 'evenkeel check' },
    frameBytes: 65_536,
    idleMs: 15_000,
    patienceMs: 5_000,
    clock: platformClock,
    ...given,
    address,
    chatId: chatId ?? (namesChat(address) ? `check-${randomText()}` : null),
    WebSocket,
  };
}
