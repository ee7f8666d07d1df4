import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** Where the pages of the reference are, within the project. */
export const FOLDER = 'docs/api';

/** What users import. */
export interface Entry {
  /** `evenkeel`, `evenkeel/testing`, … */
  readonly name: string;
  /** The source of its types, within the project. */
  readonly types: string;
  /** The source of what Node runs. */
  readonly code: string;
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
};

const sourceOf = (built: string): string => {
  const stem = built.replace(/^\.\/dist\//, '').replace(/(?:\.d\.ts|\.js)$/, '');
  const source = ['.ts', '.tsx'].map((extension) => stem + extension).find((path) => existsSync(join(ROOT, path)));
  if (source === undefined) throw new Error(`package.json exports ${built}, which has no source`);
  return source;
};

/** The entries in the `exports` of package.json, by the files that they are compiled from. */
export const entries: readonly Entry[] = Object.entries(manifest.exports).flatMap(([path, conditions]) => {
  if (typeof conditions === 'string') return [];
  const { types = '', node, default: otherwise = '' } = conditions;
  return [{ name: join(manifest.name, path), types: sourceOf(types), code: sourceOf(node ?? otherwise) }];
});
