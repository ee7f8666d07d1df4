import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Consumer } from './consumer.js';
import { ROOT } from './packed-package.js';
import { outputOf, run } from './run.js';

/** What a program's types know of where it runs: a page, Node, or neither. */
const SURROUNDINGS = {
  page: { lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: [] },
  node: { lib: ['ES2023'], types: ['node'] },
  bare: { lib: ['ES2023'], types: [] },
};

/** By `nodenext` files are ES modules and CommonJS, side by side; a bundler's are ES modules, and may be each compiled alone. */
const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler', verbatimModuleSyntax: true },
};

export interface Combination {
  readonly surroundings: keyof typeof SURROUNDINGS;
  readonly resolution: keyof typeof RESOLUTIONS;
  /** Whether `exactOptionalPropertyTypes` is on. */
  readonly isExact: boolean;
}

export const titleOf = ({ surroundings, resolution, isExact }: Combination): string =>
  `${surroundings}, ${resolution}, exactOptionalPropertyTypes ${isExact ? 'on' : 'off'}`;

const keys = <T extends object>(record: T) => Object.keys(record) as (keyof T)[];

export const ALL: readonly Combination[] = keys(SURROUNDINGS).flatMap((surroundings) =>
  keys(RESOLUTIONS).flatMap((resolution) => [false, true].map((isExact) => ({ surroundings, resolution, isExact }))),
);

const OF_OTHERS = /^node_modules\/(?!evenkeel\/)/;

interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** TypeScript 6 and 7, as they are developed with. */
const TSC: Program = { command: process.execPath, args: [join(ROOT, 'node_modules/typescript/bin/tsc')] };
export const TSC_7: Program = {
  command: process.execPath,
  args: [join(ROOT, 'test/typescript-7/node_modules/typescript/bin/tsc')],
};

/** Entries whose types are those of a page. */
const FOR_PAGES = ['evenkeel/inspect/viewer'];

/**
 * Compiles `test/types` where the package is installed, and a list of every name that its entries have at run time; answers
 * with what `tsc` finds wrong, but for the declarations of other packages: XState's name `AbortSignal` where there is none, and
 * are not made for `exactOptionalPropertyTypes`.
 */
export const typeErrors = async (
  consumer: Consumer,
  { surroundings, resolution, isExact }: Combination,
  { command, args }: Program = TSC,
): Promise<string[]> => {
  const folder = await mkdtemp(join(consumer.folder, `${resolution}-${surroundings}-`));
  const names = consumer.usable
    .map(({ name }) => name)
    .filter((name) => surroundings === 'page' || !FOR_PAGES.includes(name));
  const kinds = resolution === 'nodenext' ? ['module', 'commonjs'] : ['module'];
  for (const type of kinds) {
    for (const part of ['everywhere', surroundings]) {
      await cp(join(ROOT, 'test/types', part), join(folder, type, part), { recursive: true });
    }
    await writeFile(join(folder, type, 'package.json'), JSON.stringify({ type }));
    await writeFile(join(folder, type, 'names.ts'), await namesAsTypes(consumer, names));
  }
  const compilerOptions = {
    ...SURROUNDINGS[surroundings],
    ...RESOLUTIONS[resolution],
    target: 'ES2022',
    strict: true,
    exactOptionalPropertyTypes: isExact,
    isolatedModules: true,
    declaration: true,
    skipLibCheck: false,
    noEmit: true,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }));
  const { code, stdout } = await run(command, [...args, '--project', folder, '--pretty', 'false'], consumer.folder);
  const errors = stdout.split('\n').filter((line) => /error TS\d+/.test(line));
  if (code !== 0 && errors.length === 0) throw new Error(`tsc ended with ${code}: ${stdout}`);
  return errors.filter((line) => !OF_OTHERS.test(line));
};

/** Compiles when the types of each entry have the names that it has at run time, neither more nor fewer. */
const namesAsTypes = async ({ folder }: Consumer, entries: readonly string[]): Promise<string> => {
  const found = await outputOf(process.execPath, ['names-by-import.mjs', ...entries], folder);
  return Object.entries<string[]>(JSON.parse(found))
    .map(([entry, names], index) => {
      const record = JSON.stringify(Object.fromEntries(names.map((name) => [name, true])));
      return [
        `import * as entry${index} from '${entry}';`,
        `export const names${index}: Record<keyof typeof entry${index}, true> = ${record};`,
      ].join('\n');
    })
    .join('\n');
};
