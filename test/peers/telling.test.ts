/**
 * What a user is told. What was seen of others, and the test here that answers it:
 *
 * | seen | peer | answered by |
 * |---|---|---|
 * | a failed connect is reported as a clean close 1000 | reconnecting-websocket 4.4.0 | a connect that fails |
 * | says `connected` for a second after the socket is gone | pusher-js 8.6 | not connected |
 * | asked for: jitter from the first retry on | their users | the first retry |
 * | asked for: the next attempt's time and the last close in the state | their users | when the next attempt starts |
 * | asked for: know what was lost | their users | for how long |
 * | asked for: never give up for good while the phone slept | their users | a page that slept |
 */
import { describe, expect, test } from 'vitest';
import { createSeededRandom, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe('what a user is told', () => {
  test('[AT5] a connect that fails is no close event, and not a clean one', async () => {
    const session = startSession();
    session.gateway.behaveOnce(refuses());
    await session.open('42');
    expect([session.events, session.at('42').lastClose, session.at('42').lastFailure?.kind]).toEqual([
      [],
      { code: 1006, reason: '', wasClean: false },
      'handshake',
    ]);
  });

  test('[RE1] it is not connected from the very moment the socket is gone', async () => {
    const session = startSession();
    const { chats, gateway } = session;
    await session.open('42');
    expect([chats.getSnapshot().connected, session.at('42').connected]).toEqual([true, true]);
    gateway.latest().peer.drops();
    expect([chats.getSnapshot().connected, session.at('42').connected, chats.get('42').send('x').status]).toEqual([
      false,
      false,
      'queued',
    ]);
  });

  test('[RE2] the first retry is spread already: two hundred clients come back over three seconds', () => {
    const delays: number[] = [];
    for (let client = 0; client < 200; client += 1) {
      const session = startSession({ random: createSeededRandom(client), throttleMs: 0 });
      session.gateway.behave(refuses());
      session.chats.select('42');
      session.clock.advance(3_000);
      delays.push(session.dialedAt('42')[1] ?? Number.NaN);
    }
    const inEachSixth = Array.from(
      { length: 6 },
      (_, sixth) => delays.filter((at) => Math.floor(at / 500) === sixth).length,
    );
    expect(inEachSixth.every((count) => count > 15)).toBe(true);
  });

  test('[RE2] the state tells when the next attempt starts, and how the last connection closed', async () => {
    const session = startSession({ random: () => 0.9 });
    const { clock, gateway } = session;
    await session.open('42');
    await clock.advanceAsync(5_000);
    gateway.latest().peer.closes(1012, 'restarting');
    const { retryAt, lastClose, attempt, maxAttempts } = session.at('42');
    expect({ inMs: (retryAt ?? 0) - clock.wallNow(), lastClose, attempt, maxAttempts }).toEqual({
      inMs: 2_700,
      lastClose: { code: 1012, reason: 'restarting', wasClean: true },
      attempt: 1,
      maxAttempts: 10,
    });
  });

  test('[LI5] open tells for how long the connection was gone', async () => {
    const session = startSession({ random: () => 0.5 });
    const { clock, gateway } = session;
    await session.open('42');
    await clock.advanceAsync(5_000);
    gateway.latest().peer.sends('last frame');
    await clock.advanceAsync(1_000);
    gateway.latest().peer.drops();
    await clock.advanceAsync(1_500);
    const opened = session.events.filter(({ type }) => type === 'open').map(({ event }) => event);
    expect(opened).toEqual([
      { chatId: '42', attempt: 0, reconnected: false, lostForMs: null, protocol: null },
      { chatId: '42', attempt: 1, reconnected: true, lostForMs: 2_500, protocol: null },
    ]);
  });

  test('[RE3, PL3] a page that slept for a day comes back to a chat that attempts, not to one that gave up', async () => {
    const session = startSession();
    const { clock, gateway, page } = session;
    await session.open('42');
    page.freezes();
    gateway.behave(refuses());
    await clock.advanceAsync(86_400_000);
    expect([session.at('42').phase, session.at('42').attempt, gateway.sockets.length]).toEqual(['parked', 0, 1]);
    page.resumes();
    expect(session.at('42').state).toBe('connecting');
  });
});
