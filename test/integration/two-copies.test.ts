import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import { createFakeGateway, createVirtualClock } from '../../src/testing/index.js';

const MARK = Symbol.for('evenkeel');

let warn: MockInstance<Console['warn']>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockReturnValue();
  Reflect.deleteProperty(globalThis, MARK);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.resetModules();
  Reflect.deleteProperty(globalThis, MARK);
});

/** The library as one more copy of it, which connects. */
const connectByCopy = async () => {
  vi.resetModules();
  const { createChatConnections } = await import('../../src/index.js');
  const clock = createVirtualClock();
  const { WebSocket } = createFakeGateway({ clock });
  const chats = createChatConnections({ gateway: 'wss://gateway.example', clock, WebSocket });
  chats.select('42');
  await clock.advanceAsync(0);
  chats.select('43');
  await clock.advanceAsync(3_000);
  chats.dispose();
};

test('two copies of the library in a page are found, and said once, with cause and fix', async () => {
  vi.stubGlobal('document', {});
  await connectByCopy();
  expect(warn).not.toHaveBeenCalled();
  await connectByCopy();
  await connectByCopy();
  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/^evenkeel is loaded twice in this page: .*fix: `npm dedupe`/)],
  ]);
});

test('where there is no page nothing is said: servers load modules more than once', async () => {
  await connectByCopy();
  await connectByCopy();
  expect(warn).not.toHaveBeenCalled();
});
