import { afterEach, describe, expect, test, vi } from 'vitest';
import { isPage, isSecurePage, surroundings } from '../../src/effects/surroundings.js';

afterEach(() => vi.unstubAllGlobals());

const LOCATION = { protocol: 'https:', hostname: 'chat.example', host: 'chat.example' };

/** A process with this environment, on a file system with these files. */
const stubProcess = (env: Record<string, string> | undefined, ...files: string[]) => {
  const looked: string[] = [];
  const existsSync = (path: string) => {
    looked.push(path);
    return files.includes(path);
  };
  vi.stubGlobal('process', { env, getBuiltinModule: (id: string) => (id === 'node:fs' ? { existsSync } : undefined) });
  return looked;
};

describe('surroundings', () => {
  test('are those of Node outside a container', () => {
    const env = { SOME: 'thing' };
    stubProcess(env);
    expect([surroundings(), isPage(), isSecurePage()]).toEqual([
      { location: undefined, env, inContainer: false },
      false,
      false,
    ]);
  });

  test('are in a container by /.dockerenv', () => {
    stubProcess({}, '/.dockerenv');
    expect(surroundings()).toEqual({ location: undefined, env: {}, inContainer: true });
  });

  test("are in a container by the orchestrator's variable", () => {
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };
    stubProcess(env);
    expect(surroundings()).toEqual({ location: undefined, env, inContainer: true });
  });

  test("are a page's, of which no file system is asked", () => {
    vi.stubGlobal('location', LOCATION);
    const looked = stubProcess(undefined, '/.dockerenv');
    expect([surroundings(), isPage(), isSecurePage(), looked]).toEqual([
      { location: LOCATION, env: undefined, inContainer: false },
      true,
      true,
      [],
    ]);
  });

  test('are a page without any process', () => {
    vi.stubGlobal('location', { ...LOCATION, protocol: 'http:' });
    vi.stubGlobal('process', undefined);
    expect([surroundings(), isSecurePage()]).toEqual([
      { location: { ...LOCATION, protocol: 'http:' }, env: undefined, inContainer: false },
      false,
    ]);
  });

  test.each([
    ['has no built-in modules to ask for', { env: {} }],
    ['knows no file system', { env: {}, getBuiltinModule: () => undefined }],
    ['is not there', undefined],
  ])('are outside a container where the process %s', (_, process) => {
    vi.stubGlobal('process', process);
    expect(surroundings()).toEqual({ location: undefined, env: process?.env, inContainer: false });
  });

  test('are outside a container where the process may read nothing', () => {
    const refuse = (): never => {
      throw new Error('Requires read access, run again with the --allow-read flag');
    };
    const env = new Proxy({}, { get: refuse });
    vi.stubGlobal('process', { env, getBuiltinModule: () => ({ existsSync: refuse }) });
    const { location, inContainer } = surroundings();
    expect([location, inContainer]).toEqual([undefined, false]);
  });

  test.each([
    ['blob:https://chat.example/a-uuid', true],
    ['blob:http://chat.example/a-uuid', false],
    ['blob:null/a-uuid', false],
  ])("[AT6] are a page's in the worker %s, which is secure: %o", (url, isSecure) => {
    vi.stubGlobal('location', new URL(url));
    expect([isPage(), isSecurePage()]).toEqual([true, isSecure]);
  });

  test('are read anew each time', () => {
    stubProcess({});
    const first = surroundings();
    vi.stubGlobal('location', LOCATION);
    expect([first.location, surroundings().location]).toEqual([undefined, LOCATION]);
  });
});
