/**
 * A value as JSON can carry it. What JSON has no word for becomes a string that says what it was: `'Infinity'`,
 * `'-Infinity'`, `'NaN'`, `'undefined'`, and for what is no plain data, such as an error, its kind alone (`'[Error]'`):
 * what it holds may be a secret.
 */
export const plainOf = (value: unknown): unknown => {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'string':
    case 'boolean':
      return value;
    case 'undefined':
      return 'undefined';
    case 'object':
      return value === null ? null : plainObjectOf(value);
    default:
      return `[${typeof value}]`;
  }
};

/** The object itself as long as all in it is plain: most is, and what is told never changes. */
const plainObjectOf = (value: object): unknown => {
  if (Array.isArray(value)) return value.map(plainOf);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `[${value.constructor?.name ?? 'object'}]`;
  const fields = value as Record<string, unknown>;
  let copy: Record<string, unknown> | null = null;
  for (const name in fields) {
    const field = fields[name];
    const plain = plainOf(field);
    if (plain === field) continue;
    copy ??= { ...fields };
    copy[name] = plain;
  }
  return copy ?? value;
};
