import { redact } from './redaction.js';

/** A `TypeError` with a stable code; see docs/errors.md. */
export type InvalidValueError = TypeError & { readonly code: string };

/** An error that says what was expected and what came; what came is described, never quoted where it may be a secret. */
export function invalidValue(code: string, name: string, expected: string, received: unknown): InvalidValueError {
  const message = `${name} must be ${expected}; received ${describeValue(received)}`;
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

function describeString(text: string): string {
  const quotable = redact(text);
  const mayHoldSecret = quotable.length > MAX_QUOTED_LENGTH || /[@=]/.test(quotable);
  return mayHoldSecret ? `a string of ${text.length} characters` : JSON.stringify(quotable);
}
