import { join, relative } from 'node:path';
import { build, type Rolldown } from 'vite';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** The chunks that a page with this code is built into: which modules are in each, and its name. */
const chunksOf = async (code: string) => {
  const entry = '\0page';
  const output = (await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, rolldownOptions: { input: 'page' } },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? entry : undefined),
        load: (id) => (id === entry ? code : undefined),
      },
    ],
  })) as Rolldown.RolldownOutput;
  return output.output.flatMap((chunk) =>
    chunk.type === 'chunk'
      ? [{ isEntry: chunk.isEntry, modules: chunk.moduleIds.map((id) => relative(ROOT, id)) }]
      : [],
  );
};

const USE = `
  import { createChatConnections } from '${ROOT}/src/index.ts';
  globalThis.chats = createChatConnections();
`;

const ofInspection = (path: string) => path.startsWith('src/inspect/');
const ofViewer = (path: string) => /^src\/inspect\/(viewer|chart)\//.test(path);

it('a bundle that does not import the inspector has no byte of it', async () => {
  const chunks = await chunksOf(USE);
  const modules = chunks.flatMap((chunk) => chunk.modules);
  expect(modules).toContain('src/registry.ts');
  expect(modules.filter(ofInspection)).toEqual([]);
});

it('a page that imports it has the viewer in a chunk of its own', async () => {
  const chunks = await chunksOf(`${USE}
    import { createInspector } from '${ROOT}/src/inspect/page/index.ts';
    globalThis.createInspector = createInspector;
  `);
  const [entry, ...others] = chunks.sort((a, b) => Number(b.isEntry) - Number(a.isEntry));
  expect(entry?.modules.filter(ofInspection)).toContain('src/inspect/page/panel.ts');
  expect(entry?.modules.filter(ofViewer)).toEqual([]);
  expect(others.flatMap(({ modules }) => modules).filter(ofViewer)).toContain('src/inspect/viewer/mount-viewer.ts');
});

it('a page that makes no inspector keeps nothing of it, though it names it', async () => {
  const chunks = await chunksOf(`${USE}
    import '${ROOT}/src/inspect/page/index.ts';
  `);
  expect(chunks.flatMap(({ modules }) => modules).filter(ofInspection)).toEqual([]);
});
