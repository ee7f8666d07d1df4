/** How much is done: all of it, or so little that it takes a second and shows that the row still runs. */
export type Scale = 'full' | 'smoke';

/** A figure that was measured several times. */
export interface Spread {
  readonly median: number;
  /** The first and the third quartile. */
  readonly low: number;
  readonly high: number;
}

/** A number and a spread are written in the unit of their column; null is written as a dash: not measured, and the notes say why. */
export type Cell = string | number | Spread | null;

export interface Column {
  readonly title: string;
  /** Of its numbers; stands in the title. */
  readonly unit?: string;
  /** Digits after the point of its numbers; default: three that count. */
  readonly digits?: number;
}

export interface Table {
  readonly caption?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Of the spread, if there is one. */
  readonly low?: number;
  readonly high?: number;
  /** The library's own: drawn so that it stands out. */
  readonly isOurs?: boolean;
}

export interface BarDrawing {
  readonly kind: 'bars';
  /** Of the file: kebab-case, unique among the drawings of its row. */
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
  /** A line across all bars, for a goal. */
  readonly goal?: number;
  readonly isLogarithmic?: boolean;
}

export interface Axis {
  readonly label: string;
  readonly isLogarithmic?: boolean;
}

export interface Line {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly isOurs?: boolean;
}

export interface LineDrawing {
  readonly kind: 'lines';
  readonly name: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
}

export interface BarGroup {
  readonly label: string;
  /** One for each part. */
  readonly values: readonly number[];
  readonly isOurs?: boolean;
}

export interface GroupDrawing {
  readonly kind: 'groups';
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** What the bars of each group stand for, in their order. */
  readonly parts: readonly string[];
  readonly groups: readonly BarGroup[];
}

export type Drawing = BarDrawing | LineDrawing | GroupDrawing;

export interface Verdict {
  readonly goal: string;
  readonly measured: string;
  readonly met: boolean;
}

export interface RowResult {
  /** How it was measured, what cannot be compared and why; Markdown, a paragraph each. */
  readonly notes: readonly string[];
  readonly tables: readonly Table[];
  readonly drawings: readonly Drawing[];
  readonly verdicts: readonly Verdict[];
}

/** One row of the benchmarks: a module `rows/NN-name.ts` exports it as `row`. */
export interface Row {
  readonly number: number;
  readonly title: string;
  readonly goal: string;
  run(scale: Scale): Promise<RowResult>;
}
