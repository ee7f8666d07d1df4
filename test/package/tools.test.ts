import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PackedPackage, packPackage, ROOT } from './packed-package.js';
import { run } from './run.js';

let packed: PackedPackage;
beforeAll(async () => {
  packed = await packPackage();
}, 600_000);
afterAll(() => packed?.remove());

const check = async (tool: string, ...args: string[]) => {
  const { code, stdout, stderr } = await run(join(ROOT, 'node_modules/.bin', tool), [packed.tarball, ...args], ROOT);
  expect(code, `${stdout}${stderr}`).toBe(0);
  return stdout;
};

it('publint has nothing to suggest', async () => {
  expect(await check('publint', '--strict')).toContain('All good!');
});

/**
 * Resolutions from before `exports` (`node10`) too. Left out is the one finding that is meant: `require` gets an ES module. Node
 * does that from 20.19 on and TypeScript from 5.8 on, which attw does not know yet; other tests here run and compile it.
 */
it('attw finds the right types for every entry, by import, by require, and by resolvers that know no exports', async () => {
  const found = await check('attw', '--profile', 'strict', '--ignore-rules', 'cjs-resolves-to-esm');
  expect(found).toContain('"evenkeel/testing"');
}, 120_000);
