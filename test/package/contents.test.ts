import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Consumer, installConsumer } from './consumer.js';
import { ROOT } from './packed-package.js';

let consumer: Consumer;
/** Every file of the package, as npm has unpacked it. */
let packed: string[];
beforeAll(async () => {
  consumer = await installConsumer();
  packed = await filesIn(consumer.installed);
}, 600_000);
afterAll(() => consumer?.remove());

const filesIn = async (folder: string, base = folder): Promise<string[]> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((one) => one.isFile()).map((one) => relative(base, join(one.parentPath, one.name)));
};

/** The viewer is built into two files, which have its sources and the libraries that these are written with. */
const isOfViewer = (path: string) => path.startsWith('src/inspect/viewer/');
const VIEWER = ['index.html', ...['mount-viewer', 'served-viewer'].flatMap((name) => [`${name}.js`, `${name}.js.map`])];
const VIEWER_TYPES = ['mount-viewer.d.ts', 'mount-viewer.d.ts.map'];

const inPackage = (path: string) => join(consumer.installed, path);
const read = (path: string) => readFile(inPackage(path), 'utf8');
const readJson = async (path: string) => JSON.parse(await read(path));

it('has the sources, what they are compiled to, the documents, and nothing else', async () => {
  const written = [...(await filesIn(join(ROOT, 'machines'), ROOT)), ...(await filesIn(join(ROOT, 'src'), ROOT))];
  const sources = written.filter((path) => /\.(?:ts|svelte)$/.test(path) && !/(?:\.d|\/vite\.config)\.ts$/.test(path));
  const compiled = sources
    .filter((path) => !isOfViewer(path))
    .flatMap((path) =>
      ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((ending) => `dist/${path.replace(/\.ts$/, ending)}`),
    );
  const documents = (await readdir(join(ROOT, 'docs'))).filter((name) => /\.(md|svg)$/.test(name));
  const folders = await Promise.all(
    ['api', 'benchmarks', 'pictures'].map((name) => filesIn(join(ROOT, 'docs', name), ROOT)),
  );
  expect(packed.sort()).toEqual(
    [
      ...sources,
      ...compiled,
      ...documents.map((name) => `docs/${name}`),
      ...folders.flat().filter((path) => !path.endsWith('.json')),
      ...[...VIEWER, ...VIEWER_TYPES].map((name) => `dist/src/inspect/viewer/${name}`),
      'LICENSE',
      'README.md',
      'package.json',
    ].sort(),
  );
});

it('has every file that its entries name', async () => {
  const targets = consumer.entries.flatMap((entry) => Object.values(entry.targets));
  expect(targets.length).toBeGreaterThan(0);
  expect(targets.filter((target) => !packed.includes(target.replace('./', '')))).toEqual([]);
});

it('is found by a resolver that knows no exports: a program by `main`, the types of each entry by `typesVersions`', async () => {
  const { exports, main, types, typesVersions } = await readJson('package.json');
  const { '.': root, './package.json': _, ...others } = exports;
  const typesOf = Object.entries<Record<string, string>>(others).map(([path, { types }]) => [path.slice(2), [types]]);
  expect({ main, types, typesVersions }).toEqual({
    main: root.default,
    types: root.types,
    typesVersions: { '*': Object.fromEntries(typesOf) },
  });
});

it('says of evenkeel/react that it is for client components', async () => {
  const { exports } = await readJson('package.json');
  expect(await read(exports['./react'].default)).toMatch(/^(?:\/\*\*.*?\*\/\s*)?'use client';/s);
});

it('imports what its manifest names, of which its users must have xstate alone', async () => {
  const { dependencies, peerDependencies = {}, peerDependenciesMeta = {} } = await readJson('package.json');
  expect(Object.keys(dependencies)).toEqual(['xstate']);
  expect(Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true)).toEqual([]);
  const undeclared = consumer.entries.map(({ name, packages, peers }) => ({
    name,
    packages: packages.filter((one) => one !== 'xstate' && !peers.includes(one)),
  }));
  expect(undeclared.filter(({ packages }) => packages.length > 0)).toEqual([]);
});

it('has a viewer that imports nothing, but for its own other file, and says whose libraries are in it', async () => {
  const [viewer, served] = await Promise.all(
    ['mount-viewer', 'served-viewer'].map((name) => read(`dist/src/inspect/viewer/${name}.js`)),
  );
  const importsOf = (code = '') => ts.preProcessFile(code).importedFiles.map(({ fileName }) => fileName);
  expect([importsOf(viewer), importsOf(served)]).toEqual([[], ['./mount-viewer.js']]);
  const notice = /^\/\*.*?\*\//s.exec(viewer ?? '')?.[0];
  const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  for (const name of ['svelte', '@tanstack/virtual-core']) expect(notice).toContain(`${name} ${devDependencies[name]}`);
  expect(notice).toContain('Permission is hereby granted, free of charge');
});

it('has maps that lead to its sources, and hold those of the libraries in the viewer', async () => {
  const maps = packed.filter((path) => path.endsWith('.map'));
  expect(maps).toHaveLength(packed.filter((path) => /^dist\/.*\.(js|d\.ts)$/.test(path)).length);
  const built = VIEWER.filter((name) => name.endsWith('.map')).map((name) => `dist/src/inspect/viewer/${name}`);
  for (const path of built) {
    const { sources, sourcesContent } = await readJson(path);
    expect(await read(path.replace(/\.map$/, ''))).toMatch(/\/\/# sourceMappingURL=[\w-]+\.js\.map\s*$/);
    for (const [index, source] of sources.entries()) {
      if (source.startsWith('node_modules/')) expect(sourcesContent[index]).toEqual(expect.any(String));
      else expect(packed).toContain(join(path, '..', source));
    }
  }
  for (const path of maps.filter((path) => !built.includes(path))) {
    const mapped = path.replace(/\.map$/, '');
    const { file, sourceRoot, sources } = await readJson(path);
    expect(await read(mapped)).toMatch(new RegExp(`//# sourceMappingURL=${path.split('/').at(-1)}\\s*$`));
    expect([mapped.split('/').at(-1), '', sources.length]).toEqual([file, sourceRoot, 1]);
    const source = join(path, '..', sources[0]);
    expect(`dist/${source}`).toBe(mapped.replace(/\.(js|d\.ts)$/, '.ts'));
    expect(packed).toContain(source);
  }
});

it('has documents whose links and pictures lead to each other and to its sources', async () => {
  const documents = packed.filter((path) => path.endsWith('.md'));
  const links = await Promise.all(
    documents.map(async (path) => {
      const found = [...(await read(path)).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target as string);
      return found.filter((target) => !/^[a-z]+:/.test(target)).map((target) => join(path, '..', target));
    }),
  );
  expect(links.flat()).toContain('docs/recipes.md');
  expect([...new Set(links.flat())].filter((target) => !existsSync(inPackage(target)))).toEqual([]);
});
