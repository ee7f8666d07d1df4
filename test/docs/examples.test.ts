import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ChatConnections, PageSignals } from '../../src/index.js';
import { accepts, acceptsThenCloses } from '../../src/testing/index.js';
import { blockAt, runExample } from './example.js';

/** Runs a block of the recipes that has connections. */
const runRecipe = async (heading: string, number = 1) => {
  const example = await runExample(blockAt('docs/recipes.md', heading, number));
  const [chats] = example.lasting;
  if (chats === undefined) throw new Error(`"${heading}" has no connections`);
  return { ...example, ...ofChats(chats, example) };
};

const ofChats = (chats: ChatConnections, { clock, gateway }: Awaited<ReturnType<typeof runExample>>) => ({
  chats,
  /** The snapshot of chat `'42'`. */
  snapshot: () => chats.get('42').getSnapshot(),
  select: async () => {
    chats.select('42');
    await clock.advanceAsync(0);
  },
  /** The addresses of its sockets, with the query alone where there is one. */
  dialed: () => gateway.socketsOf('42').map(({ url }) => new URL(url).search || url),
});

describe('Auth by query token', () => {
  const TITLE = 'Auth by query token';

  test('asks for a ticket of the chat before every attempt', async () => {
    const { select, gateway, clock, fetch, dialed } = await runRecipe(TITLE);
    await select();
    gateway.latest().peer.drops();
    await clock.advanceAsync(3_000);
    const asked = ['/tickets/42', { method: 'POST', signal: expect.any(AbortSignal) }];
    expect([fetch.mock.calls, dialed()]).toEqual([
      [asked, asked],
      ['?token=a-ticket', '?token=a-ticket'],
    ]);
  });

  test('gives up at 403, without another try', async () => {
    const { select, snapshot, clock, fetch } = await runRecipe(TITLE);
    fetch.mockImplementation(async () => new Response(null, { status: 403 }));
    await select();
    await clock.advanceAsync(3_600_000);
    expect([snapshot().failure, fetch.mock.calls.length]).toEqual([
      { reason: 'rejected', message: 'the address was not obtained: This chat is not open to you' },
      1,
    ]);
  });

  test('takes any other answer for an ordinary failure', async () => {
    const { select, snapshot, clock, fetch } = await runRecipe(TITLE);
    fetch.mockImplementationOnce(async () => new Response(null, { status: 503 }));
    await select();
    expect([snapshot().state, snapshot().lastFailure?.kind]).toEqual(['backoff', 'address']);
    await clock.advanceAsync(3_000);
    expect(snapshot().state).toBe('open');
  });

  test('ends the fetch when the attempt is given up', async () => {
    const { select, chats, clock, fetch } = await runRecipe(TITLE);
    fetch.mockImplementation(() => new Promise(() => undefined));
    await select();
    chats.select(null);
    await clock.advanceAsync(0);
    expect(fetch.mock.calls[0]?.[1]?.signal?.aborted).toBe(true);
  });

  test('dials what a server answers, where it is asked for the whole address', async () => {
    const { select, dialed } = await runRecipe(TITLE, 2);
    await select();
    expect(dialed()).toEqual(['wss://eu-3.chat.example/api/v1/chats/42/ws']);
  });
});

describe('Refresh after 4401', () => {
  test('renews a refused token once, and keeps the one that is taken', async () => {
    const { select, snapshot, clock, gateway, reader } = await runRecipe('Refresh after 4401');
    gateway.behaveOnce(acceptsThenCloses(4401));
    await select();
    await clock.advanceAsync(2_000);
    gateway.latest().peer.drops();
    await clock.advanceAsync(3_000);
    expect([snapshot().state, gateway.sockets.length, reader.fetchToken.mock.calls.length]).toEqual(['open', 3, 2]);
  });

  test('gives up when the next token is refused too', async () => {
    const { select, snapshot, clock, gateway, reader } = await runRecipe('Refresh after 4401');
    gateway.behave(acceptsThenCloses(4401));
    await select();
    await clock.advanceAsync(3_600_000);
    expect([snapshot().failure?.reason, reader.fetchToken.mock.calls.length]).toEqual(['unauthorized', 2]);
  });
});

test('Login and logout: asks for a login, goes on after it, and leaves nothing behind', async () => {
  const example = await runExample(blockAt('docs/recipes.md', 'Login and logout'));
  const { openFor, loggedInAgain, logOut } = example.topLevel as {
    openFor(session: { token(): Promise<string> }): ChatConnections;
    loggedInAgain(): void;
    logOut(): void;
  };
  const { select, snapshot } = ofChats(openFor({ token: async () => 'a-token' }), example);
  const { clock, gateway, reader } = example;

  gateway.behave(acceptsThenCloses(4401));
  await select();
  await clock.advanceAsync(60_000);
  expect([snapshot().state, reader.showLoginForm.mock.calls.length]).toEqual(['failed', 1]);

  gateway.behave(accepts());
  loggedInAgain();
  await clock.advanceAsync(0);
  expect(snapshot().state).toBe('open');

  logOut();
  expect([gateway.live, clock.pending.length - gateway.pendingTasks]).toEqual([[], 0]);
});

