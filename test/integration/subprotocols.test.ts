import { describe, expect, test } from 'vitest';
import { type AttemptRequest, type ChatConnectionsOptions, RejectedError } from '../../src/index.js';
import {
  accepts,
  acceptsThenCloses,
  acceptsThenDrops,
  createFakeGateway,
  hangs,
  sequence,
} from '../../src/testing/index.js';
import { isInspectable } from '../support/engine-in-use.js';
import { startSession } from '../support/session.js';
import { leftOut } from './left-out.js';

const TOKEN = 'a-token-of-mine-that-is-longer-than-a-name';

/** Promises that the test settles, in the order in which they were asked for. */
const startAsked = <Answer>() => {
  const asked: { request: AttemptRequest; answer: (answer: Answer) => void; refuse: (error: unknown) => void }[] = [];
  const ask = (request: AttemptRequest) =>
    new Promise<Answer>((answer, refuse) => asked.push({ request, answer, refuse }));
  return { asked, ask };
};

describe('subprotocols that are asked for', () => {
  test('[AT3] are asked for anew for every attempt, with the request', async () => {
    const asked: object[] = [];
    const session = startSession({
      random: () => 0,
      protocols: ({ chatId, attempt, trigger }) => ['chat.v1', `ticket.${asked.push({ chatId, attempt, trigger })}`],
    });
    session.gateway.behave(sequence(acceptsThenDrops(), accepts()));
    await session.open('42');
    await session.clock.advanceAsync(2_000);
    expect([asked, session.gateway.sockets.map(({ protocols }) => protocols)]).toEqual([
      [
        { chatId: '42', attempt: 0, trigger: 'wanted' },
        { chatId: '42', attempt: 1, trigger: 'lost' },
      ],
      [
        ['chat.v1', 'ticket.1'],
        ['chat.v1', 'ticket.2'],
      ],
    ]);
  });

  test.each<[string, string | readonly string[] | Promise<string>, string[]]>([
    ['one', 'chat.v1', ['chat.v1']],
    ['a promise of one', Promise.resolve('chat.v1'), ['chat.v1']],
    ['none', [], []],
  ])('[AT3] may be %s', async (_, answer, offered) => {
    const session = startSession({ protocols: async () => answer });
    await session.open('42');
    expect([session.at('42').state, session.gateway.latest().protocols]).toEqual(['open', offered]);
  });

  test.each<['query' | 'url']>([['query'], ['url']])(
    '[AT3] are asked for together with %s, under the same signal',
    async (name) => {
      const query = startAsked<{ token: string }>();
      const url = startAsked<string>();
      const protocols = startAsked<string>();
      const session = startSession(
        name === 'query'
          ? { query: query.ask, protocols: protocols.ask }
          : { ...leftOut('gateway'), url: url.ask, protocols: protocols.ask },
      );
      session.chats.select('42');
      const { asked } = name === 'query' ? query : url;
      const [request] = asked.map((one) => one.request);
      expect([asked.length, protocols.asked.length, protocols.asked[0]?.request.signal === request?.signal]).toEqual([
        1,
        1,
        true,
      ]);
      query.asked[0]?.answer({ token: 't' });
      url.asked[0]?.answer('wss://other.example/42');
      await session.clock.settle();
      const { phase } = session.at('42');
      protocols.asked[0]?.answer('chat.v1');
      await session.clock.settle();
      expect([phase, session.at('42').phase, session.gateway.latest().protocols]).toEqual([
        'resolving',
        'dialing',
        ['chat.v1'],
      ]);
    },
  );

  test('[AT3] have the time that the address has, and their signal aborts', async () => {
    const { asked, ask } = startAsked<string>();
    const session = startSession({ protocols: ask, resolveTimeoutMs: 5_000 });
    session.chats.select('42');
    await session.clock.advanceAsync(4_999);
    const before = [session.at('42').phase, asked[0]?.request.signal.aborted];
    await session.clock.advanceAsync(1);
    asked[0]?.answer('chat.v1');
    await session.clock.settle();
    const { state, lastFailure } = session.at('42');
    expect([before, state, lastFailure, asked[0]?.request.signal.aborted, session.gateway.constructedAt]).toEqual([
      ['resolving', false],
      'backoff',
      { kind: 'address', message: 'no address within 5000 ms' },
      true,
      [],
    ]);
  });

  test('[AT3] that throw are one ordinary failure', async () => {
    const session = startSession({
      protocols: () => {
        throw new Error('no session');
      },
    });
    session.chats.select('42');
    await session.clock.settle();
    const { state, attempt, lastFailure } = session.at('42');
    expect([state, attempt, lastFailure]).toEqual([
      'backoff',
      1,
      { kind: 'address', message: 'the address was not obtained: no session' },
    ]);
  });

  test('[AT3] that are refused fail the chat, though the query is still awaited', async () => {
    const session = startSession({
      query: () => new Promise(() => undefined),
      protocols: () => Promise.reject(new RejectedError('signed out')),
    });
    session.chats.select('42');
    await session.clock.settle();
    expect(session.at('42').failure).toEqual({
      reason: 'rejected',
      message: 'the address was not obtained: signed out',
    });
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a record', { token: TOKEN }],
    ['a list with something else in it', [TOKEN, 1]],
  ])('[AT6, OB3] that are %s fail the chat, which never dials without', async (_, answer) => {
    const options: object = { protocols: () => answer };
    const session = startSession(options);
    await session.open('42');
    const { failure } = session.at('42');
    expect([failure?.reason, failure?.message, session.gateway.constructedAt]).toEqual([
      'misconfigured',
      expect.stringMatching(/^The subprotocols must be a string or an array of strings; received an? \w+$|undefined$/),
      [],
    ]);
    expect(JSON.stringify([session.records, session.events, session.at('42')])).not.toContain(TOKEN);
  });

  test('[AT4] are asked for again where the address is', async () => {
    let asked = 0;
    const session = startSession({
      burstMs: 0,
      maxHandshakes: 1,
      connectTimeoutMs: 60_000,
      protocols: ({ chatId }) => {
        asked += 1;
        return `${chatId}.ticket.${asked}`;
      },
    });
    session.gateway.behaveFor('a', hangs());
    session.chats.retain('a');
    session.chats.retain('b');
    await session.clock.advanceAsync(60_000);
    expect(session.gateway.latest('b').protocols).toEqual(['b.ticket.3']);
  });

  test('[OB3] are redacted where the server repeats them', async () => {
    const session = startSession({ protocols: async () => ['chat.v1', TOKEN] });
    session.gateway.behave(acceptsThenCloses(4000, `not good: ${TOKEN}`));
    await session.open('42');
    await session.clock.advanceAsync(0);
    expect(session.at('42').lastClose).toEqual({ code: 4000, reason: 'not good: [redacted]', wasClean: true });
    expect(JSON.stringify([session.records, session.events, session.at('42')])).not.toContain(TOKEN);
  });
});

