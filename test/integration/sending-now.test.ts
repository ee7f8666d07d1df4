import { describe, expect, test } from 'vitest';
import { hangs } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const NOW = { queue: false };

describe('send without queueing', () => {
  test('[SD5] goes out now, or is rejected', async () => {
    const session = startSession();
    session.gateway.behave(hangs());
    session.chats.select('42');
    await session.clock.advanceAsync(0);
    const chat = session.chats.get('42');
    const early = chat.send('typing', NOW);
    session.gateway.latest('42').peer.accepts();
    const open = chat.send('typing', NOW);
    expect([early, open, session.gateway.latest('42').sent]).toEqual([
      { id: 1, status: 'rejected', reason: 'not-open' },
      { id: 2, status: 'sent' },
      ['typing'],
    ]);
  });

  test('[SD5, SD2] does not overtake what waits', async () => {
    const session = startSession();
    await session.open('42');
    const chat = session.chats.get('42');
    const socket = session.gateway.latest('42');
    socket.peer.stopsReading();
    chat.send(new Uint8Array(300_000));
    expect([chat.send('waits'), chat.send('typing', NOW)]).toEqual([
      { id: 2, status: 'queued' },
      { id: 3, status: 'rejected', reason: 'not-open' },
    ]);
  });

  test('[SD5] still says first what forbids any message', async () => {
    const session = startSession();
    const chat = session.chats.get('42');
    const unwanted = chat.send('typing', NOW);
    session.chats.dispose();
    expect([unwanted, chat.send('typing', NOW)]).toMatchObject([{ reason: 'not-wanted' }, { reason: 'disposed' }]);
  });

  test.each([{ queue: 'no' }, { urgent: true }])('[SD5] refuses %j', (options) => {
    const chat = startSession().chats.get('42');
    expect(() => chat.send('typing', options as never)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  });
});
