/**
 * A value as JSON can carry it. What JSON has no word for becomes a string that says what it was: `'Infinity'`,
 * `'-Infinity'`, `'NaN'`, `'undefined'`, and for what is no plain data, such as an error, its kind alone (`'[Error]'`):
 * what it holds may be a secret. Never throws, whatever a user's function gave: `'[unreadable]'`, `'[too deep]'`.
 */
export const plainOf = (value: unknown, depth = 0): unknown => {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'string':
    case 'boolean':
      return value;
    case 'undefined':
      return 'undefined';
    case 'object':
      return value === null ? null : readableOf(value, depth);
    default:
      return `[${typeof value}]`;
  }
};

/** Deeper than anything in a chart; what is without end, as cycles are, would exhaust the stack. */
const MAX_DEPTH = 20;

const readableOf = (value: object, depth: number): unknown => {
  if (depth >= MAX_DEPTH) return '[too deep]';
  try {
    return plainObjectOf(value, depth + 1);
  } catch {
    return '[unreadable]';
  }
};

/** The object itself as long as all in it is plain: most is, and what is told never changes. */
const plainObjectOf = (value: object, depth: number): unknown => {
  if (Array.isArray(value)) return value.map((item) => plainOf(item, depth));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `[${value.constructor?.name ?? 'object'}]`;
  const fields = value as Record<string, unknown>;
  let copy: Record<string, unknown> | null = null;
  for (const name in fields) {
    const field = fields[name];
    const plain = plainOf(field, depth);
    if (plain === field) continue;
    copy ??= { ...fields };
    copy[name] = plain;
  }
  return copy ?? value;
};
