import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { builtViewer } from '../../support/built-viewer.js';
import { installed } from '../peers/index.js';
import { PEERS, type PeerName } from '../peers/subject.js';
import type { Row } from '../row.js';

const ROOT = join(import.meta.dirname, '../../..');
const PEERS_FOLDER = join(import.meta.dirname, '..');

const OWN_GOAL_KB = 10;
const WHOLE_GOAL_KB = 23;
const COMPILED_GOAL_KB = 16.5;
const DELIVERY_GOAL_KB = 6;

/** kB, of 1,000 bytes. */
interface Size {
  readonly minified: number;
  readonly gzip: number;
  readonly brotli: number;
}

const kilobytes = (bytes: number) => bytes / 1_000;

/** As it ships, the viewer is made by a build of its own, with the libraries that it is written with. */
const viewerAsItShips: Plugin = {
  name: 'viewer-as-it-ships',
  setup({ onLoad }) {
    onLoad({ filter: /\/viewer\/mount-viewer\.ts$/ }, async () => ({ contents: await builtViewer(), loader: 'js' }));
  },
};

/** What a page gets that has this line: bundled, pruned, minified, without what is `external`. */
const sizeOf = async (contents: string, folder: string, external: readonly string[] = []): Promise<Size> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'error',
    external: [...external],
    plugins: [viewerAsItShips],
  });
  const bundle = outputFiles[0]?.contents ?? new Uint8Array();
  return {
    minified: kilobytes(bundle.length),
    gzip: kilobytes(gzipSync(bundle, { level: 9 }).length),
    brotli: kilobytes(brotliCompressSync(bundle).length),
  };
};

const coreOf = (source: string) => `export { createChatConnections } from './${source}';`;

/** What most pages import, without xstate and with it; and what those do that take the compiled chart, which needs none. */
export const sizesOfTheCore = async (): Promise<{
  readonly own: Size;
  readonly whole: Size;
  readonly compiled: Size;
}> => ({
  own: await sizeOf(coreOf('src/index.ts'), ROOT, ['xstate']),
  whole: await sizeOf(coreOf('src/index.ts'), ROOT),
  compiled: await sizeOf(coreOf('src/compiled.ts'), ROOT),
});

/** What delivery adds to a page that has the core: with messages in memory, and with `indexedDbOutbox`. By gzip, in kB. */
export const sizesOfDelivery = async (): Promise<{ readonly memory: number; readonly indexedDb: number }> => {
  const having = async (...names: readonly string[]) => {
    const line = names.length === 0 ? '' : `export { ${names} } from './src/delivery/index.ts';`;
    const { gzip } = await sizeOf(`${coreOf('src/compiled.ts')}${line}`, ROOT);
    return gzip;
  };
  const core = await having();
  return {
    memory: (await having('createDelivery')) - core,
    indexedDb: (await having('createDelivery', 'indexedDbOutbox')) - core,
  };
};

/** Each entry whole, with what it shares with the others, but without xstate and frameworks. */
const ENTRIES: readonly (readonly [name: string, source: string])[] = [
  ['evenkeel', 'src/index.ts'],
  ['evenkeel/compiled', 'src/compiled.ts'],
  ['evenkeel/delivery', 'src/delivery/index.ts'],
  ['evenkeel/server', 'src/server/index.ts'],
  ['evenkeel/machines', 'machines/index.ts'],
  ['evenkeel/inspect', 'src/inspect/page/index.ts'],
  ['evenkeel/inspect/viewer', 'src/inspect/viewer/mount-viewer.ts'],
  ['evenkeel/testing', 'src/testing/index.ts'],
  ['evenkeel/svelte', 'src/bindings/svelte.ts'],
  ['evenkeel/react', 'src/bindings/react.ts'],
  ['evenkeel/vue', 'src/bindings/vue.ts'],
];
const NOT_OURS = ['xstate', 'xstate/*', 'svelte', 'svelte/*', 'react', 'vue'];

/** What a page imports of each that opens a connection. */
const OF_PEERS: Readonly<Record<PeerName, string>> = {
  'reconnecting-websocket': 'default',
  partysocket: 'WebSocket',
  'websocket-ts': 'WebsocketBuilder',
  sockette: 'default',
  'robust-websocket': 'default',
  'socket.io-client': 'io',
  'graphql-ws': 'createClient',
  centrifuge: 'Centrifuge',
  phoenix: 'Socket',
};

