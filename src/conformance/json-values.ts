export const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a JSON value is another one, or has it somewhere within. The order of names does not count. */
export function containsValue(value: unknown, wanted: unknown): boolean {
  const text = ordered(wanted);
  return isAnywhere(value, (one) => ordered(one) === text);
}

/** Whether an object somewhere in a JSON value has a field of this name. */
export const namesField = (value: unknown, name: string): boolean =>
  isAnywhere(value, (one) => isRecord(one) && Object.hasOwn(one, name));

const isAnywhere = (value: unknown, isIt: (value: unknown) => boolean): boolean =>
  isIt(value) ||
  (typeof value === 'object' && value !== null && Object.values(value).some((one) => isAnywhere(one, isIt)));

/** The value as JSON, with its names in order. */
function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join()}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? '';
  const fields = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}:${ordered(one)}`);
  return `{${fields.sort().join()}}`;
}
