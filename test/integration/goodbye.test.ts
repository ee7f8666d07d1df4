import { describe, expect, test } from 'vitest';
import { type ChatConnectionsOptions, createChatConnections } from '../../src/index.js';
import { createFakeGateway, createVirtualClock } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const goodbye: NonNullable<ChatConnectionsOptions['goodbye']> = ({ chatId, why }) => `bye ${chatId}: ${why}`;

type Session = ReturnType<typeof startSession>;

describe('the last frame', () => {
  test.each<[string, (session: Session, release: () => void) => unknown, string[]]>([
    ['lingered out', ({ clock }, release) => [release(), clock.advanceAsync(10_000)], ['bye 42: released']],
    ['renewed', ({ chats }) => chats.reconnect(), ['bye 42: renewed']],
    ['frozen', ({ page }) => page.freezes(), ['bye 42: frozen']],
    ['disposed of', ({ chats }) => chats.dispose(), ['bye 42: disposed']],
    ['abandoned', ({ chats }) => chats.get('42').abandon('retry'), []],
    ['lost', ({ gateway }) => gateway.latest('42').peer.drops(), []],
  ])('[EN3] of a connection that is %s', async (_, act, expected) => {
    const session = startSession({ goodbye });
    const release = await session.open('42');
    const socket = session.gateway.latest('42');
    await act(session, release);
    await session.clock.advanceAsync(10_000);
    expect([socket.sent, socket.readyState]).toEqual([expected, 3]);
  });

  test('[EN3, SE4] of a lingering connection that gives way to another', async () => {
    const session = startSession({ goodbye, maxLingering: 0 });
    const release = await session.open('42');
    release();
    await session.clock.settle();
    expect(session.gateway.latest('42').sent).toEqual(['bye 42: evicted']);
  });

  test('[EN3, EN1] of a chat without inspector and logger', async () => {
    const clock = createVirtualClock();
    const gateway = createFakeGateway({ clock });
    const chats = createChatConnections({
      goodbye,
      clock,
      WebSocket: gateway.WebSocket,
      gateway: 'wss://gateway.example',
    });
    chats.select('42');
    await clock.advanceAsync(0);
    chats.dispose();
    expect(gateway.latest('42').sent).toEqual(['bye 42: disposed']);
  });

  test('[EN3] is none for null, and what it throws is logged', async () => {
    const answers = [
      () => null,
      () => {
        throw new Error('no words');
      },
    ];
    const session = startSession({ goodbye: () => answers.shift()?.() ?? null });
    await session.open('42');
    await session.clock.advanceAsync(2_000);
    session.chats.reconnect();
    await session.clock.advanceAsync(2_000);
    session.chats.reconnect();
    await session.clock.advanceAsync(0);
    expect([session.gateway.sockets.map(({ sent }) => sent), session.at('42').state]).toEqual([[[], [], []], 'open']);
    expect(session.logged('callback.failed')).toMatchObject([{ error: 'goodbye: no words' }]);
  });

  test('[EN3, GR1] is not said before the server has admitted us', async () => {
    const session = startSession({ goodbye, greeting: { answer: () => 'wait' } });
    await session.open('42');
    session.chats.dispose();
    expect(session.gateway.latest('42').sent).toEqual([]);
  });
});
