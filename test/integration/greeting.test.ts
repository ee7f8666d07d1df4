import { describe, expect, test } from 'vitest';
import { type ChatConnectionsOptions, type GreetingOptions, RejectedError } from '../../src/index.js';
import { accepts, type Behaviour } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const LOGIN = 'login with a-token-of-twenty-eight-chars';

/** A server that admits whoever says so. */
const admits: Behaviour = (peer) => {
  accepts()(peer);
  peer.onMessage((data) => {
    if (data === LOGIN) peer.after(10, () => peer.sends('ready'));
  });
};

const GREETING: GreetingOptions = {
  start: () => LOGIN,
  answer: (data) => (data === 'ready' ? 'welcome' : 'wait'),
};

const startGreeted = (greeting: Partial<GreetingOptions> = {}, options: ChatConnectionsOptions = {}) => {
  const session = startSession({ greeting: { ...GREETING, ...greeting }, ...options });
  session.gateway.behave(admits);
  return session;
};

describe('a greeting', () => {
  test('[GR1] comes first: until the welcome the chat is connecting, and nothing else is sent or delivered', async () => {
    const session = startGreeted();
    const { chats, clock, gateway, events, at } = session;
    chats.select('42');
    chats.get('42').send('early');
    await clock.advanceAsync(0);
    expect([at('42').state, at('42').phase, chats.get('42').send('later').status]).toEqual([
      'connecting',
      'greeting',
      'queued',
    ]);
    gateway.latest('42').peer.sends('not yet');
    expect(gateway.latest('42').sent).toEqual([LOGIN]);
    await clock.advanceAsync(10);
    expect([at('42').state, gateway.latest('42').sent]).toEqual(['open', [LOGIN, 'early', 'later']]);
    expect(events.map(({ type }) => type)).toEqual(['open', 'sent', 'sent']);
    gateway.latest('42').peer.sends('ready');
    expect(events.at(-1)).toMatchObject({ type: 'message', event: { data: 'ready' } });
  });

  test('[GR1, AT4] does not keep its place in the line of handshakes', async () => {
    const session = startGreeted({ start: () => null }, { maxHandshakes: 1 });
    session.chats.retain('a');
    session.chats.retain('b');
    await session.clock.advanceAsync(0);
    expect([session.at('a').phase, session.at('b').phase]).toEqual(['greeting', 'greeting']);
  });

  test('[GR1, RE3, LI1] uptime and heartbeat begin at the welcome', async () => {
    const session = startGreeted({}, { heartbeat: { ping: () => 'ping' }, random: () => 0 });
    session.gateway.behave((peer) => {
      accepts()(peer);
      peer.onMessage((data) => {
        if (data === LOGIN) peer.after(5_000, () => peer.sends('ready'));
      });
    });
    session.chats.select('42');
    await session.clock.advanceAsync(4_999);
    expect(session.gateway.latest('42').sent).toEqual([LOGIN]);
    await session.clock.advanceAsync(1);
    expect(session.gateway.latest('42').sent).toEqual([LOGIN, 'ping']);
    session.gateway.latest('42').peer.sends('pong');
    await session.clock.advanceAsync(30_000);
    session.gateway.latest('42').peer.sends('life');
    expect(session.logged('connection.proved').map(({ at, durationMs }) => [at, durationMs])).toEqual([
      [35_000, 30_000],
    ]);
  });

  test('[GR1] may be several frames, be a promise, and answer to frames', async () => {
    const session = startGreeted({
      start: async ({ chatId, attempt, trigger }) => [`hello ${chatId}`, `${attempt} ${trigger}`],
      answer: (data) => {
        if (data === 'who?') return { reply: 'me' };
        // biome-ignore lint/suspicious/noThenProperty: what follows the reply, no promise.
        return data === 'last' ? { reply: 'bye, gate', then: 'welcome' } : 'wait';
      },
    });
    session.gateway.behave(accepts());
    session.chats.select('42');
    await session.clock.advanceAsync(0);
    const socket = session.gateway.latest('42');
    socket.peer.sends('who?');
    socket.peer.sends('noise');
    socket.peer.sends('last');
    expect([socket.sent, session.at('42').state]).toEqual([['hello 42', '0 wanted', 'me', 'bye, gate'], 'open']);
  });

  test('[GR1] without a start the server speaks first', async () => {
    const session = startSession({ greeting: { answer: () => 'welcome' } });
    await session.open('42');
    session.gateway.latest('42').peer.sends('hello');
    expect([session.at('42').state, session.gateway.latest('42').sent]).toEqual(['open', []]);
  });

  test('[GR1] a start that is answered late sends nothing after the welcome, nor after a release', async () => {
    let answer: (frame: string) => void = () => undefined;
    const start = () =>
      new Promise<string>((resolve) => {
        answer = resolve;
      });
    const session = startGreeted({ start });
    await session.open('42');
    session.gateway.latest('42').peer.sends('ready');
    answer('late');
    await session.clock.settle();
    const sent = [session.gateway.latest('42').sent];
    session.chats.select('7');
    await session.clock.advanceAsync(300);
    session.chats.select(null);
    await session.clock.settle();
    answer('late');
    await session.clock.settle();
    expect([...sent, session.gateway.latest('7').sent, session.at('7').state]).toEqual([[], [], 'idle']);
  });

  test('[GR2] the signal of its request aborts when the attempt ends early, and not when it is admitted', async () => {
    const signals: { readonly aborted: boolean }[] = [];
    const session = startGreeted({
      start: ({ signal }) => {
        signals.push(signal);
        return LOGIN;
      },
    });
    await session.open('42');
    await session.clock.advanceAsync(10);
    await session.clock.advanceAsync(300);
    session.chats.select('7');
    await session.clock.advanceAsync(0);
    session.chats.select(null);
    await session.clock.advanceAsync(60_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });
});

describe('a server that does not admit us', () => {
  const endOf = async (session: ReturnType<typeof startSession>, frame: string) => {
    await session.open('42');
    session.gateway.latest('42').peer.sends(frame);
    const { state, failure, lastFailure, attempt } = session.at('42');
    return { state, reason: failure?.reason ?? null, kind: lastFailure?.kind ?? null, attempt };
  };

  test.each([
    ['retry', { state: 'backoff', reason: null, kind: 'greeting', attempt: 1 }],
    ['refresh', { state: 'throttled', reason: null, kind: 'greeting', attempt: 0 }],
    ['fatal', { state: 'failed', reason: 'rejected', kind: 'greeting', attempt: 0 }],
  ] as const)('[GR2, RE5] %s is the attempt’s one outcome', async (verdict, expected) => {
    const session = startGreeted({ start: () => null, answer: () => verdict });
    expect(await endOf(session, 'no')).toEqual(expected);
    expect(session.logged('attempt.failed')).toHaveLength(1);
    expect(session.events).toEqual(verdict === 'fatal' ? [expect.objectContaining({ type: 'failed' })] : []);
    await session.clock.advanceAsync(0);
    expect(session.gateway.socketsOf('42')[0]?.readyState).toBe(3);
  });

  test('[GR2, RE5] { retryAfterMs } holds off', async () => {
    const session = startGreeted({ start: () => null, answer: () => ({ retryAfterMs: 60_000 }) });
    await endOf(session, 'later');
    expect(session.logged('retry.scheduled')[0]?.waitMs).toBeGreaterThanOrEqual(60_000);
  });

  test('[GR2, RE5] a second refresh is unauthorized', async () => {
    const session = startGreeted({ start: () => null, answer: () => 'refresh' });
    await endOf(session, 'no');
    await session.clock.advanceAsync(2_000);
    session.gateway.latest('42').peer.sends('no');
    expect([session.at('42').failure?.reason, session.gateway.sockets.length]).toEqual(['unauthorized', 2]);
  });

  test.each<[string, Partial<GreetingOptions>, string, string]>([
    ['start', { start: () => Promise.reject(new Error('no ticket')) }, 'backoff', 'the greeting failed: no ticket'],
    ['start at once', { start: fail }, 'backoff', 'the greeting failed: it broke'],
    ['answer', { answer: fail }, 'backoff', 'the greeting failed: it broke'],
    ['start', { start: () => Promise.reject(new RejectedError('log in')) }, 'failed', 'the greeting failed: log in'],
    ['answer', { answer: refuse }, 'failed', 'the greeting failed: log in'],
    [
      'answer with nonsense',
      { answer: () => 'yes' as never },
      'backoff',
      'the greeting failed: expected a finite number of ms, 0 or more, received undefined',
    ],
  ])('[GR2, RE1] what %s throws ends the attempt', async (_, greeting, state, message) => {
    const session = startGreeted({ ...greeting });
    await session.open('42');
    if (session.at('42').phase === 'greeting') session.gateway.latest('42').peer.sends('hello');
    expect([session.at('42').state, session.at('42').lastFailure]).toEqual([state, { kind: 'greeting', message }]);
  });

  test('[GR3] the silent one is given up after timeoutMs, and a close in it follows RE5', async () => {
    const session = startGreeted({ start: () => null, timeoutMs: 3_000 });
    await session.open('42');
    await session.clock.advanceAsync(2_999);
    const before = session.at('42').phase;
    await session.clock.advanceAsync(1);
    expect([before, session.at('42').lastFailure]).toEqual([
      'greeting',
      { kind: 'greeting', message: 'no welcome within 3000 ms' },
    ]);
    session.chats.select('7');
    await session.clock.advanceAsync(0);
    session.gateway.latest('7').peer.closes(4403, 'not you');
    expect([session.at('7').failure?.reason, session.at('7').lastFailure]).toEqual([
      'rejected',
      { kind: 'greeting', message: 'the greeting failed: closed with 4403: not you' },
    ]);
  });

  test.each([
    ['released', (session: ReturnType<typeof startSession>) => session.chats.select(null), 'idle'],
    ['frozen', (session: ReturnType<typeof startSession>) => session.page.freezes(), 'backoff'],
    ['renewed', (session: ReturnType<typeof startSession>) => session.chats.reconnect(), 'throttled'],
    ['disposed', (session: ReturnType<typeof startSession>) => session.chats.dispose(), 'idle'],
  ])('[GR4] %s in the middle of it, its socket is closed at once', async (_, act, state) => {
    const session = startGreeted({ start: () => null });
    await session.open('42');
    const chat = session.chats.get('42');
    const socket = session.gateway.latest('42');
    act(session);
    await session.clock.settle();
    expect([chat.getSnapshot().state, socket.readyState >= 2, session.events]).toEqual([state, true, []]);
  });

  test('[OB3] a token of its frames is not in what is told', async () => {
    const session = startGreeted();
    await session.open('42');
    session.gateway.latest('42').peer.closes(4403, 'no such token: a-token-of-twenty-eight-chars');
    const told = JSON.stringify([session.records, session.at('42'), session.events]);
    expect([told.includes('a-token-of-twenty'), told.includes('[redacted]')]).toEqual([false, true]);
  });
});

function fail(): never {
  throw new Error('it broke');
}

function refuse(): never {
  throw new RejectedError('log in');
}
