import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { throwsOnConstruction } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';
import { UNREADABLE } from '../support/unreadable.js';

const rejections: unknown[] = [];
const note = (reason: unknown) => rejections.push(reason);

beforeEach(() => {
  rejections.length = 0;
  process.on('unhandledRejection', note);
});

afterEach(() => {
  process.off('unhandledRejection', note);
});

const SAID = 'something that has no text was thrown';

/** Rejections are told once a macrotask has passed. */
const unhandled = () => new Promise<readonly unknown[]>((resolve) => setImmediate(() => resolve(rejections)));

describe.each(Object.entries(UNREADABLE))('%s', (_, make) => {
  const throws = () => {
    throw make();
  };

  it.each([
    ['thrown by query', { query: throws }],
    ['rejected by query', { query: () => Promise.reject(make()) }],
    ['thrown by url', { url: throws, gateway: undefined as never }],
  ])('[AT3, ME2] %s is one ordinary failure', async (_, options) => {
    const session = startSession(options);
    await session.open('42');
    expect(session.at('42')).toMatchObject({
      state: 'backoff',
      lastFailure: { kind: 'address', message: `the address was not obtained: ${SAID}` },
    });
    expect(await unhandled()).toEqual([]);
  });

  it('[AT6, ME2] thrown by a constructor is a misconfiguration', async () => {
    const session = startSession();
    session.gateway.behave((peer) => throwsOnConstruction(make())(peer));
    await session.open('42');
    expect(session.at('42').failure).toEqual({ reason: 'misconfigured', message: SAID });
    expect(await unhandled()).toEqual([]);
  });

  it('[ME2] thrown by a function of the options is logged', async () => {
    const session = startSession({ classifyClose: throws, backoff: throws });
    await session.open('42');
    session.gateway.latest('42').peer.closes(4000);
    await session.clock.advanceAsync(0);
    expect(session.logged('callback.failed').map(({ error }) => error)).toEqual([
      `classifyClose: ${SAID}`,
      `backoff: ${SAID}`,
    ]);
  });

  it.each([
    ['query', { query: make as never }],
    ['url', { url: make as never, gateway: undefined as never }],
  ])('[AT6] answered by %s settles the attempt', async (_, options) => {
    const session = startSession(options);
    await session.open('42');
    expect(session.at('42').state).not.toBe('connecting');
    expect(await unhandled()).toEqual([]);
  });
});
