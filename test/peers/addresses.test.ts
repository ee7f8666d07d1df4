/**
 * Addresses and tokens. What was seen of others, and the test here that answers it:
 *
 * | seen | peer | answered by |
 * |---|---|---|
 * | switching room while the token was pending connected to the old room and stayed | partysocket 1.3.0 | while its token was pending |
 * | query parameters not encoded | react-use-websocket 4.13.0 | encoded |
 * | a rejected URL function leaves every subscriber hanging | graphql-ws 6.4.2 | is told to subscribers |
 * | a hanging `getToken` blocks everything | centrifuge 5.8 | hangs |
 * | the log holds the API key | Supabase realtime 2.119.1 | no record |
 * | the default log prints the URL with its access token | SignalR 10 | silent |
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { RejectedError } from '../../src/index.js';
import { acceptsThenCloses, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('addresses and tokens', () => {
  test('[AT3] another chat selected while its token was pending: only that one is dialed, whichever answer comes last', async () => {
    const answers = new Map<string, (query: { token: string }) => void>();
    const aborted: string[] = [];
    const session = startSession({
      query: ({ chatId, signal }) => {
        signal.addEventListener('abort', () => aborted.push(chatId));
        return new Promise((resolve) => answers.set(chatId, resolve));
      },
    });
    const { chats, clock, gateway } = session;
    await session.open('old');
    await clock.advanceAsync(1_000);
    chats.select('new');
    await clock.settle();
    answers.get('new')?.({ token: 'of-the-new' });
    await clock.settle();
    answers.get('old')?.({ token: 'of-the-old' });
    await clock.advanceAsync(60_000);
    expect([gateway.sockets.map(({ url }) => url), aborted, session.at('old').state, session.at('new').state]).toEqual([
      ['wss://gateway.example/api/v1/chats/new/ws?token=of-the-new'],
      ['old'],
      'idle',
      'open',
    ]);
  });

  test('[AT3] chat ids and query values are encoded', async () => {
    const session = startSession({ query: { token: 'a b&c=d#e/?', name: 'Zoë' } });
    await session.open('a/b?c#d');
    const { pathname, searchParams, hash } = new URL(session.gateway.latest().url);
    expect([pathname, [...searchParams], hash]).toEqual([
      '/api/v1/chats/a%2Fb%3Fc%23d/ws',
      [
        ['token', 'a b&c=d#e/?'],
        ['name', 'Zoë'],
      ],
      '',
    ]);
  });

  test.each([
    ['once, and for good', new RejectedError('no'), 'failed'],
    ['this time', new Error('no'), 'backoff'],
  ])('[AT3] an address refused %s is told to subscribers at once', async (_, error, state) => {
    const session = startSession({ query: () => Promise.reject(error) });
    const seen: unknown[] = [];
    session.chats.get('42').subscribe(({ state, lastFailure }) => seen.push([state, lastFailure?.kind]));
    await session.open('42');
    expect(seen.at(-1)).toEqual([state, 'address']);
  });

  test('[AT3, SE8] a token that hangs costs its own chat resolveTimeoutMs, and no other chat anything', async () => {
    const session = startSession({
      query: ({ chatId }) => (chatId === 'hung' ? new Promise(() => undefined) : { token: 'x' }),
      maxHandshakes: 1,
    });
    const { chats, clock } = session;
    chats.retain('hung');
    await session.open('well');
    expect([session.at('hung').phase, session.at('well').state]).toEqual(['resolving', 'open']);
    await clock.advanceAsync(10_000);
    expect([session.at('hung').state, session.at('hung').lastFailure?.kind]).toEqual(['backoff', 'address']);
  });

  const TOKEN = 'very-secret-token';

  test('[OB3] no record holds the token, not even when the server quotes it', async () => {
    const session = startSession({ query: { token: TOKEN }, maxAttempts: 1 });
    session.gateway.behave(acceptsThenCloses(1011, `bad token ${TOKEN}`));
    await session.open('42');
    await session.clock.advanceAsync(600_000);
    expect(session.records.length).toBeGreaterThan(5);
    expect(JSON.stringify([session.records, session.at('42'), session.events])).not.toContain(TOKEN);
  });

  test('[OB4] without a logger it is silent', async () => {
    const methods = ['debug', 'log', 'info', 'warn', 'error', 'trace'] as const;
    const spies = methods.map((method) => vi.spyOn(console, method).mockImplementation(() => undefined));
    const { logger: _, ...silent } = { logger: undefined, query: { token: TOKEN }, maxAttempts: 1 };
    const session = startSession(silent);
    session.gateway.behave(refuses());
    await session.open('42');
    await session.clock.advanceAsync(600_000);
    expect([session.at('42').state, spies.map(({ mock }) => mock.calls)]).toEqual(['failed', methods.map(() => [])]);
  });
});
