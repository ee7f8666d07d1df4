import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { folderOf } from './installed.js';

const CLASSES = `
  import WebSocket from 'react-native/Libraries/WebSocket/WebSocket';
  import { URL, URLSearchParams } from 'react-native/Libraries/Blob/URL';
  import deviceEvents from 'react-native/Libraries/EventEmitter/RCTDeviceEventEmitter';
  Object.assign(globalThis, { URL, URLSearchParams, WebSocket, deviceEvents });
`;

const requireInstalled = createRequire(join(import.meta.dirname, 'package.json'));

/** Takes the Flow types out of React Native's sources. */
const withoutFlow: Plugin = {
  name: 'without-flow',
  setup({ onLoad }) {
    const removeTypes = requireInstalled('flow-remove-types');
    onLoad({ filter: /[\\/]react-native[\\/].*\.js$/ }, async ({ path }) => {
      return { contents: removeTypes(await readFile(path, 'utf8'), { all: true }).toString(), loader: 'js' };
    });
  },
};

/** A script that puts React Native's own classes for Android in place of the platform's; it looks for native modules at once. */
export async function buildReactNativeClasses(outfile: string): Promise<void> {
  await build({
    stdin: { contents: CLASSES, resolveDir: folderOf('.'), loader: 'js' },
    outfile,
    bundle: true,
    format: 'iife',
    platform: 'neutral',
    mainFields: ['main'],
    resolveExtensions: ['.android.js', '.native.js', '.js', '.json'],
    define: { global: 'globalThis', __DEV__: 'false' },
    plugins: [withoutFlow],
    logLevel: 'error',
  });
}
