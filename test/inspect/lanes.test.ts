import { expect, test } from 'vitest';
import { deliveryMachine } from '../../machines/delivery.machine.js';
import { connectionMachine } from '../../machines/index.js';
import { LANES, laneOf } from '../../src/inspect/viewer/lanes.js';

const taken = (type: string) => ({ chart: 'connection', event: { type } }) as const;

test('every event of a connection has the lane of who it comes from', () => {
  const events = connectionMachine.events.filter((type) => !type.startsWith('xstate.')).sort();
  const lanes = LANES.map((lane) => [lane, events.filter((type) => laneOf(taken(type)) === lane)]);
  expect(Object.fromEntries(lanes)).toEqual({
    page: ['becameVisible', 'cameOnline', 'froze', 'hintDiscredited', 'resumed', 'wentOffline'].map(
      (name) => `page.${name}`,
    ),
    chat: ['abandon', 'dispose', 'evict', 'release', 'renew', 'retry', 'want'].map((name) => `chat.${name}`),
    socket: ['address.located', 'address.resolved', 'slot.granted', 'socket.constructed', 'socket.wentQuiet'],
    server: ['connection.ended', 'frame.arrived', 'greeting.welcomed', 'socket.opened'],
    delivery: [],
  });
});

test('a delay is the chat’s own', () => {
  const delays = connectionMachine.events.filter((type) => type.startsWith('xstate.after.'));
  expect(new Set(delays.map((type) => laneOf(taken(type))))).toEqual(new Set(['chat']));
});

test('all of a delivery is in a lane of its own', () => {
  const lanes = deliveryMachine.events.map((type) => laneOf({ chart: 'delivery', event: { type } }));
  expect([lanes.length, new Set(lanes)]).toEqual([13, new Set(['delivery'])]);
});