test('[OB3, AT6] subprotocols that are asked for are not in the exception of a constructor that quotes them', async () => {
  class Refusing extends createFakeGateway().WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url);
      throw new SyntaxError(`One of the subprotocols ${protocols} is invalid`);
    }
  }
  const session = startSession({ WebSocket: Refusing, protocols: () => ['chat', TOKEN] });
  await session.open('42');
  expect(session.at('42').failure).toEqual({
    reason: 'misconfigured',
    message: 'One of the subprotocols chat,[redacted] is invalid',
  });
});

describe('the subprotocol that the server chose', () => {
  const chosen = async (options: ChatConnectionsOptions, protocol?: string) => {
    const session = startSession(options);
    session.gateway.behave(accepts(protocol === undefined ? {} : { protocol }));
    const before = session.at('42').protocol;
    session.chats.select('42');
    const during = session.at('42').protocol;
    await session.clock.advanceAsync(0);
    const [opened] = session.events.map(({ event }) => ('protocol' in event ? event.protocol : 'none told'));
    return { told: [before, during, session.at('42').protocol, opened], session };
  };

  test.each<[string, ChatConnectionsOptions, string | undefined, string | null]>([
    ['one of those of the option', { protocols: ['chat.v2', 'chat.v1'] }, 'chat.v1', 'chat.v1'],
    ['a long one of the option', { protocols: ['chat.v1', TOKEN] }, TOKEN, TOKEN],
    ['one of those asked for', { protocols: () => ['chat.v1', TOKEN] }, 'chat.v1', 'chat.v1'],
    ['a token asked for', { protocols: () => ['chat.v1', TOKEN] }, TOKEN, '[redacted]'],
    ['none of those of the option', { protocols: ['chat.v1'] }, '', null],
    ['none, where none was offered', {}, undefined, null],
  ])('[OB3] is told by the snapshot and by open: %s', async (_, options, protocol, told) => {
    expect((await chosen(options, protocol)).told).toEqual([null, null, told, told]);
  });

  test('is told while the connection is open, and no longer', async () => {
    const { session } = await chosen({ protocols: 'chat.v1' }, 'chat.v1');
    session.gateway.behave(accepts({ protocol: '' }));
    session.gateway.latest().peer.drops();
    const lost = session.at('42').protocol;
    await session.clock.advanceAsync(5_000);
    const again = session.at('42');
    expect([lost, again.state, again.protocol]).toEqual([null, 'open', null]);
  });

  test.runIf(isInspectable)('[OB3] is nothing of the chart, which inspectors see', async () => {
    const frames: unknown[] = [];
    const { session } = await chosen({ protocols: 'chat.v1', inspect: (frame) => frames.push(frame) }, 'chat.v1');
    session.gateway.latest().peer.drops();
    const texts = frames.map((frame) => {
      const { type, event, snapshot } = frame as { type: string; event?: unknown; snapshot?: { context?: unknown } };
      return JSON.stringify([type, event, snapshot?.context]);
    });
    expect([texts.length > 10, texts.filter((text) => text.includes('chat.v1'))]).toEqual([true, []]);
  });
});
