import { describe, expect, test } from 'vitest';
import { CONSTRUCTORS, isIn, resting, serve, startRealSession } from '../integration/real-session.js';
import { accepts, acceptsThenCloses, refuses, sequence } from '../support/raw-servers.js';

describe.each(CONSTRUCTORS)('a connection by %s', (_, WebSocket) => {
  const serialTokens = () => {
    const asked: string[] = [];
    const query = ({ trigger }: { trigger: string }) => ({ serial: asked.push(trigger) });
    return { asked, query };
  };

  test('[RE5] fault 20: refused with 4401 once is made again at once with a new token', async () => {
    const server = await serve(sequence(acceptsThenCloses(4401), accepts()));
    const { asked, query } = serialTokens();
    const { chats, until } = startRealSession(server.origin, { ...resting, WebSocket, query });
    chats.select('42');
    const { attempt } = await until('42', ({ lastClose, state }) => lastClose?.code === 4401 && state === 'open');
    expect([attempt, asked, server.upgrades.map(({ url }) => url.search)]).toEqual([
      0,
      ['wanted', 'unauthorized'],
      ['?serial=1', '?serial=2'],
    ]);
  });

  test.each([
    ['twice', sequence(acceptsThenCloses(4401), acceptsThenCloses(4401), accepts()), ['wanted', 'unauthorized']],
    ['for ever', acceptsThenCloses(4401), ['wanted', 'unauthorized']],
    [
      'for ever, with failures between',
      sequence(acceptsThenCloses(4401), refuses(503), acceptsThenCloses(4401)),
      ['wanted', 'unauthorized', 'lost'],
    ],
  ] as const)(
    '[RE5, RE4] fault 20: refused with 4401 %s is given up as unauthorized: no loop',
    async (_name, script, triggers) => {
      const server = await serve(script);
      const { asked, query } = serialTokens();
      const { chats, until, delays } = startRealSession(server.origin, { WebSocket, query });
      const failures: unknown[] = [];
      chats.on('failed', ({ failure }) => failures.push(failure));
      chats.select('42');
      const { failure, lastClose } = await until('42', isIn('failed'));
      expect({ failure, lastClose, failures, asked, upgrades: server.upgrades.length, delays: delays() }).toEqual({
        failure: { reason: 'unauthorized', message: 'the connection was lost: closed with 4401' },
        lastClose: { code: 4401, reason: '', wasClean: true },
        failures: [failure],
        asked: triggers,
        upgrades: triggers.length,
        delays: [],
      });
    },
  );
});
