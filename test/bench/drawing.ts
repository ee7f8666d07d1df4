import { drawBars } from './drawing-bars.js';
import { drawLines } from './drawing-lines.js';
import type { Drawing } from './row.js';

/**
 * A drawing as SVG, light or dark as its reader's page is.
 * @throws RangeError if what is drawn was not measured: a figure of it is no number
 */
export const drawingOf = (drawing: Drawing): string => {
  const svg = drawing.kind === 'bars' ? drawBars(drawing) : drawLines(drawing);
  if (/NaN|Infinity|undefined/.test(svg)) throw new RangeError(`${drawing.title}: a figure is no number`);
  return svg;
};
