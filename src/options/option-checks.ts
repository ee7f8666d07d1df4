import { invalidOption, unknownOption } from '../contract/errors.js';
import { originOf } from '../domain/gateway.js';
import { isQuery } from '../domain/query.js';
import { isSubprotocols } from '../domain/subprotocols.js';

/** What a value must be, in words and as a predicate. */
export interface Check {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** A check for each field of `T`. The compiler ensures that none is missing. */
export type Checks<T> = { readonly [Name in keyof T]-?: Check };

/**
 * The fields of a record, each read once; undefined ones count as left out. Throws for a value that its check does not
 * accept, and for a name that has no check. `prefix` goes before each name in messages.
 */
export function checkedFields<T extends object>(prefix: string, record: object, checks: Checks<T>): Partial<T> {
  const names = Object.keys(checks);
  for (const name of Object.keys(record)) {
    if (!names.includes(name))
      throw unknownOption(
        prefix + name,
        names.map((known) => prefix + known),
      );
  }
  const fields: Record<string, unknown> = {};
  for (const [name, { expected, accepts }] of Object.entries<Check>(checks)) {
    const value: unknown = Reflect.get(record, name);
    if (value === undefined) continue;
    if (!accepts(value)) throw invalidOption(prefix + name, expected, value);
    fields[name] = value;
  }
  return fields as Partial<T>;
}

/** Platforms keep a timer's delay in 32 bits; a longer one fires at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** Timers do not support less: such an age would already be exceeded within the call that started it. */
const MIN_TIMER_MS = 1;

export const positiveDuration: Check = {
  expected: `a number of milliseconds from ${MIN_TIMER_MS} to ${MAX_TIMER_MS}`,
  accepts: (value) => typeof value === 'number' && value >= MIN_TIMER_MS && value <= MAX_TIMER_MS,
};

export const duration: Check = {
  expected: `0, or ${positiveDuration.expected}`,
  accepts: (value) => value === 0 || positiveDuration.accepts(value),
};

export const wholeNumberFrom = (min: number): Check => ({
  expected: `a whole number from ${min}`,
  accepts: (value) => Number.isSafeInteger(value) && Number(value) >= min,
});

export const either = (...checks: readonly Check[]): Check => ({
  expected: checks.map(({ expected }) => expected).join(' or '),
  accepts: (value) => checks.some(({ accepts }) => accepts(value)),
});

export const literally = (literal: string | false | null): Check => ({
  expected: JSON.stringify(literal),
  accepts: (value) => value === literal,
});

export const infinity: Check = { expected: 'Infinity', accepts: (value) => value === Number.POSITIVE_INFINITY };

export const aFunction: Check = { expected: 'a function', accepts: isFunction };

export const plainObject: Check = { expected: 'an object', accepts: isObject };

export const anOrigin: Check = {
  expected: 'an http, https, ws or wss origin without path, query, fragment and credentials',
  accepts: (value) => originOf(value) !== undefined,
};

export const pathOfChat: Check = {
  expected: "a path that starts with '/' and contains ':id' but no '#'",
  accepts: (value) =>
    typeof value === 'string' && value.startsWith('/') && value.includes(':id') && !value.includes('#'),
};

export const query: Check = {
  expected: 'a flat record of strings, numbers, booleans, null and undefined or a URLSearchParams',
  accepts: isQuery,
};

export const subprotocols: Check = { expected: 'a string or an array of strings', accepts: isSubprotocols };

export const aBoolean: Check = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };

/** An object, often an instance of a user's class. It may have other members besides these methods. */
export const objectWith = (methods: readonly string[], optionalMethods: readonly string[] = []): Check => ({
  expected: `an object with the ${methods.length === 1 ? 'method' : 'methods'} ${methods.join(', ')}`,
  accepts: (value) =>
    isObject(value) &&
    methods.every((name) => isFunction(Reflect.get(value, name))) &&
    optionalMethods.every((name) => ['function', 'undefined'].includes(typeof Reflect.get(value, name))),
});

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
