import { afterEach, expect, test, vi } from 'vitest';
import { unusedSnapshot } from '../../src/contract/snapshot.js';
import { Audiences } from '../../src/registry/audiences.js';
import type { ChatOperations } from '../../src/registry/handle.js';

afterEach(() => vi.unstubAllGlobals());

const OPERATIONS: ChatOperations = {
  snapshotOf: (chatId) => unusedSnapshot(chatId, 10),
  subscribeTo: () => () => undefined,
  listen: () => () => undefined,
  send: () => ({ id: 1, status: 'rejected', reason: 'not-wanted' }),
  retryOne: () => undefined,
  reconnectOne: () => undefined,
  abandon: () => undefined,
};

/** Handles that are collected when the test says so, and of which the registry is told when it says so. */
const startCollecting = () => {
  const collected = new Set<object>();
  const maps: ReadonlyMap<string, unknown>[] = [];
  let tell: (chatId: string) => void = () => undefined;
  vi.stubGlobal(
    'WeakRef',
    class {
      readonly #target: object;
      constructor(target: object) {
        this.#target = target;
      }
      deref() {
        return collected.has(this.#target) ? undefined : this.#target;
      }
    },
  );
  vi.stubGlobal(
    'FinalizationRegistry',
    class {
      constructor(told: (chatId: string) => void) {
        tell = told;
      }
      register() {}
    },
  );
  vi.stubGlobal(
    'Map',
    class extends Map<string, unknown> {
      constructor() {
        super();
        maps.push(this);
      }
    },
  );
  const audiences = new Audiences();
  const [handles] = maps;
  return {
    get: () => audiences.handle('a', OPERATIONS),
    collect: (handle: object) => collected.add(handle),
    tell: () => tell('a'),
    remembered: () => handles?.size,
  };
};

test('[SE9] a handle that nobody holds is forgotten', () => {
  const { get, collect, tell, remembered } = startCollecting();
  const handle = get();
  const held = remembered();
  collect(handle);
  tell();
  expect([held, remembered()]).toEqual([1, 0]);
});

test('[SE9] a chat’s new handle stays the same, though of the old one it is told late that nobody held it', () => {
  const { get, collect, tell, remembered } = startCollecting();
  const old = get();
  collect(old);
  const handle = get();
  tell();
  expect([handle === old, get() === handle, remembered()]).toEqual([false, true, 1]);
});
