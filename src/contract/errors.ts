import { describeKind, describeValue, type InvalidValueError, invalidValue } from '../domain/invalid-value.js';

/**
 * Base class of the errors that the library throws, apart from the `TypeError`s about arguments. `code` is stable: test it
 * rather than the message. docs/errors.md explains every code. A lost connection is never thrown: it is part of the state.
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

/** Thrown after `dispose` by `get`, `select`, `retain`, `retry`, `reconnect` and `abandon`. */
export class DisposedError extends EvenkeelError {
  override readonly name = 'DisposedError';

  constructor(message = 'These chat connections were disposed of: create new ones with createChatConnections') {
    super('ERR_DISPOSED', message);
  }
}

/**
 * Throw it from the options `query`, `url`, `protocols` or `greeting` to say that another attempt for this chat would not help. The chat becomes `failed` with the reason `rejected` and does not retry (AT3). Any other error
 * counts as one ordinary failure.
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

/** Whether an error is a `RejectedError`, including one from another copy of this package. */
export function isRejected(error: unknown): error is RejectedError {
  try {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === REJECTED;
  } catch {
    return false; // User code may throw anything, even a value that cannot be read.
  }
}

const MAY_BE_SECRET: readonly string[] = ['query', 'url', 'protocols'];

/**
 * A `TypeError` about an option. It names the option, says what was expected, and describes the received value without
 * secrets.
 */
export function invalidOption(name: string, expected: string, received: unknown): InvalidValueError {
  const describe = MAY_BE_SECRET.includes(name) ? describeKind : describeValue;
  return invalidValue('ERR_INVALID_OPTION', `The option ${name}`, expected, received, describe);
}

/** A `TypeError` about a name that is not an option, usually a spelling mistake. */
export function unknownOption(name: string, known: readonly string[]): InvalidValueError {
  return invalidValue('ERR_INVALID_OPTION', 'The name of an option', `one of ${known.join(', ')}`, name);
}
