import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Consumer, installConsumer } from './consumer.js';
import { outputOf, run } from './run.js';
import { TALKED, TALKS, talk } from './talk.js';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await installConsumer();
}, 600_000);
afterAll(() => consumer?.remove());

/** Runs Node, of this process's version, where the package is installed. */
const node = (...args: string[]) => run(process.execPath, args, consumer.folder);

it('npm installs xstate with the package, and nothing else', async () => {
  const tree = await outputOf('npm', ['ls', '--all', '--omit=dev', '--parseable'], consumer.folder);
  const folders = tree.trim().split('\n');
  expect(folders.map((folder) => relative(consumer.folder, folder))).toEqual([
    '',
    'node_modules/evenkeel',
    'node_modules/xstate',
  ]);
});

it.each(TALKS)('the program %s talks to the gateway, and ends by itself', async (program) => {
  const { result } = await talk(consumer, program, { command: process.execPath, args: [] });
  expect(result).toEqual(TALKED);
});

it('every entry can be loaded without a page, by import and by require alike', async () => {
  const names = consumer.usable.map(({ name }) => name);
  const imported = await node('names-by-import.mjs', ...names);
  expect(imported).toEqual({ code: 0, stdout: expect.stringContaining('"evenkeel":["'), stderr: '' });
  expect(Object.values(JSON.parse(imported.stdout))).not.toContainEqual([]);
  expect(await node('names-by-require.cjs', ...names)).toEqual(imported);
});

it('its command runs as npm has linked it', async () => {
  const command = join(consumer.folder, 'node_modules/.bin/evenkeel');
  const asked = await run(command, ['check', 'ws://127.0.0.1:1/:id', '--json'], consumer.folder);
  expect(asked).toEqual({ code: 2, stdout: expect.stringContaining('"outcome": "not-run"'), stderr: '' });
});

it('a stack trace names lines of the sources', async () => {
  const { stderr } = await node(
    '--enable-source-maps',
    '--input-type=module',
    '--eval',
    "import { createChatConnections } from 'evenkeel'; createChatConnections({ throttleMs: -1 });",
  );
  expect(stderr).toContain('ERR_INVALID_OPTION');
  expect(stderr).toMatch(
    / at createChatConnections \(.*node_modules\/evenkeel\/src\/registry\/create-chat-connections\.ts:\d+:\d+\)/,
  );
});
