import { describe, expect, test } from 'vitest';
import { type Behaviour, createSeededRandom, type VirtualClock } from '../../src/testing/index.js';
import { CONSTRUCTORS, isIn, resting, serve, startRealSession } from '../integration/real-session.js';
import { accepts, textFrame } from '../support/raw-servers.js';
import { startSession } from '../support/session.js';
import { throughProxy } from './real-network.js';

const BYTES_PER_MS = 64 / 8;
const DELAYED_SHARE = 0.3;
const SEGMENT_BYTES = 1_448;

/** What 64 kbit/s take for it, and for three segments in ten the time until they are sent again. */
const lossyTransit = (random: () => number, longestDelayMs: number) => (bytes: number) =>
  bytes / BYTES_PER_MS + (random() < DELAYED_SHARE ? 200 + random() * (longestDelayMs - 200) : 0);

/** A peer that answers pings and sends 20 kB of news every 20 s, at the other end of such a link. */
const behindSlowLink = (clock: VirtualClock, random: () => number): Behaviour => {
  const transit = lossyTransit(random, 3_000);
  return (peer) => {
    const lane = () => {
      let isFreeAt = 0;
      let arrivesAt = 0;
      return (bytes: number, arrive: () => void) => {
        for (let left = bytes; left > 0; left -= SEGMENT_BYTES) {
          const segment = Math.min(left, SEGMENT_BYTES);
          isFreeAt = Math.max(isFreeAt, clock.now()) + segment / BYTES_PER_MS;
          arrivesAt = Math.max(arrivesAt, isFreeAt - segment / BYTES_PER_MS + transit(segment));
        }
        peer.after(arrivesAt - clock.now(), arrive);
      };
    };
    const toServer = lane();
    const toClient = lane();
    const sendNews = () => {
      toClient(20_000, () => peer.sends('news'));
      peer.after(20_000, sendNews);
    };
    peer.onMessage(() => toServer(100, () => toClient(100, () => peer.sends('pong'))));
    toServer(500, () =>
      toClient(200, () => {
        peer.accepts();
        sendNews();
      }),
    );
  };
};

test.each([1, 2, 3])('[LI1, LI2] fault 23: 10 minutes of it cost no connection (seed %i)', async (seed) => {
  const heartbeat = { ping: () => 'ping', intervalMs: 15_000, isPong: (data: unknown) => data === 'pong' };
  const session = startSession({ heartbeat });
  session.gateway.behave(behindSlowLink(session.clock, createSeededRandom(seed)));
  session.chats.select('42');
  await session.clock.advanceAsync(600_000);
  const types = session.events.map(({ type }) => type);
  expect([session.at('42').state, session.dialedAt('42'), new Set(types)]).toEqual([
    ...['open', [0], new Set(['open', 'message'])],
  ]);
  expect(session.logged('probe.sent').length).toBeGreaterThan(10);
  expect([session.logged('probe.overdue'), session.logged('connection.lost')]).toEqual([[], []]);
  expect(types.filter((type) => type === 'message').length).toBeGreaterThan(25);
});

/** 8 kB, a second of the link. */
const LONG = 'x'.repeat(8_000);

describe.each(CONSTRUCTORS)('a real connection by %s', (_, WebSocket) => {
  test('[LI1, LI2, ME1] fault 23: flaps no more than it loses messages or their order', {
    timeout: 20_000,
  }, async () => {
    const texts = ['0', '1', '2', LONG, ...Array.from({ length: 8 }, (_none, index) => `${index + 4}`)];
    let asked = 0;
    // Answers each frame: a ping with a pong, anything else with the next text.
    const server = await serve(
      accepts((socket) => {
        socket.on('data', () => socket.write(textFrame(texts[asked++] ?? 'pong')));
      }),
    );
    const proxy = await throughProxy(server, lossyTransit(createSeededRandom(1), 400));
    const { chats, until, logged } = startRealSession(proxy.origin, {
      ...{ ...resting, WebSocket },
      heartbeat: { ping: () => 'ping', intervalMs: 100, timeoutMs: 4_000 },
    });
    const received: unknown[] = [];
    const hasAll = new Promise<void>((resolve) => {
      chats.on('message', ({ chatId, data }) => {
        if (received.push(data) === texts.length) resolve();
        else chats.get(chatId).send(LONG.slice(0, 100));
      });
    });
    chats.select('42');
    await until('42', isIn('open'));
    await hasAll;
    // The answer to one more ping may have come since.
    expect(received.slice(0, texts.length)).toEqual(texts);
    expect([logged('connection.lost'), logged('probe.overdue'), server.upgrades.length]).toEqual([[], [], 1]);
    expect(logged('probe.sent').length).toBeGreaterThan(0);
  });
});
