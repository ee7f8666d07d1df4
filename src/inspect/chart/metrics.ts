/**
 * Sizes in pixels. The text is set in a fixed-width font, whose advance is 0.6 em in nearly all of them and 0.602 em in the
 * widest common one: so its width is known without measuring.
 */
export const TEXT_PX = 11;
export const TITLE_PX = 14;
const ADVANCE = 0.603;

/** Height of a line of text, and from its top to the base line. */
export const LINE = 14;
export const BASE = 10.5;

/** Room in front of the text of an edge, for a number. */
export const GUTTER = 26;

/** Between the border of a box and its text. */
export const INSET = 8;

/** Height of the line with the title of a state. */
export const TITLE = 26;

/** Between what must not touch. */
export const GAP = 8;

export const textWidth = (text: string): number => Math.ceil(text.length * TEXT_PX * ADVANCE);
const titleWidth = (title: string): number => Math.ceil(title.length * TITLE_PX * ADVANCE);

/** The line of an edge: its number and its text. */
export const edgeWidth = (text: string): number => GUTTER + textWidth(text) + 4;

/** A label with a line for each edge. */
export const labelSize = (texts: readonly string[]) => ({
  width: Math.max(...texts.map(edgeWidth)),
  height: texts.length * LINE + 2,
});

/** A box with its title, notes and edges, without the boxes in it. */
export const boxSize = (title: string, notes: readonly string[], edges: readonly string[]) => {
  const lines = notes.length + edges.length;
  return {
    width: 2 * INSET + Math.max(titleWidth(title), ...notes.map(textWidth), ...edges.map(edgeWidth)),
    height: TITLE + (lines === 0 ? 0 : lines * LINE + GAP),
  };
};
