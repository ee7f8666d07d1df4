/** `npm run site`: builds the documentation site, docs/site/dist, from the pages as they are. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildPlayground } from '../playground/build.js';
import { SITE } from './serve-site.js';
import { writePages } from './write-pages.js';

const FOLDER = import.meta.dirname;
const VITEPRESS = join(FOLDER, 'node_modules/.bin/vitepress');
const PLAYGROUND = join(FOLDER, 'playground');

if (!existsSync(VITEPRESS)) execFileSync('npm', ['ci', '--prefix', FOLDER], { stdio: 'inherit' });
await writePages(join(FOLDER, 'pages'));
await Promise.all([promisify(execFile)(VITEPRESS, ['build', FOLDER]), buildPlayground(PLAYGROUND)]);
await cp(PLAYGROUND, join(SITE, 'playground'), { recursive: true });
process.stdout.write(`The site is in ${SITE}: npm start serves it.\n`);
