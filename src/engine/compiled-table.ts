/**
 * The text of a compiled chart: numbers, in characters that need no escape. First the lists of acts; then, for each place
 * where the chart can be, its timers and its rows. A row is an event with a tree of guards.
 */

/** What follows an event: either a guard with a branch for no and one for yes, or the place to go to with its acts. */
export type Branch =
  | readonly [guard: number, no: Branch, yes: Branch]
  | readonly [place: number, acts: readonly number[]];

export interface Place {
  /** The timers that run in this place; all others are cancelled. */
  readonly timers: readonly number[];
  /** By the number of the event, minus one. An event without a row changes nothing. */
  readonly rows: ReadonlyMap<number, Branch>;
}

/** The characters are those from `(` to `~`, without the backslash. */
export const FIRST = 40;
export const BACKSLASH = 92;
/** Numbers from here on take two characters. */
export const WIDE = 80;

/** Reads the text; `guards` is how many guards there are. */
export const decodeTable = (text: string, guards: number): readonly Place[] => {
  let at = 0;
  const digit = () => {
    const code = text.charCodeAt(at);
    at += 1;
    return code - FIRST - (code > BACKSLASH ? 1 : 0);
  };
  const read = () => {
    const number = digit();
    return number < WIDE ? number : (number - WIDE + 1) * WIDE + digit();
  };
  const several = <Read>(one: () => Read) => Array.from({ length: read() }, one);
  const lists = several(() => several(read));
  const branch = (): Branch => {
    const number = read();
    return number < guards ? [number, branch(), branch()] : [number - guards, lists[read()] ?? []];
  };
  return several(() => ({
    timers: several(read),
    rows: new Map(several((): [number, Branch] => [read(), branch()])),
  }));
};
