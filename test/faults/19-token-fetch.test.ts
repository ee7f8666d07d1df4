import { expect, test } from 'vitest';
import { type AttemptRequest, type Query, RejectedError } from '../../src/index.js';
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

test('[AT3] fault 19: an address that is not obtained is one ordinary failure', async () => {
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
    protocol: null,
    wanted: true,
    attempt: 1,
    maxAttempts: 10,
    retryAt: session.clock.wallNow() + 2_000,
    lastClose: null,
    lastFailure: { kind: 'address', message: 'the address was not obtained: no session' },
    failure: null,
    online: true,
    queued: 0,
  });
});

test('[AT3] fault 19: an address that is not there in time is one ordinary failure, and is ignored when it comes late', async () => {
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

test('[AT3] fault 19: an address fails the chat for good by a RejectedError', async () => {
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

test('[AT3] fault 19: the chat dialed is the chat wanted, though another was asked for first and answers last', async () => {
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

const ways: [string, (session: ReturnType<typeof startSession>) => unknown][] = [
  ['the chat is released', ({ chats }) => chats.select(null)],
  ['another chat is selected', ({ chats }) => chats.select('7')],
  ['the page freezes', ({ page }) => page.freezes()],
  ['everything is disposed of', ({ chats }) => chats.dispose()],
];

test.each(ways)('[AT3, EN1] fault 19: its signal aborts when %s while the address is awaited', async (_, giveUp) => {
  const requests: AttemptRequest[] = [];
  let answer = (_query: Query): void => undefined;
  const query = (request: AttemptRequest) => {
    requests.push(request);
    return new Promise<Query>((resolve) => {
      answer = resolve;
    });
  };
  const session = startSession({ query });
  session.chats.select('42');
  await session.clock.advanceAsync(10);
  const before = requests[0]?.signal.aborted;
  giveUp(session);
  await session.clock.settle();
  answer({});
  await session.clock.advanceAsync(0);
  expect({ before, after: requests[0]?.signal.aborted, dialed: session.dialedAt('42') }).toEqual({
    before: false,
    after: true,
    dialed: [],
  });
});
