/** `npm run site`: builds the documentation site, docs/site/dist, from the pages as they are. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SITE } from './serve-site.js';
import { writePages } from './write-pages.js';

const FOLDER = import.meta.dirname;
const VITEPRESS = join(FOLDER, 'node_modules/.bin/vitepress');

if (!existsSync(VITEPRESS)) execFileSync('npm', ['ci', '--prefix', FOLDER], { stdio: 'inherit' });
await writePages(join(FOLDER, 'pages'));
execFileSync(VITEPRESS, ['build', FOLDER], { stdio: 'inherit' });
process.stdout.write(`The site is in ${SITE}: npm start serves it.\n`);
