import type { Clock } from '../contract/clock.js';
import { invalidOption } from '../contract/errors.js';
import { invalidValue } from '../domain/invalid-value.js';
import {
  aFunction,
  type Checks,
  checkedFields,
  objectWith,
  plainObject,
  positiveDuration,
  wholeNumberFrom,
} from '../options/option-checks.js';
import { serverClock } from './server-clock.js';
import type { ServerLogger } from './server-log.js';
import type { DeliveryStore } from './store.js';

/** Who is in which chat. */
export interface Guest {
  readonly chatId: string;
  readonly user: string;
}

/** The options of `createDeliveryServer`. */
export interface DeliveryServerOptions {
  /** Where the logs are: `memoryStore()`, `sqliteStore(database)`, `postgresStore(pool)`, or your own. */
  readonly store: DeliveryStore;
  /**
   * Decides at each hello by its `auth`, which may be anything. A text is the user's name; true lets the user in whom `accept`
   * named; false, nothing, or an error closes with 4401, a `CloseWith` with its own code. Default: `accept` names the user.
   */
  readonly authenticate?: (
    auth: unknown,
    who: { readonly chatId: string; readonly user: string | undefined },
  ) => string | boolean | undefined | Promise<string | boolean | undefined>;
  /**
   * What goes to the log for a message: any JSON value. `Refused` refuses it for good (`nack`), `CloseWith` closes, any other
   * error closes with 1011. Messages of a connection are asked for one after the other. It may be asked for a message more than
   * once, when it is sent again, and so must have no effect of its own. Default: the data itself.
   */
  readonly onMessage?: (message: Guest & { readonly data: unknown }) => unknown;
  /** The user has seen the chat up to this seq. It may come more than once and go back. A connection is
   * asked for one after the other; of those that come meanwhile, only the newest is told. Default: nothing. */
  readonly onSeen?: (seen: Guest & { readonly seq: number }) => unknown;
  /** What `brief` frames call their sender, any JSON value. Default: null. */
  readonly nameOf?: (guest: Guest) => unknown;
  /** How many messages of a sender the server takes without an `ack` between them (PS17). Default 32. */
  readonly window?: number;
  /**
   * The bytes that a client's frame may have; a longer message is refused with `too-long`, a frame of more than four times as
   * many closes with 1009 (PS17). Give `ws` a `maxPayload` of no less than that. Default 65536.
   */
  readonly limit?: number;
  /** A client that says no hello within this time, in ms, is closed with 4408. Default 10 seconds. */
  readonly helloTimeoutMs?: number;
  /** With so many bytes on their way to a client nothing more is read for it, nor from it. Default 262144. */
  readonly maxBufferedBytes?: number;
  /** Default: the platform's. */
  readonly clock?: Clock;
  /** Default: nobody is told. */
  readonly logger?: ServerLogger;
}

export interface ResolvedServerOptions {
  readonly store: DeliveryStore;
  readonly authenticate: DeliveryServerOptions['authenticate'] | undefined;
  readonly onMessage: DeliveryServerOptions['onMessage'] | undefined;
  readonly onSeen: DeliveryServerOptions['onSeen'] | undefined;
  readonly nameOf: NonNullable<DeliveryServerOptions['nameOf']>;
  readonly window: number;
  readonly limit: number;
  readonly helloTimeoutMs: number;
  readonly maxBufferedBytes: number;
  readonly clock: Clock;
  readonly logger: ServerLogger | undefined;
}

const OPTIONS: Checks<DeliveryServerOptions> = {
  store: objectWith(['append', 'greet', 'read', 'trim', 'subscribe', 'close'], ['brief']),
  authenticate: aFunction,
  onMessage: aFunction,
  onSeen: aFunction,
  nameOf: aFunction,
  window: wholeNumberFrom(1),
  limit: wholeNumberFrom(1),
  helloTimeoutMs: positiveDuration,
  maxBufferedBytes: wholeNumberFrom(1),
  clock: objectWith(['now', 'setTimeout', 'clearTimeout'], ['wallNow']),
  logger: objectWith(['debug', 'warn', 'error']),
};

/** The options with their defaults. Throws `TypeError` (`ERR_INVALID_OPTION`) for a bad value or an unknown name. */
export function resolveServerOptions(options: unknown): ResolvedServerOptions {
  if (!plainObject.accepts(options))
    throw invalidValue('ERR_INVALID_OPTION', 'The options', plainObject.expected, options);
  const { store, ...given } = checkedFields('', options as object, OPTIONS);
  if (store === undefined) throw invalidOption('store', OPTIONS.store.expected, store);
  return {
    authenticate: undefined,
    onMessage: undefined,
    onSeen: undefined,
    nameOf: () => null,
    window: 32,
    limit: 65_536,
    helloTimeoutMs: 10_000,
    maxBufferedBytes: 262_144,
    clock: serverClock,
    logger: undefined,
    ...given,
    store,
  };
}
