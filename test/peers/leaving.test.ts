/**
 * Letting go. What was seen of others, and the test here that answers it:
 *
 * | seen | peer | answered by |
 * |---|---|---|
 * | the backoff timer outlives `close()` | reconnecting-websocket 4.4.0 | in the wait for a retry |
 * | `close()` in backoff still opens a socket | solid-primitives | in the wait for a retry |
 * | `stop()` in backoff leaves the timer: it reconnects while stopped | Convex 1.48 | in the wait for a retry |
 * | `dispose()` in the retry wait still opens a socket | graphql-ws 6.4.2 | in the wait for a retry |
 * | disconnecting while connecting leaves the socket open | Liveblocks 3.24.2 | while connecting |
 * | `disconnect()` while connecting ends with an open socket and a stopped monitor | Action Cable 8.1.4 | while connecting |
 * | reconnects after unmount if the drop came from the heartbeat | @vueuse/core | a link found dead after |
 * | the old socket's late close stops the new one's heartbeat | @vueuse/core | a late close |
 * | a heartbeat on a dead link only calls `close()` and waits | react-use-websocket 4.13.0 | a dead link |
 * | `close()` before the first socket emitted nothing | partysocket 1.3.0 | before its first socket |
 * | importing it fails where `navigator` is missing | robust-websocket 1.0.0 | where there is no page |
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  accepts,
  answersPings,
  closesLate,
  closesSynchronously,
  goesSilent,
  hangs,
  refuses,
  sequence,
} from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

const PINGING = { heartbeat: { ping: () => 'ping' }, random: () => 0.5 };

const LEAVING: Record<string, (session: Session) => void> = {
  released: ({ chats }) => void chats.select(null),
  disposed: ({ chats }) => chats.dispose(),
};

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('letting go', () => {
  test.each(Object.entries(LEAVING))(
    '[SE4, EN1, EN2] %s in the wait for a retry: no timer is left, and no socket follows',
    async (_, leave) => {
      const session = startSession({ random: () => 0.9 });
      const { clock, gateway } = session;
      gateway.behave(refuses());
      await session.open('42');
      await clock.advanceAsync(100);
      expect(session.at('42').phase).toBe('waiting');
      leave(session);
      await clock.settle();
      expect(session.timers()).toBe(0);
      gateway.behave(accepts());
      await clock.advanceAsync(3_600_000);
      expect(session.dialedAt('42')).toEqual([0]);
    },
  );

  const HUNG = { 'closes later': hangs(), 'closes inside the call': closesSynchronously(hangs()) };
  const CASES = Object.keys(LEAVING).flatMap((name) => Object.keys(HUNG).map((how) => [name, how] as const));

  test.each(CASES)(
    '[SE4, EN1] %s while connecting: the socket, which %s, is closed at once and never opens',
    async (name, how) => {
      const session = startSession();
      const { clock, gateway } = session;
      gateway.behave(HUNG[how as keyof typeof HUNG]);
      await session.open('42');
      LEAVING[name]?.(session);
      await clock.settle();
      const socket = gateway.latest();
      expect([gateway.live, socket.closedBy]).toEqual([[], { code: 1000, reason: '' }]);
      socket.peer.emits('open', {});
      await clock.advanceAsync(60_000);
      expect([session.timers(), session.events, gateway.sockets.length]).toEqual([0, [], 1]);
    },
  );

  test('[SE5] a link found dead after its chat was let go is not replaced', async () => {
    const session = startSession({ ...PINGING, lingerMs: 120_000 });
    const { chats, clock, gateway } = session;
    gateway.behave(goesSilent());
    await session.open('42');
    chats.select(null);
    await clock.advanceAsync(3_600_000);
    expect([session.logged('probe.overdue').length, session.dialedAt('42'), session.timers()]).toEqual([1, [0], 0]);
  });

  test('[AT7, LI1] a late close of the socket before does not stop the heartbeat of the present one', async () => {
    const session = startSession(PINGING);
    const { clock, gateway, page } = session;
    const pinged = answersPings((data) => data === 'ping', 'pong');
    gateway.behave(sequence(closesLate(60_000, pinged), pinged));
    await session.open('42');
    await clock.advanceAsync(3_000);
    page.freezes();
    page.resumes();
    await clock.advanceAsync(60_000);
    const [before, present] = gateway.sockets;
    const pings = present?.sent.length ?? 0;
    expect([before?.readyState, pings > 0, session.at('42').state]).toEqual([3, true, 'open']);
    await clock.advanceAsync(25_000);
    expect([present?.sent.length, gateway.sockets.length]).toEqual([pings + 1, 2]);
  });

  test('[LI2, LI4] a dead link is left at once: nobody waits for its close event, which never comes', async () => {
    const session = startSession(PINGING);
    const { clock, gateway } = session;
    gateway.behaveOnce(goesSilent());
    await session.open('42');
    await clock.advanceAsync(12_500 + 10_000);
    const [dead] = gateway.sockets;
    expect([session.at('42').state, dead?.readyState, dead?.closedBy?.code]).toEqual(['backoff', 2, 1000]);
    await clock.advanceAsync(1_500);
    expect([session.at('42').state, dead?.readyState]).toEqual(['open', 2]);
  });

  test('[SE4, OB1] let go of before its first socket, a chat says so', async () => {
    const session = startSession({ query: () => new Promise(() => undefined) });
    const { chats, clock, gateway } = session;
    const states: string[] = [];
    chats.get('42').subscribe(({ state }) => states.push(state));
    await session.open('42');
    chats.select(null);
    await clock.settle();
    expect([states.at(-1), gateway.sockets, session.logged('attempt.cancelled').length]).toEqual(['idle', [], 1]);
  });

  test('[SE1] it can be imported and created where there is no page', async () => {
    for (const name of ['navigator', 'window', 'document', 'location', 'WebSocket']) vi.stubGlobal(name, undefined);
    const { createChatConnections } = await import('../../src/index.js');
    const chats = createChatConnections({ gateway: 'wss://gateway.example' });
    expect([chats.get('42').getSnapshot().state, chats.getSnapshot().selected]).toEqual(['idle', null]);
    chats.dispose();
  });
});
