import { afterAll, describe, expect, test } from 'vitest';
import { edgeCounter } from '../support/edge-counter.js';
import { DELIVERY_EXPLORATIONS } from './delivery-chart/explorations.js';
import { type DeliveryPath, deliveryPaths, replayDelivery } from './delivery-chart/replay.js';

const counted = { paths: 0, steps: 0 };

describe.each(DELIVERY_EXPLORATIONS)('the library follows the delivery chart, with %s', (_, features, exploration) => {
  const paths = deliveryPaths(exploration, 'chart');

  test('[PC2, PC4, PC6, PC7, PC8] along paths through every edge', async () => {
    const inspect = edgeCounter();
    for (const path of paths) {
      counted.paths += 1;
      counted.steps += path.steps.length;
      expect(await replayDelivery(path, features, inspect)).toBe(null);
    }
  });

  test('the paths take every edge that the steps reach', () => {
    const reached = new Set(exploration.edges.flatMap(({ takes }) => takes));
    exploration.model.takeEdges();
    for (const { steps } of paths) {
      let world = exploration.first;
      for (const { name, args } of steps) {
        const kind = exploration.kinds.find(
          (one) => one.isPossible(world) && JSON.stringify(one.step(world)) === JSON.stringify({ name, args }),
        );
        if (kind === undefined) throw new Error(`${name} is not possible`);
        world = kind.apply(world);
      }
    }
    expect([...exploration.model.takeEdges()].sort()).toEqual([...reached].sort());
  });
});

test('a library that is not as the chart has it is found out', async () => {
  const [, features, exploration] = DELIVERY_EXPLORATIONS[0];
  const [path] = deliveryPaths(exploration, 'chart');
  if (path === undefined) throw new Error('there is no path');
  const at = path.steps.findIndex(({ name }) => name === 'welcomeGap');
  const steps = path.steps.map((step, index) =>
    index === at ? { ...step, expected: { ...step.expected, isAsking: !step.expected.isAsking } } : step,
  );
  const wrong: DeliveryPath = { ...path, steps };
  expect(await replayDelivery(wrong, features)).toMatchObject({ after: `step ${at + 1}, welcomeGap ` });
  // An application that gives no snapshots is led along the paths of one that does.
  expect(await replayDelivery(path, { hasSnapshot: false })).toMatchObject({
    seen: { link: 'live' },
    expected: { link: 'snapshotting' },
  });
});

afterAll(() => {
  process.stdout.write(`over fake sockets, with delivery: ${counted.paths} paths, ${counted.steps} steps\n`);
});
