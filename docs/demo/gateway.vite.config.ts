import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The gateway as one file, which needs Node and nothing else, unless its logs are in an SQLite file: that needs libsql. */
export default defineConfig({
  build: {
    ssr: path('../../test/gateway/main.ts'),
    outDir: path('dist/gateway'),
    emptyOutDir: true,
    rolldownOptions: { output: { entryFileNames: 'gateway.mjs' } },
  },
  ssr: { noExternal: true, external: ['libsql'] },
});
