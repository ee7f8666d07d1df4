import { join, relative } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, type Rolldown } from 'vite';

export const ROOT = join(import.meta.dirname, '../..');

/** The chunks that a page with this code is built into: which modules are in each, and its name. */
export const chunksOf = async (code: string) => {
  const entry = '\0page';
  const output = (await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, rolldownOptions: { input: 'page' } },
    plugins: [
      svelte({ configFile: false }),
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
