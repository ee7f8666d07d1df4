import { drawBars } from './drawing-bars.js';
import { drawLines } from './drawing-lines.js';
import type { Drawing } from './row.js';

/** A drawing as SVG, light or dark as its reader's page is. */
export const drawingOf = (drawing: Drawing): string =>
  drawing.kind === 'bars' ? drawBars(drawing) : drawLines(drawing);
