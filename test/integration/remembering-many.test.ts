import { expect, test } from 'vitest';
import { IdleChats } from '../../src/idle-chats.js';
import { createVirtualClock } from '../../src/testing/index.js';

test('[SE9] forgetting works however many chats are remembered', () => {
  const clock = createVirtualClock();
  const idle = new IdleChats(clock, 60_000);
  idle.add('first', 0);
  for (let chat = 0; chat < 300_000; chat += 1) idle.add(`chat-${chat}`, 1_000);
  clock.advance(60_000);
  const forgotten = idle.takeForgotten();
  const none = idle.takeForgotten();
  clock.advance(1_000);
  expect({ forgotten, none, rest: idle.takeForgotten().length }).toEqual({
    forgotten: ['first'],
    none: [],
    rest: 300_000,
  });
});
