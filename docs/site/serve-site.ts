import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { preview } from 'vite';

/** Where `npm run site` puts the site. */
export const SITE = join(import.meta.dirname, 'dist');

export interface ServedSite {
  /** `http://localhost:<port>/` */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the site on a port that is free; null where it is not built. */
export const serveSite = async (): Promise<ServedSite | null> => {
  if (!existsSync(SITE)) return null;
  const server = await preview({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    appType: 'mpa',
    build: { outDir: SITE },
    preview: { port: 0, host: 'localhost' },
  });
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error('the site has no address');
  return { url, close: () => server.close() };
};
