import { expect, test } from 'vitest';
import { startSession } from '../support/session.js';

test('[EN1] a subscriber that disposes as a frame ends the probing: the frame is neither judged nor delivered', async () => {
  const judged: unknown[] = [];
  const isPong = (data: unknown) => {
    judged.push(data);
    throw new Error('asked after the end');
  };
  const session = startSession({ heartbeat: { ping: () => 'ping', intervalMs: 1_000, timeoutMs: 1_000, isPong } });
  await session.open('a');
  await session.clock.advanceAsync(1_000);
  const { phase } = session.at('a');
  let records = 0;
  session.chats.get('a').subscribe((snapshot) => {
    if (snapshot.phase !== 'healthy') return;
    session.chats.dispose();
    records = session.records.length;
  });
  session.gateway.latest('a').peer.sends('pong');
  const messages = session.events.filter(({ type }) => type === 'message');
  expect({ phase, judged, messages, recordsAfter: session.records.slice(records) }).toEqual({
    phase: 'probing',
    judged: [],
    messages: [],
    recordsAfter: [],
  });
});
