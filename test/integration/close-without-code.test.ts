import { describe, expect, test } from 'vitest';
import { hangs } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const ABNORMAL = { code: 1006, reason: '', wasClean: false };

/** Deno says 0 for a connection that broke; 1006 is what RFC 6455 has for it. */
describe('a close event with the code 0', () => {
  const closed = async (isOpen: boolean) => {
    const asked: unknown[] = [];
    const session = startSession({
      classifyClose: (close) => {
        asked.push(close);
        return undefined;
      },
    });
    if (!isOpen) session.gateway.behave(hangs());
    await session.open('42');
    session.gateway.latest('42').peer.emits('close', { code: 0, reason: '', wasClean: false });
    return { session, asked, snapshot: session.at('42') };
  };

  test('[AT5, RE5] of an open connection is 1006, for the snapshot, the listeners, the log and classifyClose', async () => {
    const { session, asked, snapshot } = await closed(true);
    const told = session.events.filter(({ type }) => type === 'close').map(({ event }) => event);
    const logged = session.logged('connection.lost').map(({ code, error }) => [code, error]);
    expect([snapshot.lastClose, told, logged, asked]).toEqual([
      ABNORMAL,
      [{ chatId: '42', ...ABNORMAL, willRetry: true }],
      [[1006, 'the connection was lost: closed with 1006']],
      [ABNORMAL],
    ]);
  });

  test('[AT5, RE5] of a handshake is 1006', async () => {
    const { asked, snapshot } = await closed(false);
    expect([snapshot.state, snapshot.lastClose, asked]).toEqual(['backoff', ABNORMAL, [ABNORMAL]]);
  });
});
