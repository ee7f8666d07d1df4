import { describeKind, describeValue, type InvalidValueError, invalidValue } from '../domain/invalid-value.js';

/**
 * What the library throws, apart from the `TypeError`s about arguments. `code` is stable: test it rather than the
 * message. Every code has a heading in docs/errors.md. The loss of a connection is never thrown: it is state.
 */
export class EvenkeelError extends Error {
  override readonly name: string = 'EvenkeelError';
  /** Stable: `ERR_…`. */
  readonly code: string;

  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Thrown by `get`, `select`, `retain` and `retry` after `dispose`. */
export class DisposedError extends EvenkeelError {
  override readonly name = 'DisposedError';

  constructor(message = 'These chat connections were disposed of: create new ones with createChatConnections') {
    super('ERR_DISPOSED', message);
  }
}

/**
 * To be thrown by the options `query` and `url`: there is no address for this chat, and another try would not get one. The
 * chat is `failed` with the reason `rejected` and does not retry (AT3); any other error is one ordinary failure.
 *
 * @example
 * import { createChatConnections, RejectedError } from 'evenkeel';
 *
 * const chats = createChatConnections({
 *   query: async ({ signal }) => {
 *     const response = await fetch('/session', { signal });
 *     if (response.status === 403) throw new RejectedError('The session has ended');
 *     return { token: await response.text() };
 *   },
 * });
 */
export class RejectedError extends EvenkeelError {
  override readonly name = 'RejectedError';

  constructor(message = 'The address was refused', options?: { readonly cause?: unknown }) {
    super(REJECTED, message, options);
  }
}

const REJECTED = 'ERR_REJECTED';

/** Whether an error is a `RejectedError`, that of another copy of this package included. */
export function isRejected(error: unknown): error is RejectedError {
  try {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === REJECTED;
  } catch {
    return false; // Anything may be thrown, what cannot be read included.
  }
}

const MAY_BE_SECRET: readonly string[] = ['query', 'url', 'protocols'];

/** A `TypeError` about an option: its name, what was expected and, described without a secret, what came. */
export function invalidOption(name: string, expected: string, received: unknown): InvalidValueError {
  const describe = MAY_BE_SECRET.includes(name) ? describeKind : describeValue;
  return invalidValue('ERR_INVALID_OPTION', `The option ${name}`, expected, received, describe);
}

/** A `TypeError` about a name that no option has: most often misspelt. */
export function unknownOption(name: string, known: readonly string[]): InvalidValueError {
  return invalidValue('ERR_INVALID_OPTION', 'The name of an option', `one of ${known.join(', ')}`, name);
}
