import { describe, expect, test } from 'vitest';
import type { ChatConnectionsOptions, WebSocketConstructor } from '../../src/index.js';
import { accepts, failsWithErrorOnly, hangs, refuses, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';
import { leftOut } from './left-out.js';

const CONNECTING = 0;

/** A session that notes how many sockets of each host are CONNECTING whenever one is constructed, itself included. */
const startCounted = (options: ChatConnectionsOptions = {}) => {
  const handshakes: number[] = [];
  const isOfHost = (host: string) => (socket: { url: string }) => new URL(socket.url).host === host;
  const WebSocket = function (this: unknown, url: string, protocols?: string[]) {
    const { live, WebSocket } = session.gateway;
    const socket = new WebSocket(url, protocols);
    const connecting = live.filter(({ readyState }) => readyState === CONNECTING);
    handshakes.push([...connecting, socket].filter(isOfHost(new URL(url).host)).length);
    return socket;
  } as unknown as WebSocketConstructor;
  const session = startSession({ maxHandshakes: 1, burstMs: 0, WebSocket, ...options });
  return { ...session, handshakes };
};

const phases = (session: Pick<ReturnType<typeof startSession>, 'at'>, ...chatIds: string[]) =>
  chatIds.map((chatId) => session.at(chatId).phase);

describe('handshakes at once', () => {
  test('[AT4] are no more than maxHandshakes; the others await a slot', async () => {
    const session = startCounted({ maxHandshakes: 2 });
    session.gateway.behave(hangs());
    for (const chatId of ['a', 'b', 'c']) session.chats.retain(chatId);
    const waiting = phases(session, 'a', 'b', 'c');
    const { sockets } = session.gateway;
    sockets[1]?.peer.accepts();
    expect({ waiting, after: phases(session, 'a', 'b', 'c'), dialed: sockets.length }).toEqual({
      waiting: ['dialing', 'dialing', 'awaiting-slot'],
      after: ['dialing', 'healthy', 'dialing'],
      dialed: 3,
    });
  });

  test.each([
    ['opens', accepts({ afterMs: 10 })],
    ['is refused', refuses({ afterMs: 10 })],
    ['ends in an error alone', failsWithErrorOnly({ afterMs: 10 })],
    ['is never answered', hangs()],
  ])('[AT4] give their slot back when the first one %s, and only then', async (_, behaviour) => {
    const session = startCounted();
    session.gateway.behaveFor('a', behaviour);
    session.chats.retain('a');
    session.chats.retain('b');
    await session.clock.advanceAsync(10_010);
    expect([session.at('b').state, session.handshakes.slice(0, 2)]).toEqual(['open', [1, 1]]);
  });

  test('[AT4] of a hung chat let a healthy one open within its timeout', async () => {
    const session = startCounted({ connectTimeoutMs: 3_000 });
    session.gateway.behaveFor('a', hangs());
    session.chats.retain('a');
    session.chats.select('b');
    await session.clock.advanceAsync(2_999);
    const before = session.at('b').state;
    await session.clock.advanceAsync(1);
    expect([before, session.at('b').state, session.dialedAt('b')]).toEqual(['connecting', 'open', [3_000]]);
  });

  test('[AT4] leave the hung socket before the next one dials: a browser would hold that one up', async () => {
    const session = startCounted({ connectTimeoutMs: 3_000 });
    session.gateway.behaveFor('a', hangs());
    session.chats.retain('a');
    session.chats.select('b');
    await session.clock.advanceAsync(3_000);
    expect(session.handshakes).toEqual([1, 1]);
  });

  test('[AT4, SE4] free their slot, and close their socket first, when the chat is released', async () => {
    const session = startCounted();
    session.gateway.behaveFor('a', hangs());
    session.chats.select('a');
    session.chats.select('b');
    await session.clock.advanceAsync(0);
    expect([session.handshakes, session.at('a').state, session.at('b').state]).toEqual([[1, 1], 'idle', 'open']);
  });

  test('[AT4, SE4] are not made for a chat that let go while it awaited its slot', async () => {
    const session = startCounted();
    session.gateway.behave(accepts({ afterMs: 500 }));
    session.chats.retain('a');
    const release = session.chats.retain('b');
    session.chats.retain('c');
    release();
    await session.clock.advanceAsync(60_000);
    expect(['a', 'b', 'c'].map((chatId) => session.dialedAt(chatId))).toEqual([[0], [], [500]]);
  });

  test('[AT4] begin with the selected chat, then go in the order of asking', async () => {
    const session = startCounted();
    session.gateway.behave(accepts({ afterMs: 100 }));
    for (const chatId of ['a', 'b', 'c']) session.chats.retain(chatId);
    session.chats.select('d');
    await session.clock.advanceAsync(1_000);
    const order = session.gateway.sockets.map(({ url }) => new URL(url).pathname.split('/')[4]);
    expect([order, session.handshakes]).toEqual([
      ['a', 'd', 'b', 'c'],
      [1, 1, 1, 1],
    ]);
  });

  test('[AT4] are counted for each host by itself', async () => {
    const session = startCounted({ url: ({ chatId }) => `wss://${chatId}.example/ws`, ...leftOut('gateway') });
    session.gateway.behave(hangs());
    session.chats.retain('a');
    session.chats.retain('b');
    await session.clock.settle();
    expect(phases(session, 'a', 'b')).toEqual(['dialing', 'dialing']);
  });

  test('[AT4] are counted for each registry by itself', async () => {
    const [one, other] = [startCounted(), startCounted()];
    for (const session of [one, other]) {
      session.gateway.behave(hangs());
      session.chats.retain('a');
    }
    expect([one, other].map((session) => phases(session, 'a'))).toEqual([['dialing'], ['dialing']]);
  });

  test('[AT4] have their timeout from the construction of the socket, not from the wait before', async () => {
    const session = startCounted({ connectTimeoutMs: 4_000 });
    session.gateway.behave(hangs());
    session.chats.retain('a');
    session.chats.retain('b');
    await session.clock.advanceAsync(4_000 + 3_999);
    const before = session.at('b').phase;
    await session.clock.advanceAsync(1);
    expect([before, session.at('b').lastFailure?.kind, session.dialedAt('b')]).toEqual(['dialing', 'timeout', [4_000]]);
  });
});

describe('an address that waited for its slot', () => {
  const asking = (urlOf: (serial: number, chatId: string) => string | Promise<string>) => {
    const asked: string[] = [];
    const session = startCounted({
      ...leftOut('gateway'),
      url: ({ chatId }) => urlOf(asked.push(chatId), chatId),
      resolveTimeoutMs: 3_000,
      connectTimeoutMs: 5_000,
    });
    session.gateway.behave(sequence(hangs(), accepts()));
    return { ...session, asked };
  };
  const address = (serial: number, chatId: string) => `wss://one.example/api/v1/chats/${chatId}/ws?serial=${serial}`;

  test('[AT3, AT4] is asked for anew when it is older than its timeout', async () => {
    const session = asking(address);
    session.chats.retain('a');
    session.chats.retain('b');
    await session.clock.advanceAsync(5_000);
    expect({ asked: session.asked, url: session.gateway.latest('b').url, state: session.at('b').state }).toEqual({
      asked: ['a', 'b', 'b'],
      url: 'wss://one.example/api/v1/chats/b/ws?serial=3',
      state: 'open',
    });
  });

  test('[AT4] is used when it is just not older than its timeout', async () => {
    const session = asking(address);
    session.chats.retain('a');
    await session.clock.advanceAsync(2_000);
    session.chats.retain('b');
    await session.clock.advanceAsync(3_000);
    expect([session.asked, session.at('b').state]).toEqual([['a', 'b'], 'open']);
  });

  test('[AT4] has its timeout anew, in the phase `resolving`, and keeps the slot meanwhile', async () => {
    const session = asking((serial, chatId) => (serial === 4 ? new Promise(() => undefined) : address(serial, chatId)));
    session.chats.retain('a');
    session.chats.retain('b');
    await session.clock.advanceAsync(0);
    session.chats.retain('c');
    await session.clock.advanceAsync(5_000);
    const waiting = phases(session, 'b', 'c');
    await session.clock.advanceAsync(2_999);
    const lastMoment = phases(session, 'b', 'c');
    await session.clock.advanceAsync(1);
    expect({ waiting, lastMoment, failure: session.at('b').lastFailure?.kind, c: session.at('c').state }).toEqual({
      waiting: ['resolving', 'awaiting-slot'],
      lastMoment: ['resolving', 'awaiting-slot'],
      failure: 'address',
      c: 'open',
    });
  });

  test('[AT4] that names another host now gives the slot up for one there', async () => {
    const session = asking((serial, chatId) =>
      address(serial, chatId).replace('one', chatId === 'b' && serial > 3 ? 'two' : 'one'),
    );
    session.chats.retain('a');
    session.chats.retain('b');
    session.chats.retain('c');
    await session.clock.advanceAsync(5_000);
    expect(['b', 'c'].map((chatId) => new URL(session.gateway.latest(chatId).url).host)).toEqual([
      'two.example',
      'one.example',
    ]);
  });
});
