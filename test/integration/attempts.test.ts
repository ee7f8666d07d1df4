import { describe, expect, test } from 'vitest';
import type { AttemptRequest } from '../../src/index.js';
import { RejectedError } from '../../src/index.js';
import { accepts, hangs, refuses, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

/** A query that records what it is asked, and answers when the test says so. */
const scriptedQuery = () => {
  const requests: AttemptRequest[] = [];
  const answers: ((query: { serial: number } | Error) => void)[] = [];
  const query = (request: AttemptRequest) => {
    requests.push(request);
    return new Promise<{ serial: number }>((resolve, reject) => {
      answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  };
  return { query, requests, answer: (index: number, answer: { serial: number } | Error) => answers[index]?.(answer) };
};

const urlsOf = ({ gateway }: ReturnType<typeof startSession>) => gateway.sockets.map(({ url }) => new URL(url).search);

const asked = ({ chatId, attempt, trigger }: AttemptRequest) => ({ chatId, attempt, trigger });

describe('the address of an attempt', () => {
  test('[AT3] is asked for anew for every attempt', async () => {
    const requests: AttemptRequest[] = [];
    const session = startSession({ query: (request) => ({ serial: requests.push(request) }), random: () => 0.5 });
    session.gateway.behave(sequence(refuses(), refuses(), accepts()));
    session.chats.select('42');
    await session.clock.advanceAsync(10_000);
    expect({ requests: requests.map(asked), urls: urlsOf(session), state: session.at('42').state }).toEqual({
      requests: [
        { chatId: '42', attempt: 0, trigger: 'wanted' },
        { chatId: '42', attempt: 1, trigger: 'lost' },
        { chatId: '42', attempt: 2, trigger: 'lost' },
      ],
      urls: ['?serial=1', '?serial=2', '?serial=3'],
      state: 'open',
    });
  });

  test('[AT3] is one ordinary failure when it is not obtained', async () => {
    const { query, answer } = scriptedQuery();
    const session = startSession({ query, random: () => 0.5 });
    session.chats.select('42');
    answer(0, new Error('no session'));
    await session.clock.advanceAsync(0);
    expect(session.at('42')).toEqual({
      chatId: '42',
      state: 'backoff',
      phase: 'waiting',
      connected: false,
      wanted: true,
      attempt: 1,
      maxAttempts: 10,
      retryAt: session.clock.wallNow() + 2_000,
      lastClose: null,
      lastFailure: { kind: 'address', message: 'the address was not obtained: no session' },
      failure: null,
      queued: 0,
    });
  });

  test('[AT3] is one ordinary failure when it is not there in time, and is ignored when it comes late', async () => {
    const { query, requests, answer } = scriptedQuery();
    const session = startSession({ query, random: () => 0.5 });
    session.chats.select('42');
    await session.clock.advanceAsync(9_999);
    const inTime = { aborted: requests[0]?.signal.aborted, phase: session.at('42').phase };
    await session.clock.advanceAsync(1);
    const afterwards = { aborted: requests[0]?.signal.aborted, ...session.at('42') };
    answer(0, { serial: 0 });
    await session.clock.advanceAsync(1_500);
    const second = session.at('42').phase;
    answer(0, { serial: 0 });
    await session.clock.advanceAsync(0);
    expect({ inTime, afterwards, second, phase: session.at('42').phase, dialed: urlsOf(session) }).toEqual({
      inTime: { aborted: false, phase: 'resolving' },
      afterwards: expect.objectContaining({
        aborted: true,
        state: 'backoff',
        attempt: 1,
        lastFailure: { kind: 'address', message: expect.any(String) },
      }),
      second: 'resolving',
      phase: 'resolving',
      dialed: [],
    });
  });

  test('[AT3] fails the chat for good by a RejectedError', async () => {
    const { query, answer, requests } = scriptedQuery();
    const session = startSession({ query });
    session.chats.select('42');
    answer(0, new RejectedError('signed out'));
    await session.clock.advanceAsync(600_000);
    const { state, failure } = session.at('42');
    expect({ state, failure, requests: requests.length, timers: session.timers() }).toEqual({
      state: 'failed',
      failure: { reason: 'rejected', message: expect.stringContaining('signed out') },
      requests: 1,
      timers: 0,
    });
  });

  test('[AT3] is that of the chat that is wanted, though another was asked for first and answers last', async () => {
    const { query, requests, answer } = scriptedQuery();
    const session = startSession({ query, burstMs: 0 });
    session.chats.select('a');
    session.chats.select('b');
    await session.clock.advanceAsync(0);
    answer(1, { serial: 2 });
    answer(0, { serial: 1 });
    await session.clock.advanceAsync(0);
    expect({
      aborted: requests.map(({ chatId, signal }) => [chatId, signal.aborted]),
      dialed: urlsOf(session),
      states: [session.at('a').state, session.at('b').state],
    }).toEqual({
      aborted: [
        ['a', true],
        ['b', false],
      ],
      dialed: ['?serial=2'],
      states: ['idle', 'open'],
    });
  });
});

describe('the socket of a chat', () => {
  test('[AT1] is the only one CONNECTING or OPEN, through every way of replacing it', async () => {
    const session = startSession({ random: () => 0.5, burstMs: 0 });
    const { gateway, clock, chats, page } = session;
    await session.open('42');
    for (const disturb of [
      () => gateway.latest().peer.closes(4401),
      () => {
        page.goesOffline();
        page.comesOnline();
      },
      () => {
        page.freezes();
        page.resumes();
      },
      () => {
        gateway.latest().peer.drops();
        chats.get('42').retry();
      },
      () => {
        chats.select(null);
        chats.select('42');
      },
      () => {
        gateway.behave(hangs());
        gateway.latest().peer.drops();
      },
    ]) {
      disturb();
      await clock.advanceAsync(20_000);
    }
    expect([gateway.peakLive('42'), gateway.sockets.length > 5]).toEqual([1, true]);
  });

  test('[AT7, AT4] that was given up changes nothing, whatever it does afterwards', async () => {
    const session = startSession({ random: () => 0.5 });
    const { gateway, clock } = session;
    gateway.behaveOnce(hangs());
    session.chats.select('42');
    await clock.advanceAsync(12_000);
    const [old, current] = gateway.socketsOf('42');
    const { events, records } = session;
    const before = { snapshot: session.at('42'), events: [...events], records: [...records] };
    for (const type of ['open', 'error'] as const) old?.peer.emits(type, {});
    old?.peer.emits('message', { data: 'from the past' });
    old?.peer.emits('close', { code: 4404, reason: '', wasClean: true });
    await clock.advanceAsync(1);
    expect({ snapshot: session.at('42'), events, records }).toEqual(before);
    expect([old?.readyState, current?.readyState, old?.listenerCount()]).toEqual([3, 1, 1]);
  });
});
