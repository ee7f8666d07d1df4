import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The page imports `evenkeel` as its users do; here that is the source beside it. */
export default defineConfig({
  root: path('.'),
  plugins: [svelte({ configFile: false })],
  resolve: {
    alias: [
      { find: /^evenkeel\/machines$/, replacement: path('../../machines/index.ts') },
      { find: /^evenkeel\/delivery$/, replacement: path('../../src/delivery/index.ts') },
      { find: /^evenkeel\/inspect$/, replacement: path('../../src/inspect/page/index.ts') },
      { find: /^evenkeel\/inspect\/viewer$/, replacement: path('../../src/inspect/viewer/mount-viewer.ts') },
      { find: /^evenkeel$/, replacement: path('../../src/index.ts') },
    ],
  },
});