describe('Fetching what was missed', () => {
  const TITLE = 'Fetching what was missed';

  test('by number: asks for what came after the last one seen, and takes each once', async () => {
    const { select, clock, gateway, reader, dialed } = await runRecipe(TITLE);
    await select();
    for (const id of [1, 2, 2, 1]) gateway.latest().peer.sends(JSON.stringify({ id, text: `text ${id}` }));
    gateway.latest().peer.drops();
    await clock.advanceAsync(3_000);
    expect([dialed(), reader.append.mock.calls]).toEqual([
      ['?token=a-token&since=0', '?token=a-token&since=2'],
      [
        ['42', 'text 1'],
        ['42', 'text 2'],
      ],
    ]);
  });

  test('by time: fetches the history at first, and afterwards what came since the chat was last heard', async () => {
    const { select, clock, gateway, reader } = await runRecipe(TITLE, 2);
    const message = { id: 7, text: 'hello' };
    reader.fetchMessages.mockResolvedValue([message]);
    await select();
    await clock.advanceAsync(100_000);
    gateway.latest().peer.drops();
    await clock.advanceAsync(3_000);
    const [first, again] = reader.fetchMessages.mock.calls;
    const MARGIN_MS = 5_000;
    expect(first).toEqual(['42', 0]);
    expect(Date.now() - (again?.[1] ?? 0) - MARGIN_MS).toSatisfy((ms) => 100_000 <= ms && ms < 110_000);
    expect(reader.appendOnce.mock.calls).toEqual([
      ['42', message],
      ['42', message],
    ]);
  });
});

test('Tokens in subprotocols: offers a name and a token, and tells the name that the server chose', async () => {
  const { select, gateway, logger } = await runRecipe('Tokens in subprotocols');
  await select();
  expect([gateway.latest().protocols, logger.log.mock.calls]).toEqual([
    ['chat.v1', 'a-token'],
    [['The server speaks chat.v1']],
  ]);
});

test('Page signals of your own: hears that the page is online, and never that it is offline', async () => {
  const window = new EventTarget();
  vi.stubGlobal('window', window);
  vi.stubGlobal('navigator', { onLine: false });
  onTestFinished(() => void vi.unstubAllGlobals());
  const { topLevel } = await runExample(blockAt('docs/recipes.md', 'Page signals of your own'));
  const { signals } = topLevel as { signals: PageSignals };
  const heard = vi.fn();
  signals.subscribe(heard);
  window.dispatchEvent(new Event('offline'));
  window.dispatchEvent(new Event('online'));
  expect([signals.isOnline(), heard.mock.calls]).toEqual([true, [['online']]]);
});

test('Finding dead connections: pings after 25 s of silence, and gives up 10 s later', async () => {
  const { select, snapshot, chats, clock, gateway } = await runRecipe('Finding dead connections');
  const heard = vi.fn();
  chats.on('message', heard);
  await select();
  const socket = gateway.latest();
  await clock.advanceAsync(25_000);
  socket.peer.sends('{"type":"pong"}');
  expect([socket.sent, heard.mock.calls]).toEqual([['{"type":"ping"}'], []]);
  await clock.advanceAsync(34_999);
  expect(snapshot().phase).toBe('probing');
  await clock.advanceAsync(1);
  expect(snapshot().lastFailure?.kind).toBe('half-open');
});

describe('Local, container and production gateways', () => {
  const TITLE = 'Local, container and production gateways';

  test('takes the gateway that the bundler was told', async () => {
    const { select, dialed } = await runRecipe(TITLE);
    await select();
    expect(dialed()).toEqual(['wss://chat.example/api/v1/chats/42/ws']);
  });

  test('dials a plain address from a page on https:, where the user means it', async () => {
    vi.stubGlobal('location', { protocol: 'https:', hostname: 'chat.example', host: 'chat.example' });
    onTestFinished(() => void vi.unstubAllGlobals());
    const { select, dialed } = await runRecipe(TITLE, 2);
    await select();
    expect(dialed()).toEqual(['ws://192.168.1.20:8083/api/v1/chats/42/ws']);
  });

  test('finds the gateway of a page, also for requests of its own', async () => {
    const { topLevel } = await runExample(blockAt('docs/recipes.md', TITLE, 3));
    expect(topLevel).toEqual({ gateway: 'wss://chat.example', api: 'https://chat.example' });
  });
});
