import { join, relative } from 'node:path';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Consumer, installConsumer } from './consumer.js';
import type { Entry } from './entries.js';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await installConsumer();
}, 600_000);
afterAll(() => consumer?.remove());

interface Chunk {
  readonly isEntry: boolean;
  readonly bytes: number;
  /** Files of the package, and names of others, of which something is left. */
  readonly modules: readonly string[];
}

/** What a page with this code is built into, the first chunk first. */
const bundle = async (code: string): Promise<Chunk[]> => {
  const page = join(consumer.folder, 'page.js');
  const external = [...new Set(consumer.entries.flatMap(({ peers }) => peers))].map(
    (name) => new RegExp(`^${name}(/|$)`),
  );
  const { output } = (await build({
    root: consumer.folder,
    configFile: false,
    logLevel: 'error',
    build: { write: false, rolldownOptions: { input: page, external } },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === page ? page : undefined),
        load: (id) => (id === page ? code : undefined),
      },
    ],
  })) as Rolldown.RolldownOutput;
  return output
    .filter((one) => one.type === 'chunk')
    .map(({ isEntry, code, modules }) => ({
      isEntry,
      bytes: code.length,
      modules: Object.keys(modules)
        .filter((id) => id !== page)
        .map((id) => relative(consumer.installed, id)),
    }))
    .sort((a, b) => Number(b.isEntry) - Number(a.isEntry));
};

const fileOf = ({ targets }: Entry) => (targets['default'] ?? '').replace('./', '');

/** The folder of the package in which all that is an entry's own lies, if it has one. */
const roomOf = (entry: Entry) => /^dist\/src\/[^/]+\//.exec(fileOf(entry))?.[0];

describe('a bundle', () => {
  it('has no byte of entries that are imported and not used', async () => {
    const chunks = await bundle(consumer.entries.map(({ name }) => `import '${name}';`).join('\n'));
    expect(chunks.map(({ bytes }) => bytes)).toEqual([0]);
  });

  it('has nothing of the other entries than the one that is used', async () => {
    for (const entry of consumer.entries) {
      const [first] = await bundle(`import * as all from '${entry.name}'; globalThis.all = all;`);
      const others = consumer.entries.filter((other) => other !== entry);
      const foreign = first?.modules.filter((module) =>
        others.some((other) => {
          const room = roomOf(other);
          const isInRoom = room !== undefined && room !== roomOf(entry) && module.startsWith(room);
          return isInRoom || module === fileOf(other);
        }),
      );
      expect({ entry: entry.name, foreign }).toEqual({ entry: entry.name, foreign: [] });
      expect(first?.modules).toContain(fileOf(entry));
    }
  });

  it('has of an entry what is used: a function of the domain brings neither the chart nor XState', async () => {
    const [first] = await bundle(
      `import { resolveGateway } from 'evenkeel'; globalThis.resolveGateway = resolveGateway;`,
    );
    expect(first?.modules).toContain('dist/src/domain/gateway.js');
    expect(first?.modules.filter((module) => !module.startsWith('dist/src/domain/'))).toEqual([]);
  });
});
