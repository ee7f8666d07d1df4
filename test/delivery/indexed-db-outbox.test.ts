import { describe, expect, test } from 'vitest';
import { indexedDbOutbox } from '../../src/delivery/indexed-db-outbox.js';
import { thrownBy, typeError } from '../domain/thrown-by.js';

const withOptions = (options: object) => thrownBy(() => indexedDbOutbox(options as { account: string }));

describe('the outbox in IndexedDB, without a browser', () => {
  test('rejects at open, and says what is missing', async () => {
    await expect(indexedDbOutbox({ account: 'ana' }).open()).rejects.toThrow(
      'The outbox failed: there is no IndexedDB here, or no Web Locks',
    );
  });

  test('needs an account, and does not tell what it was given for one', () => {
    const expected = 'The option account must be a text that is not empty; received';
    expect([{}, { account: '' }, { account: 4711 }, { account: null }].map(withOptions)).toEqual([
      typeError('ERR_INVALID_OPTION', `${expected} undefined`),
      typeError('ERR_INVALID_OPTION', `${expected} a string of 0 characters`),
      typeError('ERR_INVALID_OPTION', `${expected} a number`),
      typeError('ERR_INVALID_OPTION', `${expected} null`),
    ]);
  });

  test('takes the name of a database, and nothing else', () => {
    expect([{ name: '' }, { names: 'x' }].map((more) => withOptions({ account: 'ana', ...more }))).toEqual([
      typeError('ERR_INVALID_OPTION', 'The option name must be a text that is not empty; received ""'),
      typeError('ERR_INVALID_OPTION', 'The name of an option must be one of name, account; received "names"'),
    ]);
  });
});
