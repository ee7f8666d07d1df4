import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, type InlineConfig, type Plugin, preview } from 'vite';
import { type Build, builtOnce } from '../support/shared-builds.js';

const DEMO_CONFIG = fileURLToPath(new URL('../../docs/demo/vite.config.js', import.meta.url));
const NAIVE_ROOT = fileURLToPath(new URL('./naive/', import.meta.url));
const BARE_ROOT = fileURLToPath(new URL('./bare-page/', import.meta.url));
const DELIVERY_ROOT = fileURLToPath(new URL('./delivery-page/', import.meta.url));
const OUTBOX_ROOT = fileURLToPath(new URL('./indexed-db-outbox-page/', import.meta.url));
const HISTORY_ROOT = fileURLToPath(new URL('../histories/page/', import.meta.url));
const INSPECTOR_ROOT = fileURLToPath(new URL('./inspector-page/', import.meta.url));
const VIEWER_ROOT = fileURLToPath(new URL('./viewer-page/', import.meta.url));
const XSTATE_INSPECT_ROOT = fileURLToPath(new URL('../xstate-inspect/page/', import.meta.url));
const BINDINGS_ROOT = fileURLToPath(new URL('./bindings-page/', import.meta.url));
const COMPONENT_ROOT = fileURLToPath(new URL('./component-page/', import.meta.url));

export interface PageServer {
  /** With a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** The demonstration page as it is built for production, on a port of its own. */
export function serveDemo(): Promise<PageServer> {
  return serveBuilt({ configFile: DEMO_CONFIG }, 'demo');
}

/** The same, as the files that a server is to serve. */
export function buildDemo(): Promise<Build> {
  return built({ configFile: DEMO_CONFIG }, 'demo');
}

/** The page that has the five faults. */
export function serveNaive(): Promise<PageServer> {
  return serveBuilt({ configFile: false, root: NAIVE_ROOT });
}

/** The page that has the library, and nothing to look at. */
export function serveBarePage(): Promise<PageServer> {
  return serveBuilt({ configFile: false, root: BARE_ROOT }, 'bare');
}

/** The page that has an outbox. */
export function serveOutboxPage(): Promise<PageServer> {
  return serveBuilt({ configFile: false, root: OUTBOX_ROOT }, 'outbox');
}

/** The page that has a client of a history. */
export function serveHistoryPage(): Promise<PageServer> {
  return serveBuilt({ configFile: false, root: HISTORY_ROOT }, 'history');
}

/** The page that is inspected by what it shows in a panel of its own. */
export function serveInspectorPage(): Promise<PageServer> {
  // As a build outside a test would have it.
  const define = { 'process.env.NODE_ENV': JSON.stringify('production') };
  return serveBuilt({ configFile: false, root: INSPECTOR_ROOT, define, plugins: [svelte({ configFile: false })] });
}

/** The page that has the viewer of the inspector, and chats for it to show. */
export function serveViewerPage(): Promise<PageServer> {
  return serveBuilt({ configFile: false, root: VIEWER_ROOT, plugins: [svelte({ configFile: false })] }, 'viewer');
}

/** The page that has the inspector of XState 4, and is its viewer too. */
export function serveXstateInspectPage(): Promise<PageServer> {
  return serveBuilt({ configFile: false, root: XSTATE_INSPECT_ROOT });
}

/** The page that has a pane of each framework. */
export const serveBindingsPage = (): Promise<PageServer> => serveFrameworks(BINDINGS_ROOT);

/** The page that has the delivery of a chat in each framework. */
export const serveDeliveryPage = (): Promise<PageServer> => serveFrameworks(DELIVERY_ROOT);

/** Built for development: React mounts twice there. */
function serveFrameworks(root: string): Promise<PageServer> {
  return serveBuilt({
    configFile: DEMO_CONFIG,
    root,
    mode: 'development',
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
  });
}

/** A mistake that a page makes while its address ends with `#` and the name. */
export interface Mistake {
  readonly name: string;
  /** Of a file in docs/demo/src/: an expression, and what stands there instead. */
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}

/** The page that leads a component along paths. */
export function serveComponentPage(mistakes: readonly Mistake[]): Promise<PageServer> {
  return serveBuilt({ configFile: DEMO_CONFIG, root: COMPONENT_ROOT, plugins: [makes(mistakes)] });
}

function makes(mistakes: readonly Mistake[]): Plugin {
  return {
    name: 'makes-mistakes',
    enforce: 'pre',
    transform(source, id) {
      return mistakes
        .filter(({ file }) => id.endsWith(`/docs/demo/src/${file}`))
        .reduce((code, { name, file, right, wrong }) => {
          if (!code.includes(right)) throw new Error(`${file} does not say ${right}`);
          return code.replace(right, `(location.hash === '#${name}' ? ${wrong} : ${right})`);
        }, source);
    },
  };
}

/** Serves a page as it is built; one that has a name is built once for all files of a run. */
async function serveBuilt(config: InlineConfig, name?: string): Promise<PageServer> {
  const page = await built(config, name);
  const server = await serveFolder(page.folder, { ...config, logLevel: 'error' });
  return {
    url: server.url,
    close: async () => {
      await server.close();
      await page.remove();
    },
  };
}

function built(config: InlineConfig, name?: string): Promise<Build> {
  return builtOnce(name, (outDir) => build({ ...config, logLevel: 'error', build: { outDir, emptyOutDir: true } }));
}

/** Serves a page that was built into this folder. */
export async function serveFolder(outDir: string, config: InlineConfig = { configFile: false }): Promise<PageServer> {
  const server = await preview({ ...config, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error('the page server has no address');
  return { url, close: () => server.close() };
}
