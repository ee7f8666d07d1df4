import { describe, expect, it } from 'vitest';
import { findExecutable, type Program, type Surroundings } from './find-executable.js';

const said: string[] = [];

const nowhere: Program = {
  name: 'Browser',
  variables: ['BROWSER_PATH', 'BROWSER_BIN'],
  paths: ['/usr/bin/browser', '/usr/bin/browser-stable'],
  downloadedBefore: async () => null,
  sources: [],
};

function machine(over: Partial<Surroundings> = {}): Surroundings {
  said.length = 0;
  return { env: {}, exists: () => false, say: (line) => said.push(line), ...over };
}

const fails = (name: string) => ({ name, obtain: () => Promise.reject(new Error('blocked')) });

describe('finding a program', () => {
  it('takes the first environment variable that is set, before a system path', async () => {
    const env = { BROWSER_BIN: '/opt/b', BROWSER_PATH: '/opt/a' };
    expect(await findExecutable(nowhere, machine({ env, exists: () => true }))).toBe('/opt/a');
  });

  it('does not look further when a variable names one that is not there', async () => {
    const surroundings = machine({ env: { BROWSER_PATH: '/opt/none' }, exists: (path) => path === '/usr/bin/browser' });
    await expect(findExecutable(nowhere, surroundings)).rejects.toThrow(
      'BROWSER_PATH names a Browser that does not exist: /opt/none',
    );
  });

  it('takes a known system path, else an earlier download', async () => {
    const stable = '/usr/bin/browser-stable';
    expect(await findExecutable(nowhere, machine({ exists: (path) => path === stable }))).toBe(stable);
    const program = { ...nowhere, downloadedBefore: async () => '/cache/browser' };
    expect(await findExecutable(program, machine())).toBe('/cache/browser');
  });

  it('obtains it from the first source that works, saying so', async () => {
    const sources = [fails('one'), { name: 'two', obtain: async () => '/usr/bin/browser' }];
    expect(await findExecutable({ ...nowhere, sources }, machine())).toBe('/usr/bin/browser');
    expect(said).toEqual(['one', 'two'].map((name) => `Browser is not installed: getting it by ${name}.`));
  });

  it('fails saying what was tried and how to get it', async () => {
    const program = { ...nowhere, sources: [fails('one'), fails('two')] };
    await expect(findExecutable(program, machine())).rejects.toThrow(
      [
        'The tests need Browser, and it could not be obtained.',
        'one: blocked',
        'two: blocked',
        'Install Browser, or set BROWSER_PATH to its executable.',
      ].join('\n'),
    );
  });
});
