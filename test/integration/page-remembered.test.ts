import { describe, expect, test } from 'vitest';
import { hangs } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe('what the page said', () => {
  test('[PL3, PL4] when it froze is forgotten once nobody listens: it may have resumed since', async () => {
    const session = startSession({ throttleMs: 0, burstMs: 0 });
    const release = await session.open('a');
    session.page.freezes();
    release();
    await session.clock.settle();
    const { listenerCount } = session.page;
    session.page.resumes();
    await session.open('a');
    expect({ listenerCount, state: session.at('a').state }).toEqual({ listenerCount: 0, state: 'open' });
  });

  test('[PL1, PL3] before anyone listened stays discredited after a freeze in which nothing changed', async () => {
    const session = startSession({ throttleMs: 0 });
    session.page.goesOffline();
    await session.open('a');
    session.page.freezes();
    const frozen = session.at('a').phase;
    session.gateway.behave(hangs());
    session.page.resumes();
    expect({ frozen, resumed: session.at('a').phase }).toEqual({ frozen: 'parked', resumed: 'dialing' });
  });

  test('[PL1, PL3] is caught up with after a freeze in which it went offline', async () => {
    const session = startSession({ throttleMs: 0 });
    await session.open('a');
    // The frozen page hears nothing.
    let isOnline = true;
    const signals = { ...session.page, isOnline: () => isOnline };
    const other = startSession({ throttleMs: 0, signals });
    await other.open('b');
    session.page.freezes();
    isOnline = false;
    session.page.resumes();
    expect({ a: session.at('a').phase, b: other.at('b').phase }).toEqual({ a: 'dialing', b: 'parked' });
  });
});
