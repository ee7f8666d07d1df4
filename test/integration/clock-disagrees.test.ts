import { afterEach, describe, expect, it, vi } from 'vitest';
import { createChatConnections, type LogRecord } from '../../src/index.js';
import { createFakeGateway, createFakePage, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const MESSAGE =
  'Timers fire while the clock stands still, so chat 42 waits for ever: fake both timers and performance.now, or neither';

/** Chats on the platform's clock, as a test of somebody's has them, with timers faked; what was logged of the clock. */
const startOnPlatform = () => {
  const gateway = createFakeGateway({ behaviour: refuses() });
  const logged: [string, LogRecord][] = [];
  const note = (message: string, record: LogRecord) => {
    if (record.event === 'clock.disagrees') logged.push([message, record]);
  };
  const ignore = () => undefined;
  const chats = createChatConnections({
    WebSocket: gateway.WebSocket,
    gateway: 'wss://gateway.example',
    signals: createFakePage(),
    backoff: () => 3_000,
    logger: { debug: ignore, info: ignore, warn: note, error: ignore },
  });
  return { gateway, chats, logged };
};

describe('timers that are faked while performance is not', () => {
  afterEach(() => vi.useRealTimers());

  it('[OB1] are logged once for all chats, as a warning, and waits go on by the clock', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { gateway, chats, logged } = startOnPlatform();
    chats.select('42');
    chats.retain('7');
    await vi.advanceTimersByTimeAsync(60_000);
    const loggedMeanwhile = [...logged];
    const { state } = chats.get('42').getSnapshot();
    chats.dispose();
    expect({ state, loggedMeanwhile, sockets: gateway.sockets.length }).toEqual({
      state: 'backoff',
      loggedMeanwhile: [
        [
          MESSAGE,
          { event: 'clock.disagrees', chatId: '42', socketId: 1, attempt: 1, maxAttempts: 10, state: 'backoff' },
        ],
      ],
      sockets: 2,
    });
  });

  it('[OB1] are not logged where performance is faked too', async () => {
    vi.useFakeTimers();
    const { gateway, chats, logged } = startOnPlatform();
    chats.select('42');
    await vi.advanceTimersByTimeAsync(60_000);
    chats.dispose();
    expect({ logged, isRetrying: gateway.sockets.length > 2 }).toEqual({ logged: [], isRetrying: true });
  });

  it('[OB1] are not logged of the virtual clock, a machine that sleeps, nor a wall clock that is set', async () => {
    const session = startSession();
    session.gateway.behave(refuses());
    await session.open('42');
    for (let night = 0; night < 5; night += 1) {
      session.clock.sleep(8 * 3_600_000);
      session.clock.shiftWall(-3_600_000);
      await session.clock.advanceAsync(20_000);
    }
    expect(session.logged('clock.disagrees')).toEqual([]);
  });
});
