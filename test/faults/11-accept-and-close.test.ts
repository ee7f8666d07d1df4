import { describe, expect, test } from 'vitest';
import { CONSTRUCTORS, isIn, serve, startRealSession } from '../integration/real-session.js';
import { acceptsThenCloses, acceptsThenEnds, type Script } from '../support/raw-servers.js';

const THROTTLE_MS = 20;

describe.each(CONSTRUCTORS)('a server that accepts, then closes at once, for ever (%s)', (_, WebSocket) => {
  test.each<[string, Script]>([
    ['with 1000', acceptsThenCloses(1000)],
    ['with 1011', acceptsThenCloses(1011)],
    ['without a Close', acceptsThenEnds()],
  ])('[RE3, RE4, AT2] fault 11: %s: given up after 10 reconnections, never a loop', async (_name, script) => {
    const server = await serve(script);
    const constructedAt: number[] = [];
    class Watched extends WebSocket {
      constructor(url: string, protocols?: string | string[]) {
        constructedAt.push(performance.now());
        super(url, protocols);
      }
    }
    const options = { WebSocket: Watched, throttleMs: THROTTLE_MS, backoff: () => 0 };
    const { chats, until, logged, delays } = startRealSession(server.origin, options);
    chats.select('42');
    const { attempt, failure } = await until('42', isIn('failed'));
    expect([attempt, failure, delays()]).toEqual([
      10,
      { reason: 'attempts-exhausted', message: 'no attempts left of 10' },
      [],
    ]);
    const counts = [server.upgrades, logged('attempt.opened'), logged('connection.lost')].map(({ length }) => length);
    expect(counts).toEqual([11, 11, 11]);
    const gaps = constructedAt.slice(1).map((at, index) => at - (constructedAt[index] ?? 0));
    expect([gaps.length, Math.min(...gaps) >= THROTTLE_MS]).toEqual([10, true]);
  });
});
