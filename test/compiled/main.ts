/** `npm run compile`: compiles the shipped chart again. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectionMachine } from '../../machines/index.js';
import { COMPILED, compiledOf, writeChart } from './write-chart.js';

const path = join(import.meta.dirname, '../..', COMPILED);
writeFileSync(path, writeChart(connectionMachine));
execFileSync('npx', ['biome', 'check', '--write', path], { stdio: 'inherit' });
const { values, rows, outcomes, text } = compiledOf(connectionMachine);
process.stdout.write(`${values.length} places, ${rows} rows, ${outcomes} outcomes, ${text.length} characters\n`);
