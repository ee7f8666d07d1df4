import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';

/** By require, for its types would be those of every Svelte. */
const { compile } = createRequire(import.meta.url)('svelte/compiler') as {
  compile(source: string, options: { readonly filename: string }): { readonly js: { readonly code: string } };
};

/** The code of a module that mounts the pane, compiled and bundled with this folder's Svelte. */
export const bundlePane = async (): Promise<string> => {
  const [bundle] = (await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    build: { write: false, lib: { entry: join(import.meta.dirname, 'mount-pane.js'), formats: ['es'] } },
    plugins: [
      {
        name: 'svelte-4',
        transform: (source, id) => (id.endsWith('.svelte') ? compile(source, { filename: id }).js : null),
      },
    ],
  })) as Rolldown.RolldownOutput[];
  return bundle?.output[0].code ?? '';
};
