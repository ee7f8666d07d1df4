import { redact } from './redaction.js';

/** A `TypeError` with a stable code; see docs/errors.md. */
export type InvalidValueError = TypeError & { readonly code: string };

/** An error that says what was expected and what came; what came is described, never quoted where it may be a secret. */
export function invalidValue(
  code: string,
  name: string,
  expected: string,
  received: unknown,
  describe: (value: unknown) => string = describeValue,
): InvalidValueError {
  const message = `${name} must be ${expected}; received ${describe(received)}`;
  return Object.assign(new TypeError(message), { code });
}

const MAX_QUOTED_LENGTH = 60;

/** The short form of a value for a message: primitives as they are, objects and functions by kind, strings if harmless. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return describeString(value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'symbol') return 'a symbol';
  return String(value);
}

/** The kind of a value alone, where even a short string may be a secret. */
export function describeKind(value: unknown): string {
  return typeof value === 'string' ? `a string of ${value.length} characters` : describeValue(value);
}

function describeString(text: string): string {
  const quotable = redact(text);
  const mayHoldSecret = quotable.length > MAX_QUOTED_LENGTH || /[@=]/.test(quotable);
  return mayHoldSecret ? describeKind(text) : JSON.stringify(quotable);
}
