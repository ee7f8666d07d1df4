import { runInNewContext } from 'node:vm';
import { toString as contentOf } from 'mdast-util-to-string';
import { describe, expect, test } from 'vitest';
import { classifyClose, type Verdict } from '../../src/domain/close-codes.js';
import { createChatConnections } from '../../src/index.js';
import { resolveInspectorOptions } from '../../src/inspect/inspector.js';
import { resolveOptions } from '../../src/options/validate-options.js';
import * as behaviours from '../../src/testing/behaviours.js';
import { startPathTarget } from '../../src/testing/index.js';
import { pages } from './pages.js';

const treeOf = (path: string) => {
  const page = pages.find((one) => one.path === path);
  if (page === undefined) throw new Error(`There is no ${path}`);
  return page.tree;
};

const textOf = (path: string) => contentOf(treeOf(path));

/** The cells, as text, of the table whose first column has this title. */
const rowsOf = (path: string, title: string): string[][] => {
  for (const node of treeOf(path).children) {
    if (node.type !== 'table') continue;
    const [head = [], ...rows] = node.children.map(({ children }) => children.map((cell) => contentOf(cell)));
    if (head[0] === title) return rows;
  }
  throw new Error(`${path} has no table of "${title}"`);
};

/** What a list names, without arguments. */
const namesIn = (list: string): string[] =>
  list
    .replace(/\(.*?\)/g, '')
    .split(/,\s| and /)
    .sort();

/** Each name in the first column, with what the second says of it. */
const byName = (rows: readonly string[][]): Map<string, string> =>
  new Map(
    rows.flatMap(([names = '', values = '']) => {
      const listed = names.split(', ');
      return listed.map(
        (name, index) => [name, listed.length > 1 ? (values.split(', ')[index] ?? '') : values] as const,
      );
    }),
  );

/** The defaults that are given as values: a number, a string, an object. */
const literalsIn = (defaults: ReadonlyMap<string, string>): Record<string, unknown> =>
  Object.fromEntries(
    [...defaults]
      .filter(([, text]) => /^(?:[\d']|\{ )/.test(text) && !text.includes(' in a page'))
      .map(([name, text]) => [name, structuredClone(runInNewContext(`(${text})`))]),
  );

describe('docs/options.md', () => {
  test('lists every option, with its default', () => {
    const options = byName(rowsOf('docs/options.md', 'option'));
    const resolved = resolveOptions();
    const literals = literalsIn(options);
    expect([...options.keys()].sort()).toEqual(Object.keys(resolved).sort());
    expect(resolved).toMatchObject(literals);
    expect(Object.keys(literals).length).toBeGreaterThan(12);
  });

  test('lists what close codes mean', () => {
    const meanings: [RegExp, Verdict | object][] = [
      [/^fatal/, 'fatal'],
      [/^refresh/, 'refresh'],
      [/^retry; the third in a row is fatal/, 'retry-twice'],
      [/^retry after the delay/, { retryAfterMs: null }],
    ];
    const listed = new Map(
      rowsOf('docs/options.md', 'close code').flatMap(([codes = '', text = '']) => {
        const verdict = meanings.find(([meaning]) => meaning.test(text))?.[1];
        return codes === 'all others' ? [] : codes.split(', ').map((code) => [Number(code), verdict] as const);
      }),
    );
    for (let code = 1000; code < 5000; code += 1) {
      expect([code, classifyClose({ code, reason: '', wasClean: true })]).toEqual([code, listed.get(code) ?? 'retry']);
    }
  });

  test('names what can be called, and what a snapshot has', () => {
    const rows = rowsOf('docs/options.md', 'of createChatConnections(options)');
    const ofHandle = rows.find(([names]) => names === 'get(id)')?.[1]?.replace('the handle: ', '') ?? '';
    const [, ofSnapshot = ''] = /snapshot is \{ (.*?) \}/.exec(textOf('docs/options.md')) ?? [];
    const chats = createChatConnections();
    const chat = chats.get('42');
    expect({
      connections: [...new Set(rows.flatMap(([names = '']) => namesIn(names)))].sort(),
      handle: namesIn(ofHandle),
      snapshot: namesIn(ofSnapshot),
    }).toEqual({
      connections: Object.keys(chats).sort(),
      handle: Object.keys(chat).sort(),
      snapshot: Object.keys(chat.getSnapshot()).sort(),
    });
  });
});

test('docs/inspection.md lists the options of the inspector, with their defaults', () => {
  const options = byName(rowsOf('docs/inspection.md', 'option'));
  expect(resolveInspectorOptions({})).toMatchObject(literalsIn(options));
});

test('docs/recipes.md names every behaviour', () => {
  const [, names = ''] = /The behaviours there are: (.*?)\. /s.exec(textOf('docs/recipes.md')) ?? [];
  expect(namesIn(names)).toEqual(Object.keys(behaviours).sort());
});

test('docs/testing.md lists every step of a path', async () => {
  const { driver } = await startPathTarget({});
  const steps = rowsOf('docs/testing.md', 'step').flatMap(([names = '']) => namesIn(names));
  expect(steps.sort()).toEqual(Object.keys(driver).sort());
});
