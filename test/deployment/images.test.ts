import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { context, ROOT, services, stages } from './compose.js';

const run = promisify(execFile);

/** The files that the images are made of, in a folder of their own, with the packages that are installed here. */
const copyContext = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-images-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const isLeftOut = (path: string) => context.leavesOut.some((left) => path.startsWith(join(ROOT, left)));
  for (const path of context.holds) {
    await cp(join(ROOT, path), join(folder, path), { recursive: true, filter: (source) => !isLeftOut(source) });
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
};

test('the build works in what the images are made of; the gateway runs by itself, its health is told, and it ends when told to', async () => {
  const folder = await copyContext();
  const [, command = ''] = stages['build']?.runs ?? [];
  await run('sh', ['-c', command], { cwd: folder });
  expect(existsSync(join(folder, 'docs/demo/dist/page/index.html'))).toBe(true);

  const program = join(folder, 'gateway.mjs');
  await cp(join(folder, 'docs/demo/dist/gateway/gateway.mjs'), program);
  await rm(join(folder, 'node_modules'));
  const env = { ...stages['gateway']?.environment, PORT: '0', LISTEN_HOST: '127.0.0.1' };
  const gateway = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void gateway.kill('SIGKILL'));
  const [line] = await once(gateway.stdout, 'data');
  const PORT = /:(\d+)\//.exec(String(line))?.[1] ?? '';

  const [, , ...health] = services.api_gateway.healthcheck.test;
  await run(process.execPath, health, { env: { PORT } });
  const exited = once(gateway, 'exit');
  gateway.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  await expect(run(process.execPath, health, { env: { PORT } })).rejects.toMatchObject({ code: 1 });
});
