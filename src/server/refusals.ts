import { EvenkeelError } from '../contract/errors.js';
import { byteLengthOf } from '../domain/byte-length.js';
import { invalidValue } from '../domain/invalid-value.js';

const NACK = /^[^\p{Cc}\p{Cs}]{1,100}$/u;

/**
 * Throw it from `onMessage` for a message that must never be taken, whenever it is sent again: its client gets a final `nack`
 * with this text (PS10). Throws `TypeError` (`ERR_INVALID_VALUE`) unless it is 1 to 100 characters.
 *
 * @example
 * import { createDeliveryServer, memoryStore, Refused } from 'evenkeel/server';
 *
 * createDeliveryServer({
 *   store: memoryStore(),
 *   onMessage: ({ data }) => {
 *     if (typeof data !== 'string') throw new Refused('not-a-message');
 *     return data;
 *   },
 * });
 */
export class Refused extends EvenkeelError {
  override readonly name = 'Refused';
  /** What the `nack` says. */
  readonly nack: string;

  constructor(nack: string) {
    if (typeof nack !== 'string' || !NACK.test(nack))
      throw invalidValue('ERR_INVALID_VALUE', 'The code of a nack', 'a text of 1 to 100 characters', nack);
    super('ERR_REFUSED', `The message was refused: ${nack}`);
    this.nack = nack;
  }
}

/** RFC 6455, 5.5.1. */
const MAX_REASON_BYTES = 123;

/**
 * Throw it from `authenticate` or `onMessage` to close the connection with a code of your choice (PS18): 4403, 4404, or 4429 for
 * those who send too much. The message that was being handled is not taken; its client sends it again. Throws `TypeError`
 * (`ERR_INVALID_VALUE`) for a code outside of 1000 and 3000–4999, and for a reason above 123 bytes.
 *
 * @example
 * import { CloseWith, createDeliveryServer, memoryStore } from 'evenkeel/server';
 *
 * const blocked = new Set(['mallory']);
 * createDeliveryServer({
 *   store: memoryStore(),
 *   onMessage: ({ user, data }) => {
 *     if (blocked.has(user)) throw new CloseWith(4429, 'retry-after=5');
 *     return data;
 *   },
 * });
 */
export class CloseWith extends EvenkeelError {
  override readonly name = 'CloseWith';
  readonly closeCode: number;
  readonly reason: string;

  constructor(closeCode: number, reason = '') {
    if (!Number.isInteger(closeCode) || (closeCode !== 1000 && (closeCode < 3000 || closeCode > 4999)))
      throw invalidValue('ERR_INVALID_VALUE', 'A close code', '1000, or from 3000 to 4999', closeCode);
    if (typeof reason !== 'string' || byteLengthOf(reason) > MAX_REASON_BYTES)
      throw invalidValue('ERR_INVALID_VALUE', 'The reason of a close', 'a text of at most 123 bytes', reason);
    super('ERR_CLOSE_WITH', `Close with ${closeCode}`);
    this.closeCode = closeCode;
    this.reason = reason;
  }
}
