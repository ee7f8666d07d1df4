import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startBehaviourServer } from '../../engines/behaviour-server.js';
import { nodeRuntime } from '../../engines/node-runtime.js';
import { REQUIRED } from '../battery.js';
import { factsOf } from '../platform-table.js';
import { bundle, nodeProgram, runProgram } from '../run-program.js';
import type { Seen } from '../seen.js';
import { commandOf, importInstalled } from './installed.js';
import { buildReactNativeClasses } from './react-native-classes.js';

const passes = (platform: string) => ({ report: REQUIRED, facts: factsOf(platform) });
const passesAndEnds = (platform: string) => ({ ...passes(platform), endsByItself: true });

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-platforms-'));
  program = join(folder, 'program.mjs');
  await writeFile(program, await bundle('program.ts'));
});
afterAll(() => rm(folder, { recursive: true }));

const TITLE = '[AT5, SD1, LI2, EN1] passes on %s, which is as the table says';

describe('the battery', () => {
  test.each([20, 22, 24])('[AT5, SD1, LI2, EN1] passes on Node %s, which is as the table says', async (major) => {
    const { command, args } = nodeRuntime(major);
    const seen = await runProgram(command, [...args, ...nodeProgram('program.ts', '--experimental-websocket')]);
    expect(seen).toEqual(passesAndEnds(major < 24 ? 'Node 20, 22' : 'Node 24'));
  });

  test.each([
    ['Bun', 'bun', []],
    ['Deno', 'deno', ['run', '--allow-net=127.0.0.1']],
  ])(TITLE, async (name, command, args) => {
    expect(await runProgram(commandOf(command), [...args, program])).toEqual(passesAndEnds(name));
  });

  test('[AT5, SD1, LI2, EN1] passes on workerd, which is as the table says', async () => {
    const { Miniflare } = await importInstalled<{ Miniflare: new (options: object) => Workerd }>('miniflare');
    const server = await startBehaviourServer();
    const script = await bundle('at-length/workerd-worker.ts');
    const workerd = new Miniflare({ modules: true, script, compatibilityDate: '2025-12-17' });
    try {
      const response = await workerd.dispatchFetch('http://worker.test/', { method: 'POST', body: server.origin });
      expect(await response.json()).toEqual(passes('workerd'));
      await vi.waitFor(() => expect(server.connections).toBe(0), 10_000);
    } finally {
      await workerd.dispose();
      await server.close();
    }
  });

  test('[AT5, SD1, LI2, EN1] passes on React Native, which is as the table says', async () => {
    const classes = join(folder, 'react-native.js');
    await buildReactNativeClasses(classes);
    const args = nodeProgram('at-length/react-native-program.ts');
    expect(await runProgram(process.execPath, args, classes)).toEqual(passesAndEnds('React Native'));
  });

  test('[AT5, SD1, LI2, EN1] passes on MSW 2, which is as the table says', async () => {
    const args = nodeProgram('at-length/msw-program.ts', '--experimental-websocket');
    expect(await runProgram(process.execPath, args)).toEqual(passesAndEnds('MSW 2'));
  });
});

interface Workerd {
  dispatchFetch(url: string, request: object): Promise<{ json(): Promise<Seen> }>;
  dispose(): Promise<void>;
}
