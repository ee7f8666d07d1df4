import { describeKind, invalidValue } from './invalid-value.js';

/** A value in the query. With null or undefined the name is left out. */
export type QueryValue = string | number | boolean | null | undefined;

/** The part of `URLSearchParams` that is used, without naming the DOM library. */
export interface QueryParams {
  /** The values of a name, which may occur several times. */
  getAll(name: string): string[];
  /** The query, encoded. */
  toString(): string;
}

/** The query of an address: a flat record of names and values, or a `URLSearchParams`, in which names may repeat. */
export type Query = Readonly<Record<string, QueryValue>> | QueryParams;

/** Whether it is a `URLSearchParams`, or a record (from any realm) whose own values are all valid in a query. */
export function isQuery(value: unknown): value is Query {
  return isQueryParams(value) || (isRecord(value) && Object.values(value).every(isQueryValue));
}

/**
 * The query as it appears in a URL, without the question mark: names and values encoded, in order. Throws `TypeError`
 * (`ERR_INVALID_QUERY`) for an invalid query, including a class instance: a user's function may return anything.
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

/** A name or a value may be a secret, so the message tells only its position and kind. */
const invalidQuery = (name: string, expected: string, received: unknown) =>
  invalidValue('ERR_INVALID_QUERY', name, expected, received, describeKind);

function isQueryValue(value: unknown): value is QueryValue {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}

/** Recognised by its tag, which is the same in every realm, or by its class: React Native's has no tag. */
function isQueryParams(value: unknown): value is QueryParams {
  return Object.prototype.toString.call(value) === '[object URLSearchParams]' || value instanceof URLSearchParams;
}

/** Whether it is what an object literal makes, in any realm. An instance of a class has a longer prototype chain. */
function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
