import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entries, FOLDER } from '../../docs/reference/entries.js';
import { makeReference } from '../../docs/reference/reference.js';
import { ROOT } from './pages.js';

const { pages, warnings } = await makeReference();
const folder = join(ROOT, FOLDER);

test('all that is exported has a comment, and refers to what is exported', () => {
  expect(warnings).toEqual([]);
});

test(`the pages of ${FOLDER} are what the sources say; if not: npm run api`, () => {
  const committed = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  expect(Object.fromEntries(committed)).toEqual(pages);
});

test('every entry says what is in it', () => {
  const rows = pages['README.md']?.match(/^\| \[.*$/gm) ?? [];
  expect(rows.length).toBe(entries.length);
  expect(rows.filter((row) => row.endsWith('|  |'))).toEqual([]);
});
