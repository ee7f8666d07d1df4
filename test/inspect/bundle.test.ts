import { expect, it } from 'vitest';
import { chunksOf, ROOT } from '../support/page-chunks.js';

const USE = `
  import { createChatConnections } from '${ROOT}/src/index.ts';
  globalThis.chats = createChatConnections();
`;

const ofInspection = (path: string) => path.startsWith('src/inspect/');
const ofViewer = (path: string) => /^src\/inspect\/(viewer|chart)\//.test(path);

it('a bundle that does not import the inspector has no byte of it', async () => {
  const chunks = await chunksOf(USE);
  const modules = chunks.flatMap((chunk) => chunk.modules);
  expect(modules).toContain('src/registry/registry.ts');
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
