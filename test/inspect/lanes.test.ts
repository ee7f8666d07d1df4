import { expect, test } from 'vitest';
import { connectionMachine } from '../../machines/index.js';
import { LANES, laneOf } from '../../src/inspect/viewer/lanes.js';

test('every event of the chart has the lane of who it comes from', () => {
  const events = connectionMachine.events.filter((type) => !type.startsWith('xstate.')).sort();
  const lanes = LANES.map((lane) => [lane, events.filter((type) => laneOf(type) === lane)]);
  expect(Object.fromEntries(lanes)).toEqual({
    page: ['becameVisible', 'cameOnline', 'froze', 'hintDiscredited', 'resumed', 'wentOffline'].map(
      (name) => `page.${name}`,
    ),
    chat: ['abandon', 'dispose', 'evict', 'release', 'renew', 'retry', 'want'].map((name) => `chat.${name}`),
    socket: ['address.located', 'address.resolved', 'slot.granted', 'socket.constructed', 'socket.wentQuiet'],
    server: ['connection.ended', 'frame.arrived', 'greeting.welcomed', 'socket.opened'],
  });
});

test('a delay is the chat’s own', () => {
  const delays = connectionMachine.events.filter((type) => type.startsWith('xstate.after.'));
  expect(new Set(delays.map(laneOf))).toEqual(new Set(['chat']));
});
