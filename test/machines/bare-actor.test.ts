import { afterEach, describe, expect, test } from 'vitest';
import { type AnyActor, type AnyStateMachine, createActor } from 'xstate';
import { connectionMachine } from '../../machines/index.js';
import { createVirtualClock } from '../../src/testing/index.js';
import { EVENTS, PLACES, type Place, pathOf } from './chart-driver.js';

const places = Object.keys(PLACES) as Place[];
const actors: AnyActor[] = [];

afterEach(() => {
  for (const actor of actors.splice(0)) actor.stop();
});

/** The chart as it is exported: with a socket that does nothing. Timers are virtual, its own time is the platform's. */
const start = (input: { input?: { chatId: string } }) => {
  const errors: unknown[] = [];
  const clock = createVirtualClock();
  const actor = createActor(connectionMachine as AnyStateMachine, { ...input, clock });
  actors.push(actor);
  actor.subscribe({ error: (error) => errors.push(error) });
  actor.start();
  const send = (steps: string) => {
    for (const name of steps.split(', ')) {
      const event = EVENTS[name];
      if (event !== undefined) actor.send(event);
    }
  };
  return { actor, clock, errors, send };
};

const REACHED: Readonly<Record<Place, string>> = {
  idle: 'idle',
  throttled: 'throttled',
  resolving: 'connecting.resolving',
  awaitingSlot: 'connecting.awaitingSlot',
  dialing: 'connecting.dialing',
  open: 'open.healthy.unproved.wanted',
  loopback: 'open.healthy.unproved.wanted',
  probing: 'open.probing.unproved.wanted',
  reprobing: 'open.probing.unproved.wanted',
  lingering: 'open.healthy.unproved.lingering',
  waiting: 'backoff.waiting',
  held: 'backoff.waiting',
  offline: 'backoff.parked',
  frozen: 'backoff.parked',
  rejected: 'failed',
};

describe.each([
  ['with input', { input: { chatId: '42' } }, '42'],
  ['without input', {}, ''],
])('a bare actor %s', (_, input, chatId) => {
  test.each(places)('reaches %s by events sent by hand, and survives every event there', (place) => {
    const observed = Object.keys(EVENTS).map((name) => {
      const { actor, send, errors } = start(input);
      send(PLACES[place]);
      const reached = pathOf(actor.getSnapshot().value);
      send(name);
      return [name, reached, actor.getSnapshot().status, actor.getSnapshot().context.chatId, errors];
    });
    expect(observed).toEqual(Object.keys(EVENTS).map((name) => [name, REACHED[place], 'active', chatId, []]));
  });

  test.each(places)('has a context in %s that is plain JSON', (place) => {
    const { actor, send } = start(input);
    send(PLACES[place]);
    const { context } = actor.getSnapshot();
    expect(JSON.parse(JSON.stringify(context))).toStrictEqual(context);
  });

  test.each(places)('survives the timers of %s', (place) => {
    const { actor, clock, send, errors } = start(input);
    send(PLACES[place]);
    clock.advance(60_000);
    expect([actor.getSnapshot().status, errors]).toEqual(['active', []]);
  });
});

test('a bare actor that is stopped leaves no timer', () => {
  for (const place of places) {
    const { actor, clock, send } = start({});
    send(PLACES[place]);
    actor.stop();
    expect([place, clock.pending]).toEqual([place, []]);
  }
});
