import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Row } from './row.js';

const FOLDER = join(import.meta.dirname, 'rows');

/** All rows, by their numbers. */
export const loadRows = async (): Promise<readonly Row[]> => {
  const files = readdirSync(FOLDER).filter((file) => /^\d\d-.*\.ts$/.test(file));
  const modules = await Promise.all(
    files.map(async (file) => (await import(pathToFileURL(join(FOLDER, file)).href)) as { row: Row }),
  );
  return modules.map(({ row }) => row).sort((a, b) => a.number - b.number);
};
