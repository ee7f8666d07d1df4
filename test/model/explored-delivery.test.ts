import { afterAll, describe, expect, test } from 'vitest';
import { DELIVERY_EXPLORATIONS } from './delivery-chart/explorations.js';
import { recover, violationsOf } from './delivery-chart/invariants.js';
import { BACKOFF_MS, GREETING_TIMEOUT_MS } from './delivery-chart/timing.js';
import { type DeliveryWorld, linkIn } from './delivery-chart/world.js';

const counted = { worlds: 0, steps: 0, ms: 0 };

describe.each(DELIVERY_EXPLORATIONS)('every world of the delivery to %s', (_, __, exploration) => {
  const worlds = [...exploration.worlds.values()];
  counted.worlds += worlds.length;
  counted.steps += exploration.edges.length;

  test('[PC6, PC8] has the timers of its states, no message in flight without one, and asks for one snapshot at a time', () => {
    expect(worlds.flatMap((world) => violationsOf(world).map((what) => [what, world.chart.value]))).toEqual([]);
  });

  test('[PC4, PC6, DL1] leads back to live, with nothing left to send, if nothing else goes wrong', () => {
    const waits = worlds.map((world) => recover(exploration, world));
    expect(worlds.filter((_, index) => waits[index] === null).map(({ chart }) => chart.value)).toEqual([]);
    const longest = Math.max(...waits.map((ms) => ms ?? 0));
    counted.ms = Math.max(counted.ms, longest);
    // The core waits for a welcome that nobody heeds any more, and then for its next attempt.
    expect(longest).toBeLessThanOrEqual(GREETING_TIMEOUT_MS + BACKOFF_MS);
  });
});

afterAll(() => {
  process.stdout.write(
    `explored of the delivery chart: ${counted.worlds} worlds, ${counted.steps} steps between them\n`,
  );
  process.stdout.write(`from each of them to live within ${counted.ms / 1_000} s\n`);
});

test('the explorations take every edge of the delivery chart', () => {
  const taken = new Set(DELIVERY_EXPLORATIONS.flatMap(([, , { edges }]) => edges.flatMap(({ takes }) => takes)));
  const [, , { model }] = DELIVERY_EXPLORATIONS[0];
  expect([...taken].sort()).toEqual(model.edges().sort());
});

describe('the checks of explored worlds', () => {
  const [, , exploration] = DELIVERY_EXPLORATIONS[0];
  const worlds = [...exploration.worlds.values()];
  const worldWith = (isSo: (world: DeliveryWorld) => boolean): DeliveryWorld => {
    const found = worlds.find(isSo);
    if (found === undefined) throw new Error('there is no such world');
    return found;
  };
  const greeting = worldWith((world) => linkIn(world) === 'greeting');
  const snapshotting = worldWith((world) => linkIn(world) === 'snapshotting');
  const sending = worldWith(({ inFlight }) => inFlight.length > 0);

  test.each<[string, DeliveryWorld, readonly string[]]>([
    [
      'a wait without a timer',
      { ...greeting, timers: [] },
      ['waits without a timer: xstate.after.ackRest.delivery.link.greeting'],
    ],
    [
      'a timer that outlives its state',
      { ...snapshotting, timers: greeting.timers },
      ['timers whose state is left: xstate.after.ackRest.delivery.link.greeting'],
    ],
    ['a second snapshot', { ...snapshotting, isAskedTwice: true }, ['a snapshot is asked for while another is']],
    [
      'a snapshot that nobody was asked for',
      { ...snapshotting, isAsking: false },
      ['snapshotting, and no snapshot is asked for'],
    ],
    ['a link without a connection', { ...sending, connection: null, inFlight: [] }, ['a link without a connection']],
  ])('notice %s', (_, world, violations) => {
    expect(violationsOf(world)).toEqual(violations);
  });

  test('notice a chat that cannot come to be live', () => {
    const { kinds } = exploration;
    const without = { ...exploration, kinds: kinds.filter((kind) => kind.step(greeting).name !== 'answerSnapshot') };
    expect([recover(exploration, snapshotting), recover(without, snapshotting)]).toEqual([0, null]);
  });
});
