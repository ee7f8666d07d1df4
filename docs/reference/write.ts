/** Writes docs/api anew. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FOLDER, ROOT } from './entries.js';
import { makeReference } from './reference.js';

const { pages, warnings } = await makeReference();
const folder = join(ROOT, FOLDER);
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(pages)) await writeFile(join(folder, name), text);
for (const warning of warnings) process.stderr.write(`${warning}\n`);
process.exitCode = warnings.length > 0 ? 1 : 0;
