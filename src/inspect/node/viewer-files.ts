import { readFile } from 'node:fs/promises';

/** What a server answers with: the file, and how browsers are to take it. */
export interface ViewerFile {
  readonly type: string;
  readonly content: Buffer;
}

/** Where the viewer lies: the built folder `viewer`, and nothing else of the package. */
export const VIEWER_FOLDER = new URL('../', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  map: 'application/json; charset=utf-8',
};

/** Plain names only: no dots that lead upwards, no percent signs, nothing hidden. */
const SERVED = /^\/viewer\/[a-z-]+(?:\.js|\.html|\.js\.map)$/;

/** The file of the viewer at a path of its server; null where there is none, and for all that is not the viewer's. */
export const viewerFileAt = async (path: string, folder: URL): Promise<ViewerFile | null> => {
  if (!SERVED.test(path)) return null;
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? '';
  return readFile(new URL(`.${path}`, folder)).then(
    (content) => ({ type, content }),
    () => null,
  );
};
