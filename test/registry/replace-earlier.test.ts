import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { replaceEarlier } from '../../src/index.js';

beforeEach(() => void vi.stubGlobal('document', {}));
afterEach(() => void vi.unstubAllGlobals());

let serial = 0;
const newName = () => {
  serial += 1;
  return `test ${serial}`;
};

test('what was created under a name before is disposed of before the next is created', () => {
  const name = newName();
  const told: string[] = [];
  const create = (which: string) => () => {
    told.push(`create ${which}`);
    return { which, dispose: () => void told.push(`dispose ${which}`) };
  };
  expect(replaceEarlier(name, create('first')).which).toBe('first');
  replaceEarlier(newName(), create('other'));
  expect(replaceEarlier(name, create('second')).which).toBe('second');
  expect(told).toEqual(['create first', 'create other', 'dispose first', 'create second']);
});

test('what cannot be created leaves nothing to dispose of again', () => {
  const name = newName();
  const dispose = vi.fn();
  replaceEarlier(name, () => ({ dispose }));
  const fail = () => {
    throw new Error('bad options');
  };
  expect(() => replaceEarlier(name, fail)).toThrow('bad options');
  replaceEarlier(name, () => ({ dispose: () => undefined }));
  expect(dispose).toHaveBeenCalledOnce();
});

test('another copy of the module finds it too: hot reload may load the library again', async () => {
  const name = newName();
  const dispose = vi.fn();
  replaceEarlier(name, () => ({ dispose }));
  vi.resetModules();
  const copy = await import('../../src/registry/replace-earlier.js');
  copy.replaceEarlier(name, () => ({ dispose: () => undefined }));
  expect(dispose).toHaveBeenCalledOnce();
});

test('where there is no page nothing is disposed of: a server runs a module once for each bundle, and uses all of them', () => {
  vi.stubGlobal('document', undefined);
  const name = newName();
  const dispose = vi.fn();
  replaceEarlier(name, () => ({ dispose }));
  const second = { dispose };
  expect(replaceEarlier(name, () => second)).toBe(second);
  expect(dispose).not.toHaveBeenCalled();
});
