import { describe, expect, it } from 'vitest';
import { type ChromiumSearch, chromiumPath } from './chromium.js';

const said: string[] = [];

function machine(over: Partial<ChromiumSearch>): ChromiumSearch {
  said.length = 0;
  return {
    env: {},
    exists: () => false,
    downloadedBefore: async () => null,
    sources: [],
    say: (line) => said.push(line),
    ...over,
  };
}

const fails = (name: string) => ({ name, obtain: () => Promise.reject(new Error('blocked')) });

describe('finding Chromium', () => {
  it('takes the first environment variable that is set, before a system path', async () => {
    const env = { CHROME_BIN: '/opt/b', PUPPETEER_EXECUTABLE_PATH: '/opt/a' };
    expect(await chromiumPath(machine({ env, exists: () => true }))).toBe('/opt/a');
  });

  it('does not look further when a variable names a Chromium that is not there', async () => {
    const search = machine({ env: { CHROMIUM_PATH: '/opt/none' }, exists: (path) => path === '/usr/bin/chromium' });
    await expect(chromiumPath(search)).rejects.toThrow('CHROMIUM_PATH names a Chromium that does not exist: /opt/none');
  });

  it('takes a known system path, else an earlier download', async () => {
    expect(await chromiumPath(machine({ exists: (path) => path === '/usr/bin/google-chrome' }))).toBe(
      '/usr/bin/google-chrome',
    );
    expect(await chromiumPath(machine({ downloadedBefore: async () => '/cache/chrome' }))).toBe('/cache/chrome');
  });

  it('obtains it from the first source that works, saying so', async () => {
    const sources = [fails('one'), { name: 'two', obtain: async () => '/usr/bin/chromium' }];
    expect(await chromiumPath(machine({ sources }))).toBe('/usr/bin/chromium');
    expect(said).toEqual(['one', 'two'].map((name) => `Chromium is not installed: getting it by ${name}.`));
  });

  it('fails saying what was tried and how to get it', async () => {
    await expect(chromiumPath(machine({ sources: [fails('one'), fails('two')] }))).rejects.toThrow(
      [
        'The browser tests need Chromium, and it could not be obtained.',
        'one: blocked',
        'two: blocked',
        'Install Chromium or Chrome, or set CHROMIUM_PATH to its executable.',
      ].join('\n'),
    );
  });
});