const SIZE_COLUMNS = [
  { title: 'minified', unit: 'kB', digits: 1 },
  { title: 'gzip', unit: 'kB', digits: 1 },
  { title: 'brotli', unit: 'kB', digits: 1 },
];

const cellsOf = ({ minified, gzip, brotli }: Size) => [minified, gzip, brotli];

const inKilobytes = (value: number) => `${value.toFixed(1)} kB`;

export const row: Row = {
  number: 7,
  title: 'Size',
  goal: `\`import { createChatConnections }\` adds at most ${OWN_GOAL_KB} kB of own code, ${WHOLE_GOAL_KB} kB with xstate and ${COMPILED_GOAL_KB} kB from \`evenkeel/compiled\`; \`createDelivery\` ${DELIVERY_GOAL_KB} kB more, by gzip`,
  async run() {
    const { own, whole, compiled } = await sizesOfTheCore();
    const delivery = await sizesOfDelivery();
    const peers = await Promise.all(
      installed(PEERS).map(async (name): Promise<readonly [string, Size]> => {
        const line = `export { ${OF_PEERS[name]} } from '${name}';`;
        return [name, await sizeOf(line, PEERS_FOLDER)];
      }),
    );
    const entries = await Promise.all(
      ENTRIES.map(async ([name, source]): Promise<readonly [string, Size]> => {
        return [name, await sizeOf(`export * from './${source}';`, ROOT, NOT_OURS)];
      }),
    );
    const imports: readonly (readonly [string, Size])[] = [
      ['evenkeel', whole],
      ['evenkeel/compiled', compiled],
      ['evenkeel without xstate', own],
      ...peers,
    ];
    return {
      notes: [
        'Bundled by esbuild, minified and tree-shaken for ES2022. evenkeel: `import { createChatConnections }`; a peer: the one name by which a page connects. Entries include the code that they share; the viewer’s, the libraries in it. The goals are by gzip (level 9).',
        'Why missed: no part is large. When own code was 59 kB minified, the chart and its names took 14.1 kB, the registry 8.5, a live chat 5.3, the socket 4.3. Error texts, checks and log texts stay because they matter most in production. `evenkeel/compiled` saves XState (12.7 kB), but its table and interpreter take what the chart’s description took. Delivery has its chart twice, for XState and as a table (1.5 kB), and checks every frame that comes.',
      ],
      tables: [
        {
          caption: 'Imports',
          columns: [{ title: 'import' }, ...SIZE_COLUMNS],
          rows: imports.map(([name, size]) => [name, ...cellsOf(size)]),
        },
        {
          caption: 'Whole entries, without xstate and frameworks',
          columns: [{ title: 'entry' }, { title: 'gzip', unit: 'kB', digits: 1 }],
          rows: entries.map(([name, { gzip }]) => [name, gzip]),
        },
        {
          caption: 'What delivery adds to an import of the core',
          columns: [{ title: 'import' }, { title: 'gzip', unit: 'kB', digits: 1 }],
          rows: [
            ['`createDelivery`, messages in memory', delivery.memory],
            ['`createDelivery` and `indexedDbOutbox`', delivery.indexedDb],
          ],
        },
      ],
      drawings: [
        {
          kind: 'bars',
          name: 'size',
          title: 'What an import adds to a page, minified, by gzip',
          unit: 'kB',
          goal: WHOLE_GOAL_KB,
          bars: imports.map(([label, { gzip }], index) => ({ label, value: gzip, isOurs: index < 3 })),
        },
      ],
      verdicts: [
        { goal: `own code at most ${OWN_GOAL_KB} kB`, measured: inKilobytes(own.gzip), met: own.gzip <= OWN_GOAL_KB },
        {
          goal: `with xstate at most ${WHOLE_GOAL_KB} kB`,
          measured: inKilobytes(whole.gzip),
          met: whole.gzip <= WHOLE_GOAL_KB,
        },
        {
          goal: `evenkeel/compiled at most ${COMPILED_GOAL_KB} kB`,
          measured: inKilobytes(compiled.gzip),
          met: compiled.gzip <= COMPILED_GOAL_KB,
        },
        {
          goal: `evenkeel/delivery adds at most ${DELIVERY_GOAL_KB} kB`,
          measured: `${inKilobytes(delivery.memory)}, ${inKilobytes(delivery.indexedDb)} with IndexedDB`,
          met: delivery.memory <= DELIVERY_GOAL_KB,
        },
      ],
    };
  },
};
