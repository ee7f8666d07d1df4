import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CodeBlock, codeBlocksOf, fileNameOf } from '../../docs/code-blocks.js';
import { pages } from '../../docs/pages.js';
import { type Build, builtOnce } from '../../support/shared-builds.js';
import { installPackage } from '../consumer.js';
import { type Ended, run } from '../run.js';

const page = pages.find(({ path }) => path === 'docs/test-runners.md');
const blocks = page === undefined ? [] : codeBlocksOf(page);

const blockUnder = (title: string, language: string): CodeBlock => {
  const block = blocks.find((one) => one.heading === title && one.language === language);
  if (block === undefined) throw new Error(`The page has no ${language} under "${title}"`);
  return block;
};

const example = blockUnder('A test', 'ts').code;
const [, title] = /test\('(.+?)'/.exec(example) ?? [];
const configuration = blockUnder('Jest', 'js');
const complaint = blockUnder('Jest', 'text').code;

/** What the page says to change for Jest. */
const exampleForJest = example.replace("'vitest'", "'@jest/globals'");

/** A project of its own that has the package and a test runner. */
const project = (runner: string, files: Readonly<Record<string, string>>): Promise<Build> =>
  builtOnce(undefined, async (folder) => {
    await cp(join(import.meta.dirname, 'runners', runner), folder, { recursive: true });
    await writeFiles(folder, files);
    await installPackage(folder);
  });

const writeFiles = (folder: string, files: Readonly<Record<string, string>>) =>
  Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));

const JEST_FILES = { 'chat.test.js': exampleForJest, [fileNameOf(configuration) ?? '']: configuration.code };

const jest = ({ folder }: Build, args: readonly string[] = [], cwd = folder): Promise<Ended> =>
  run(process.execPath, [join(folder, 'node_modules/jest/bin/jest.js'), '--json', ...args], cwd);

/** How its tests ended, by their titles; both runners report it alike. */
const outcomes = ({ stdout, stderr }: Ended): Record<string, string> => {
  const start = stdout.indexOf('{');
  if (start === -1) throw new Error(stderr);
  const report = stdout.slice(start);
  const files: { message: string; assertionResults: { title: string; status: string }[] }[] =
    JSON.parse(report).testResults;
  const tests = files.flatMap(({ message, assertionResults }) =>
    assertionResults.length > 0 ? assertionResults : [{ title: 'no test', status: message }],
  );
  return Object.fromEntries(tests.map((test) => [test.title, test.status]));
};

const PASSED = { [title ?? '']: 'passed' };
const NOT_LOADED = { 'no test': expect.stringContaining(complaint) };
const ENVIRONMENTS = ['node', 'jsdom'];

describe('Jest', () => {
  let installed: Build;
  beforeAll(async () => {
    installed = await project('jest', JEST_FILES);
  }, 600_000);
  afterAll(() => installed?.remove());

  it.each(ENVIRONMENTS)('runs the example of the page in %s, with the configuration of the page', async (name) => {
    expect(outcomes(await jest(installed, ['--env', name]))).toEqual(PASSED);
  });

  it.each(ENVIRONMENTS)('does not in %s without it, and says what the page says', async (name) => {
    expect(outcomes(await jest(installed, ['--env', name, '--config', '{}']))).toEqual(NOT_LOADED);
  });

  it.each(['.babelrc', 'package.json'])('does not compile packages by a %s', async (name) => {
    const babel = await readFile(join(installed.folder, 'babel.config.json'), 'utf8');
    const folder = join(installed.folder, 'inner');
    await mkdir(folder);
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFiles(folder, { ...JEST_FILES, [name]: name === 'package.json' ? `{ "babel": ${babel} }` : babel });
    expect(outcomes(await jest(installed, [], folder))).toEqual(NOT_LOADED);
  });

  it('runs it where packages are links', async () => {
    const linked = await project('jest', { ...JEST_FILES, '.npmrc': 'install-strategy=linked\n' });
    onTestFinished(() => linked.remove());
    expect(outcomes(await jest(linked))).toEqual(PASSED);
  }, 600_000);
});

describe('Vitest', () => {
  let installed: Build;
  beforeAll(async () => {
    installed = await project('vitest', { 'chat.test.ts': example });
  }, 600_000);
  afterAll(() => installed?.remove());

  it.each(ENVIRONMENTS)('runs the example of the page in %s, without a configuration', async (name) => {
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--environment', name, '--reporter', 'json'];
    expect(outcomes(await run(process.execPath, args, installed.folder))).toEqual(PASSED);
  });
});
