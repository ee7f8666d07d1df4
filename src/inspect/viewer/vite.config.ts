import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const LIBRARY = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** The viewer as the files that ship: what it is made with is in them. */
export default defineConfig({
  root: pathOf('.'),
  plugins: [svelte({ configFile: false, compilerOptions: { discloseVersion: false } }), standsAlone()],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: pathOf('../../../dist/src/inspect/viewer'),
    emptyOutDir: false,
    target: 'es2022',
    sourcemap: true,
    lib: { entry: [pathOf('mount-viewer.ts'), pathOf('served-viewer.ts')], formats: ['es'] },
    rolldownOptions: {
      // The server's script takes the viewer from its entry rather than from a third file.
      preserveEntrySignatures: 'allow-extension',
      output: {
        entryFileNames: '[name].js',
        minify: true,
        postBanner: ({ moduleIds }) => noticeOf(moduleIds),
        // Wherever the libraries are installed.
        sourcemapPathTransform: (source) => source.replace(/^.*\/(?=node_modules\/)/, ''),
      },
    },
  },
});

/** With its page, and without what the compiler has made of its sources, but for the types of its entry. */
function standsAlone(): Plugin {
  return {
    name: 'stands-alone',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'index.html', source: readFileSync(pathOf('index.html')) });
    },
    writeBundle({ dir = '' }, bundle) {
      for (const name of readdirSync(dir)) {
        if (!(name in bundle) && !/^mount-viewer\.d\.ts(\.map)?$/.test(name)) rmSync(join(dir, name));
      }
    },
  };
}

/** Who wrote the libraries in a file, and the licence that asks for it to be said. */
function noticeOf(moduleIds: readonly string[]): string {
  const folders = [...new Set(moduleIds.flatMap((id) => LIBRARY.exec(id)?.[0] ?? []))].sort();
  if (folders.length === 0) return '';
  const libraries = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one)) ?? '';
    const text = readFileSync(join(folder, file), 'utf8').trim();
    const [, holder, terms] = /(Copyright .*)\n+([\s\S]*)$/.exec(text) ?? [];
    if (license !== 'MIT' || terms === undefined)
      throw new Error(`${name} has another licence: say in the notice which`);
    return { title: `${name} ${version}, ${holder}`, terms };
  });
  return `/*\nWith, under the MIT License:\n${libraries.map(({ title }) => `- ${title}`).join('\n')}\n\n${libraries[0]?.terms}\n*/`;
}
