import { expect, it } from 'vitest';
import { chunksOf, ROOT } from '../support/page-chunks.js';

const ofPackage = (path: string) => /^(src|machines)\//.test(path);
const ofBindings = (path: string) => path.startsWith('src/bindings/');
const ofFrameworks = (path: string) => /^node_modules\/(svelte|react|react-dom|vue|@vue)\//.test(path);

const modulesOf = async (code: string) => (await chunksOf(code)).flatMap(({ modules }) => modules);

it('a bundle that imports the library alone has no byte of its bindings, nor of a framework', async () => {
  const modules = await modulesOf(`
    import * as evenkeel from '${ROOT}/src/index.ts';
    globalThis.evenkeel = evenkeel;
  `);
  expect(modules).toContain('src/registry/registry.ts');
  expect(modules.filter((path) => ofBindings(path) || ofFrameworks(path))).toEqual([]);
});

it.each(['svelte', 'react', 'vue'])(
  'the binding for %s brings itself, and no byte of the library',
  async (framework) => {
    const modules = await modulesOf(`
    import * as binding from '${ROOT}/src/bindings/${framework}.ts';
    globalThis.binding = binding;
  `);
    const own = [`src/bindings/${framework}.ts`, 'src/bindings/used-chat.ts'];
    if (framework === 'react') own.push('src/contract/snapshot.ts');
    expect(modules.filter(ofPackage).sort()).toEqual(own.sort());
  },
);
