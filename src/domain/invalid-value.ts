import { escapeControls, withoutSecrets } from './redaction.js';

/** A `TypeError` with a stable code; see docs/errors.md. */
export type InvalidValueError = TypeError & { readonly code: string };

/**
 * An error that says what was expected and what was received. The received value is described, never quoted if it may be a
 * secret.
 */
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

/**
 * A short description of a value for a message: primitives as they are, objects and functions by kind, strings if they are
 * harmless.
 */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return describeString(value);
  return ['number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : describeKind(value);
}

/** Only the kind of a value, for places where anything may be a secret. */
export function describeKind(value: unknown): string {
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function describeString(text: string): string {
  const quotable = withoutSecrets(text);
  const mayHoldSecret = quotable.length > MAX_QUOTED_LENGTH || /[@=]/.test(quotable);
  return mayHoldSecret ? describeKind(text) : escapeControls(JSON.stringify(quotable));
}
