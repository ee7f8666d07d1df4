import { expect, test } from 'vitest';
import { hangs } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';
import { leftOut } from './left-out.js';

test('[PL1, AT4] an address asked for anew, for its age, is the one that says what is loopback', async () => {
  const asked: string[] = [];
  const url = ({ chatId }: { chatId: string }) => {
    asked.push(chatId);
    const isFirst = asked.filter((other) => other === chatId).length === 1;
    const host = chatId === 'other' || isFirst ? 'localhost:8083' : 'gateway.example';
    return `ws://${host}/api/v1/chats/${chatId}/ws`;
  };
  const session = startSession({
    ...leftOut('gateway'),
    url,
    burstMs: 0,
    maxHandshakes: 1,
    resolveTimeoutMs: 1_000,
    connectTimeoutMs: 2_000,
  });
  session.gateway.behave(hangs());
  session.chats.retain('other');
  await session.clock.advanceAsync(0);
  session.chats.retain('a');
  await session.clock.advanceAsync(2_000);
  const { phase } = session.at('a');
  session.page.goesOffline();
  await session.clock.advanceAsync(2_000);
  // Not loopback: its attempt failed while offline, and is not counted.
  expect({ phase, asked: asked.slice(0, 3), after: session.at('a').phase, attempt: session.at('a').attempt }).toEqual({
    phase: 'dialing',
    asked: ['other', 'a', 'a'],
    after: 'parked',
    attempt: 0,
  });
});
