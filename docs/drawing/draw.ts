/** Draws the shipped chart: its layout, the picture, the overview, and the edges in docs/statechart.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectionMachine } from '../../machines/index.js';
import { drawingOf, PAGE } from './drawing.js';

const inProject = (path: string) => join(import.meta.dirname, '../..', path);

const { files } = await drawingOf(connectionMachine.root, readFileSync(inProject(PAGE), 'utf8'));
for (const [path, text] of Object.entries(files)) writeFileSync(inProject(path), text);
