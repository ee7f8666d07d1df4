import { describe, expect, test } from 'vitest';
import type { AttemptRequest } from '../../src/index.js';
import { accepts, hangs, refuses, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const urlsOf = ({ gateway }: ReturnType<typeof startSession>) => gateway.sockets.map(({ url }) => new URL(url).search);

const asked = ({ chatId, attempt, trigger }: AttemptRequest) => ({ chatId, attempt, trigger });

describe('the address of an attempt', () => {
  test('[AT3] is asked for anew for every attempt', async () => {
    const requests: AttemptRequest[] = [];
    const session = startSession({ query: (request) => ({ serial: requests.push(request) }), random: () => 0.5 });
    session.gateway.behave(sequence(refuses(), refuses(), accepts()));
    session.chats.select('42');
    await session.clock.advanceAsync(10_000);
    expect({ requests: requests.map(asked), urls: urlsOf(session), state: session.at('42').state }).toEqual({
      requests: [
        { chatId: '42', attempt: 0, trigger: 'wanted' },
        { chatId: '42', attempt: 1, trigger: 'lost' },
        { chatId: '42', attempt: 2, trigger: 'lost' },
      ],
      urls: ['?serial=1', '?serial=2', '?serial=3'],
      state: 'open',
    });
  });
});

describe('the socket of a chat', () => {
  test('[AT1] is the only one CONNECTING or OPEN, through every way of replacing it', async () => {
    const session = startSession({ random: () => 0.5, burstMs: 0 });
    const { gateway, clock, chats, page } = session;
    await session.open('42');
    for (const disturb of [
      () => gateway.latest().peer.closes(4401),
      () => {
        page.goesOffline();
        page.comesOnline();
      },
      () => {
        page.freezes();
        page.resumes();
      },
      () => {
        gateway.latest().peer.drops();
        chats.get('42').retry();
      },
      () => {
        chats.select(null);
        chats.select('42');
      },
      () => {
        gateway.behave(hangs());
        gateway.latest().peer.drops();
      },
    ]) {
      disturb();
      await clock.advanceAsync(20_000);
    }
    expect([gateway.peakLive('42'), gateway.sockets.length > 5]).toEqual([1, true]);
  });
});
