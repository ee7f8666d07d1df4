import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** One file, which the site loads as it is. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte({ configFile: false, compilerOptions: { css: 'injected' } })],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    lib: { entry: 'mount-playground.ts', formats: ['es'], fileName: 'playground' },
    minify: true,
    // The site's own colour scheme decides, not a translation of `light-dark()`.
    cssTarget: 'chrome123',
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
