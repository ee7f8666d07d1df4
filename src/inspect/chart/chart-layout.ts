/** A drawing of a chart, worked out: what stands where, in pixels from the top left corner. Plain data. */
export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  /** Outermost first: a box is drawn over those before it. */
  readonly boxes: readonly ChartBox[];
  /** Those that share a way follow each other; an arrow is drawn over those before it. */
  readonly arrows: readonly ChartArrow[];
}

export type Point = readonly [x: number, y: number];

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A state. */
export interface ChartBox extends Rectangle {
  readonly id: string;
  /** Where it is in a state value: `open.liveness.probing`; empty for the chart itself. */
  readonly path: string;
  readonly title: string;
  /** Empty if there is none. */
  readonly description: string;
  /** One of several regions that are active together. */
  readonly isRegion: boolean;
  /** The state around it begins in it. */
  readonly isInitial: boolean;
  /** What it does on entry and on exit. */
  readonly notes: readonly TextLine[];
  /** The edges that stay in it. */
  readonly edges: readonly EdgeLine[];
}

/** All edges from one state to another: one line, with a label that has a line of text for each. */
export interface ChartArrow {
  /** The ids of the states. */
  readonly source: string;
  readonly target: string;
  /** The path of the top level state that it leads into; where regions are outermost, of the state in one. */
  readonly into: string;
  /** It runs beside the states, along a rail that all arrows to the same state share. */
  readonly isRail: boolean;
  readonly points: readonly Point[];
  readonly label: Rectangle;
  readonly edges: readonly EdgeLine[];
}

export interface TextLine {
  readonly text: string;
  /** The top left corner of its line. */
  readonly x: number;
  readonly y: number;
}

/** One edge of the chart. Its line begins with room for a number. */
export interface EdgeLine extends TextLine {
  readonly id: string;
  /** Its place, from 1, in the order in which the branches of its event are tried, and how many they are. */
  readonly branch: number;
  readonly branches: number;
  readonly actions: readonly string[];
}
