import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { encodeQuery, isQuery } from '../../src/domain/query.js';
import { thrownBy, typeError } from './thrown-by.js';

afterEach(() => vi.unstubAllGlobals());

class Session {
  readonly token = 'hidden-token';
}

/** As React Native's: a class of its own, without a tag. */
class PlainParams {
  readonly #pairs: [string, string][] = [];

  append(name: string, value: string): void {
    this.#pairs.push([name, value]);
  }

  toString(): string {
    return this.#pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  }
}

const inherited: object = Object.create({ token: 'hidden-token' });

describe('encodeQuery', () => {
  test('[AT3] encodes names and values, and leaves null and undefined out', () => {
    const query = { token: 'a&b=c d#é', 'x y': 1, on: true, off: false, nothing: null, absent: undefined, empty: '' };
    expect(encodeQuery(query)).toBe('token=a%26b%3Dc+d%23%C3%A9&x+y=1&on=true&off=false&empty=');
  });

  test('[AT3] takes a URLSearchParams as it is, its repeated names in their order', () => {
    const query = new URLSearchParams([
      ['room', 'a'],
      ['token', 'a b'],
      ['room', 'b'],
    ]);
    expect(encodeQuery(query)).toBe('room=a&token=a+b&room=b');
  });

  test("[AT3] takes the platform's URLSearchParams where it has no tag", () => {
    vi.stubGlobal('URLSearchParams', PlainParams);
    const query = new PlainParams();
    query.append('token', 'a b');
    expect([isQuery(query), encodeQuery(query), encodeQuery({ since: 'c d' })]).toEqual([
      true,
      'token=a%20b',
      'since=c%20d',
    ]);
  });

  test('[AT3] takes a URLSearchParams of another realm, by its tag', () => {
    class Foreign extends PlainParams {
      readonly [Symbol.toStringTag] = 'URLSearchParams';
    }
    const query = new Foreign();
    query.append('token', 'a b');
    expect([isQuery(query), encodeQuery(query)]).toEqual([true, 'token=a%20b']);
  });

  test.each<[string, unknown, string]>([
    ['without a prototype', Object.assign(Object.create(null), { a: 1 }), 'a=1'],
    ['of another realm', runInNewContext('({ a: 1 })'), 'a=1'],
    ['with symbols', { a: 1, [Symbol('b')]: 2 }, 'a=1'],
    ['with what is not enumerable', Object.defineProperty({ a: 1 }, 'b', { value: 2 }), 'a=1'],
    ['that is empty', {}, ''],
  ])('[AT3] takes the own names of a record %s', (_, query, encoded) => {
    expect([isQuery(query), encodeQuery(query)]).toEqual([true, encoded]);
  });

  test.each<[unknown, string]>([
    ['token=hidden-token', 'a string of 18 characters'],
    [['hidden-token'], 'an array'],
    [runInNewContext('["hidden-token"]'), 'an array'],
    [null, 'null'],
    [undefined, 'undefined'],
    [() => 'hidden-token', 'a function'],
    [12_345_678, 'a number'],
    [12_345_678n, 'a bigint'],
    [Symbol('hidden-token'), 'a symbol'],
    [true, 'a boolean'],
    [new Map([['token', 'hidden-token']]), 'an object'],
    [new Date(0), 'an object'],
    [new Response('hidden-token'), 'an object'],
    [new FormData(), 'an object'],
    [new Headers({ token: 'hidden-token' }), 'an object'],
    [Promise.resolve({ token: 'hidden-token' }), 'an object'],
    [new Session(), 'an object'],
    [inherited, 'an object'],
  ])('[AT6, OB3] refuses %o without telling it', (query, kind) => {
    const message = `The query must be a flat record or a URLSearchParams; received ${kind}`;
    expect([isQuery(query), thrownBy(() => encodeQuery(query))]).toEqual([
      false,
      typeError('ERR_INVALID_QUERY', message),
    ]);
  });

  test.each<[unknown, string]>([
    [{ value: 'hidden-token' }, 'an object'],
    [['hidden-token'], 'an array'],
    [() => 'hidden-token', 'a function'],
    [Symbol('hidden-token'), 'a symbol'],
    [12_345_678n, 'a bigint'],
    [{ toString: () => 'hidden-token' }, 'an object'],
  ])('[AT6, OB3] refuses the value %o without telling it, or any name', (token, kind) => {
    const message = `The query's value 2 must be a string, number, boolean, null or undefined; received ${kind}`;
    expect([isQuery({ tab: 1, token }), thrownBy(() => encodeQuery({ tab: 1, token }))]).toEqual([
      false,
      typeError('ERR_INVALID_QUERY', message),
    ]);
  });
});
