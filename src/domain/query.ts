import { describeKind, invalidValue } from './invalid-value.js';

/** A value of the query: null and undefined leave the name out. */
export type QueryValue = string | number | boolean | null | undefined;

/** What makes a `URLSearchParams`, without naming the DOM library. */
export interface QueryParams {
  /** The values of a name, which may be repeated. */
  getAll(name: string): string[];
  /** The query, encoded. */
  toString(): string;
}

/** The query of an address: a flat record of names and values, or a `URLSearchParams`, whose names may be repeated. */
export type Query = Readonly<Record<string, QueryValue>> | QueryParams;

/** Whether it is a `URLSearchParams`, or a record (of any realm) whose own values are all such as a query has. */
export function isQuery(value: unknown): value is Query {
  return isQueryParams(value) || (isRecord(value) && Object.values(value).every(isQueryValue));
}

/**
 * The query as it stands in a URL, without its question mark: names and values encoded, in order. Throws `TypeError`
 * (`ERR_INVALID_QUERY`) for what is no query, a class instance included: what a user's function returned may be anything.
 */
export function encodeQuery(query: unknown): string {
  if (isQueryParams(query)) return String(query);
  if (!isRecord(query)) throw invalidQuery('The query', 'a flat record or a URLSearchParams', query);
  const params = new URLSearchParams();
  Object.entries(query).forEach(([name, value], index) => {
    if (!isQueryValue(value)) {
      throw invalidQuery(`The query's value ${index + 1}`, 'a string, number, boolean, null or undefined', value);
    }
    if (value !== null && value !== undefined) params.append(name, String(value));
  });
  return String(params);
}

/** A name or a value of it may be a secret, so only place and kind are told. */
const invalidQuery = (name: string, expected: string, received: unknown) =>
  invalidValue('ERR_INVALID_QUERY', name, expected, received, describeKind);

function isQueryValue(value: unknown): value is QueryValue {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}

/** By its tag, which is the same in every realm, or its class: React Native's has no tag. */
function isQueryParams(value: unknown): value is QueryParams {
  return Object.prototype.toString.call(value) === '[object URLSearchParams]' || value instanceof URLSearchParams;
}

/** What an object literal makes, in any realm; an instance of a class has a longer chain of prototypes. */
function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
