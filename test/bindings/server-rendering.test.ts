import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compile } from 'svelte/compiler';
import { expect, it, onTestFinished } from 'vitest';
import { packPackage } from '../package/packed-package.js';

const PROGRAM = join(import.meta.dirname, 'served-program');

it('[SE1] renders in plain Node what an idle chat is, and opens no socket and starts no timer', async () => {
  const built = await packPackage();
  onTestFinished(() => built.remove());
  const folder = await mkdtemp(join(built.folder, 'served-'));
  await cp(PROGRAM, folder, { recursive: true });
  const component = await readFile(join(PROGRAM, 'Pane.svelte'), 'utf8');
  await writeFile(join(folder, 'Pane.svelte.mjs'), compile(component, { generate: 'server' }).js.code);

  const { stdout } = await promisify(execFile)(process.execPath, ['program.mjs', './Pane.svelte.mjs'], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual({
    rendered: {
      react: '<p>42: idle</p>',
      svelte: expect.stringContaining('<p>42: idle</p>'),
      vue: '<p>42: idle</p>',
    },
    made: { sockets: 0, timers: 0 },
    selected: null,
    inUse: 0,
  });
});
