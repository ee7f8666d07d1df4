import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { ChatConnectionsOptions } from '../../src/index.js';
import { isIn, startRealSession } from '../integration/real-session.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import type { Protocol } from './protocol.js';

const HASTY_HEARTBEAT = { intervalMs: 250, timeoutMs: 250 };

/** A chat that speaks the protocol with a real server, through a network that the test rules. */
const start = async (protocol: Protocol, credentials: 'right' | 'wrong' = 'right') => {
  let server = await protocol.start(0);
  const proxy = await startTcpProxy(server.origin);
  onTestFinished(async () => {
    await proxy.close();
    await server.stop();
  });
  let frames = 0;
  class CountedWebSocket extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      this.on('message', () => {
        frames += 1;
      });
    }
  }
  const options: ChatConnectionsOptions = protocol.options(credentials, server);
  const heartbeat = options.heartbeat && { ...options.heartbeat, ...(protocol.hastyHeartbeat ?? HASTY_HEARTBEAT) };
  const { until, ...session } = startRealSession(proxy.origin, {
    ...options,
    ...(heartbeat && { heartbeat }),
    WebSocket: CountedWebSocket,
    backoff: () => protocol.backoffMs ?? 10,
    // A server takes as long to start as it takes.
    maxAttempts: Number.POSITIVE_INFINITY,
  });
  const chat = session.chats.get('42');
  return {
    ...session,
    chat,
    proxy,
    becomes: (...states: Parameters<typeof isIn>) => until('42', isIn(...states)),
    hears: (expected: readonly unknown[]) => eventually(() => expect(server.log).toEqual(expected)),
    /** Resolves once so many more have come. */
    frames: (count: number) => {
      const from = frames;
      return eventually(() => expect(frames - from).toBeGreaterThanOrEqual(count));
    },
    say: (...texts: string[]) => texts.map((text) => chat.send(protocol.say(text)).status),
    stop: () => server.stop(),
    startAgain: async () => {
      server = await protocol.start(server.port);
    },
  };
};

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

/** What every chat gets from every server, whatever it speaks. */
export const itIsKeptBy = (name: string, protocol: Protocol) => {
  describe(name, () => {
    test('[GR1] is greeted first, hears what was queued after its welcome, and then what is said', async () => {
      const { chats, becomes, hears, say } = await start(protocol);
      chats.select('42');
      expect(say('one', 'two')).toEqual(['queued', 'queued']);
      await becomes('open');
      expect(say('three')).toEqual(['sent']);
      await hears(['hello', 'one', 'two', 'three']);
    });

    test('[GR1, RE1] is greeted again after it was away', async () => {
      const { chats, becomes, hears, say, stop, startAgain } = await start(protocol);
      chats.select('42');
      await becomes('open');
      await stop();
      await becomes('backoff');
      expect(say('meanwhile')).toEqual(['queued']);
      await startAgain();
      await becomes('open');
      await hears(['hello', 'meanwhile']);
    });

    test('[LI1, LI2, LI6] is kept while it answers, and found when it does not', async () => {
      const { chats, chat, becomes, frames, proxy } = await start(protocol);
      chats.select('42');
      await becomes('open');
      const lost = vi.fn();
      chat.on('close', lost);
      // By then more than one silence has asked for a sign of life.
      await frames(4);
      expect(lost).not.toHaveBeenCalled();
      proxy.stall();
      await eventually(() => expect(lost).toHaveBeenCalled());
      expect(chat.getSnapshot().lastFailure?.kind).toBe('half-open');
    });

    test.runIf(protocol.refused)(
      '[GR2, RE5] ends it where the credentials are wrong, and is left in peace',
      async () => {
        const { chats, becomes, logged, delays } = await start(protocol, 'wrong');
        chats.select('42');
        const { failure } = await becomes('failed');
        // No timer waits that could make another attempt.
        expect([failure?.reason, logged('attempt.started').length, delays()]).toEqual([
          protocol.refused?.reason,
          protocol.refused?.attempts,
          [],
        ]);
      },
    );

    test('[SD1, EN3] gets all that was sent before an orderly end', async () => {
      const { chats, becomes, hears, say } = await start(protocol);
      chats.select('42');
      await becomes('open');
      const texts = Array.from({ length: 30 }, (_, index) => `text ${index}`);
      expect(new Set(say(...texts))).toEqual(new Set(['sent']));
      if (protocol.isForgetful) await hears(['hello', ...texts]);
      chats.dispose();
      await hears(['hello', ...texts, ...(protocol.saysBye ? ['bye'] : [])]);
    });
  });
};
