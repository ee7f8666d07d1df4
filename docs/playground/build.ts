import { join } from 'node:path';
import { build } from 'vite';

/** Builds `playground.js` into a folder of its own. */
export const buildPlayground = async (folder: string): Promise<void> => {
  await build({
    configFile: join(import.meta.dirname, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  });
};
