import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addressesIn, missingNamesIn, whyBroken } from './links.js';
import { type Page, pages, parsePage, ROOT } from './pages.js';

const brokenIn = (page: Page) =>
  addressesIn(page).flatMap((address) => {
    const why = whyBroken(page, address);
    return why === null ? [] : [`${address}: ${why}`];
  });

describe.each(pages.map((page) => [page.path, page] as const))('%s', (_, page) => {
  test('links to files, folders and headings that there are', () => {
    expect(brokenIn(page)).toEqual([]);
  });

  test('names files and commands that there are', () => {
    expect(missingNamesIn(page)).toEqual([]);
  });
});

test('what the sources say of a page is on that page', () => {
  const sources = ['src', 'machines'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(join(ROOT, folder, path), 'utf8')),
  );
  const readme = parsePage('README.md', '');
  const named = sources.flatMap((text) => text.match(/\b(?:docs\/[\w-]+|README)\.md(?:#[\w-]+)?/g) ?? []);
  expect(named).not.toEqual([]);
  expect(named.flatMap((address) => whyBroken(readme, address) ?? [])).toEqual([]);
});

describe('a link is broken', () => {
  const page = parsePage(
    'docs/page.md',
    [
      '# A page: its `code`, and "more"',
      '## Twice',
      '## Twice',
      '<a id="here"></a>',
      '',
      '[definition]: nowhere.md',
    ].join('\n'),
  );

  test.each([
    ['', null],
    ['#a-page-its-code-and-more', null],
    ['#twice-1', null],
    ['#here', null],
    ['../README.md#more', null],
    ['demo', null],
    ['https://example.com/#anything', null],
    ['#twice-2', 'docs/page.md has no #twice-2'],
    ['spec.md#no-such-rule', 'docs/spec.md has no #no-such-rule'],
    ['demo/start.ts#L1', 'docs/demo/start.ts is no page, and has no #L1'],
    ['README.md', 'there is no docs/README.md'],
    ['../../elsewhere.md', 'there is no ../elsewhere.md'],
    ['http://', 'no address'],
  ])('%j: %j', (address, why) => {
    expect(whyBroken(page, address)).toBe(why);
  });

  test('wherever it stands', () => {
    const text = '![x](no.png) <img src="no.svg"> [y][z]\n\n[z]: no.md\n\n<p><a href="no.html">no</a></p>\n';
    expect(addressesIn(parsePage('docs/page.md', text))).toEqual(['no.png', 'no.svg', 'no.md', 'no.html']);
  });
});

test('a name is missing where text has it as code', () => {
  const text =
    '`test/no.ts`, `src/index.ts`, `test/faults/*.test.ts`, `npm run nothing`, `npm run draw -- x`, `npm start`';
  expect(missingNamesIn(parsePage('docs/page.md', text))).toEqual([
    'test/no.ts',
    'package.json has no script "nothing"',
  ]);
});
