/** Draws the shipped charts: their layouts, the pictures, the overview, and the edges in docs/statechart.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deliveryMachine } from '../../machines/delivery.machine.js';
import { connectionMachine } from '../../machines/index.js';
import { CONNECTION, DELIVERY, drawingOf, PAGE } from './drawing.js';

const inProject = (path: string) => join(import.meta.dirname, '../..', path);

for (const [chart, { root }] of [
  [CONNECTION, connectionMachine],
  [DELIVERY, deliveryMachine],
] as const) {
  const { files } = await drawingOf(chart, root, readFileSync(inProject(PAGE), 'utf8'));
  for (const [path, text] of Object.entries(files)) writeFileSync(inProject(path), text);
}
