import { describe, expect, test } from 'vitest';
import type { AttemptRequest } from '../../src/index.js';
import { accepts, acceptsThenCloses, hangs, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe("the request's signal", () => {
  test('[AT3] aborts when the attempt is given up while dialing: by its timeout, and by a release', async () => {
    const requests: AttemptRequest[] = [];
    const session = startSession({ query: (request) => ({ serial: requests.push(request) }), random: () => 0.5 });
    session.gateway.behave(hangs());
    session.chats.select('42');
    await session.clock.advanceAsync(12_000);
    const aborted = requests.map(({ signal }) => signal.aborted);
    session.chats.select(null);
    await session.clock.settle();
    expect([aborted, requests.map(({ signal }) => signal.aborted)]).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  test('[AT3] never aborts for an attempt that opened, whatever becomes of the connection', async () => {
    const requests: AttemptRequest[] = [];
    const session = startSession({ query: (request) => ({ serial: requests.push(request) }) });
    session.gateway.behave(acceptsThenCloses(1011, '', { afterMs: 5_000 }));
    await session.open('42');
    await session.clock.advanceAsync(5_000);
    session.chats.dispose();
    expect(requests[0]?.signal.aborted).toBe(false);
  });
});

describe('the trigger of an attempt', () => {
  test('[AT3] names the cause: wanted, lost, a refused token, retry(), and a wake signal', async () => {
    const requests: AttemptRequest[] = [];
    const session = startSession({ query: (request) => ({ serial: requests.push(request) }), random: () => 0.9 });
    const { gateway, clock, chats, page } = session;
    await session.open('42');
    await clock.advanceAsync(5_000);
    gateway.latest().peer.drops();
    await clock.advanceAsync(3_000);
    gateway.latest().peer.closes(4401);
    await clock.advanceAsync(5_000);
    gateway.latest().peer.drops();
    chats.get('42').retry();
    await clock.advanceAsync(5_000);
    page.freezes();
    await clock.advanceAsync(60_000);
    page.resumes();
    await clock.advanceAsync(5_000);
    gateway.latest().peer.drops();
    page.emits('online');
    await clock.advanceAsync(0);
    expect(requests.map(({ attempt, trigger }) => [attempt, trigger])).toEqual([
      [0, 'wanted'],
      [1, 'lost'],
      [1, 'unauthorized'],
      [0, 'retry'],
      [0, 'woken'],
      [1, 'woken'],
    ]);
  });

  test('[AT2, AT3] stays that of the wish while the throttle is waited out', async () => {
    const requests: AttemptRequest[] = [];
    const session = startSession({ query: (request) => ({ serial: requests.push(request) }) });
    session.gateway.behave(sequence(acceptsThenCloses(4401), accepts()));
    await session.open('42');
    const { state } = session.at('42');
    session.chats.get('42').retry();
    await session.clock.advanceAsync(2_000);
    expect([state, requests.map(({ trigger }) => trigger)]).toEqual(['throttled', ['wanted', 'unauthorized']]);
  });
});
