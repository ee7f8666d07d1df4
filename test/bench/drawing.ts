import { drawBars } from './drawing-bars.js';
import { drawGroups } from './drawing-groups.js';
import { drawLines } from './drawing-lines.js';
import type { Drawing } from './row.js';

/**
 * A drawing as SVG, light or dark as its reader's page is.
 * @throws RangeError if what is drawn was not measured: a figure of it is no number
 */
export const drawingOf = (drawing: Drawing): string => {
  const svg = svgOf(drawing);
  if (/NaN|Infinity|undefined/.test(svg)) throw new RangeError(`${drawing.title}: a figure is no number`);
  return svg;
};

const svgOf = (drawing: Drawing): string => {
  switch (drawing.kind) {
    case 'bars':
      return drawBars(drawing);
    case 'groups':
      return drawGroups(drawing);
    case 'lines':
      return drawLines(drawing);
  }
};
