import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectionPath, connectionPaths, type PathFeatures } from '../../src/testing/index.js';

const ROOT = join(import.meta.dirname, '../..');
const KEPT = join(ROOT, 'node_modules/.cache/evenkeel/paths');

/** All that paths are made of. */
const SOURCES = ['package-lock.json', 'machines', 'src/domain', 'src/contract', 'src/chat', 'src/testing/paths'];

const made = createHash('sha256');
for (const source of SOURCES) {
  const path = join(ROOT, source);
  const files = source.endsWith('.json')
    ? [path]
    : readdirSync(path)
        .sort()
        .map((file) => join(path, file));
  for (const file of files.filter((one) => /\.(ts|json)$/.test(one))) made.update(readFileSync(file));
}
const version = made.digest('hex').slice(0, 16);

const fileOf = (features: PathFeatures) => join(KEPT, `${version}-${Object.keys(features).sort().join('-')}.json`);

export const keepPaths = (features: PathFeatures, paths: readonly ConnectionPath[]): void => {
  mkdirSync(KEPT, { recursive: true });
  // Two files of tests may keep the same at once: what the other reads is whole.
  const part = `${fileOf(features)}.${process.pid}`;
  writeFileSync(part, JSON.stringify(paths));
  renameSync(part, fileOf(features));
};

/** `connectionPaths(features)`, made once for each version of the sources: exploring takes a second or two. */
export const keptPaths = (features: PathFeatures): readonly ConnectionPath[] => {
  const file = fileOf(features);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as ConnectionPath[];
  const paths = connectionPaths(features);
  keepPaths(features, paths);
  return paths;
};

/** How many paths and steps they are, in words. */
export const countPaths = (paths: readonly ConnectionPath[]): string =>
  `${paths.length} paths, ${paths.reduce((steps, path) => steps + path.steps.length, 0)} steps`;
