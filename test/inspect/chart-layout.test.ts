import { describe, expect, test } from 'vitest';
import { edgesOf } from '../../machines/chart-edges.js';
import { deliveryMachine } from '../../machines/delivery.machine.js';
import { connectionMachine } from '../../machines/index.js';
import type { Rectangle } from '../../src/inspect/chart/chart-layout.js';
import { connectionLayout } from '../../src/inspect/chart/connection-layout.js';
import { deliveryLayout } from '../../src/inspect/chart/delivery-layout.js';
import { edgeWidth, LINE, textWidth } from '../../src/inspect/chart/metrics.js';

const overlap = (a: Rectangle, b: Rectangle) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const contains = (a: Rectangle, b: Rectangle) =>
  a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height;

const parentPath = (path: string) => path.split('.').slice(0, -1).join('.');
const isAround = (outer: string, inner: string) => outer === '' || inner === outer || inner.startsWith(`${outer}.`);

describe.each([
  ['connection', connectionLayout, connectionMachine, 133],
  ['delivery', deliveryLayout, deliveryMachine, 21],
] as const)('the layout of the shipped chart of a %s', (_, { boxes, arrows, width, height }, { root }, count) => {
  const boxOf = (id: string) => boxes.find((box) => box.id === id);

  /** Each label with the paths of the two states of its arrow. */
  const labels = arrows.map(({ source, target, label }) => ({
    name: `${source} > ${target}`,
    label,
    paths: [boxOf(source)?.path ?? '?', boxOf(target)?.path ?? '?'] as const,
  }));

  /** The upright and level pieces of an arrow. */
  const pieces = arrows.map(({ source, target, points }) => ({
    name: `${source} > ${target}`,
    pieces: points.slice(1).map(([x, y], index): Rectangle => {
      const [fromX, fromY] = points[index] ?? [x, y];
      return { x: Math.min(x, fromX), y: Math.min(y, fromY), width: Math.abs(x - fromX), height: Math.abs(y - fromY) };
    }),
  }));

  const lines = [
    ...boxes.flatMap((box) => [
      ...box.notes.map(({ text, x, y }) => ({ text, inside: box, x, y, width: textWidth(text), height: LINE })),
      ...box.edges.map(({ text, x, y }) => ({ text, inside: box, x, y, width: edgeWidth(text), height: LINE })),
    ]),
    ...arrows.flatMap(({ label, edges }) =>
      edges.map(({ text, x, y }) => ({ text, inside: label, x, y, width: edgeWidth(text), height: LINE })),
    ),
  ];

  test('has every edge of the chart exactly once, at an arrow or in a box', () => {
    const drawn = [...boxes, ...arrows].flatMap(({ edges }) => edges.map(({ id }) => id));
    expect(drawn).toHaveLength(count);
    expect(drawn.sort()).toEqual(edgesOf(root).sort());
  });

  test('no two labels overlap', () => {
    const overlapping = labels.flatMap((a, index) =>
      labels.slice(index + 1).flatMap((b) => (overlap(a.label, b.label) ? [`${a.name}, ${b.name}`] : [])),
    );
    expect(overlapping).toEqual([]);
  });

  test('no label overlaps a state, but those that are around the arrow', () => {
    const overlapping = labels.flatMap(({ name, label, paths }) =>
      boxes
        .filter(({ path }) => !paths.every((end) => isAround(path, end) && end !== path))
        .filter((box) => overlap(label, box))
        .map(({ id }) => `${name} on ${id}`),
    );
    expect(overlapping).toEqual([]);
  });

  test('no arrow runs through a label', () => {
    const running = pieces.flatMap(({ name, pieces: along }) =>
      labels
        .filter(({ label }) => along.some((piece) => overlap(label, piece)))
        .map((other) => `${name}, ${other.name}`),
    );
    expect(running).toEqual([]);
  });

  test('no arrow runs through a state, but those around or at one of its ends', () => {
    const running = arrows.flatMap(({ source, target }, index) => {
      const ends = [boxOf(source)?.path ?? '?', boxOf(target)?.path ?? '?'];
      return boxes
        .filter(({ path }) => !ends.some((end) => isAround(path, end)))
        .filter((box) => pieces[index]?.pieces.some((piece) => overlap(box, piece)))
        .map(({ id }) => `${source} > ${target} through ${id}`);
    });
    expect(running).toEqual([]);
  });

  test('states lie in the state around them, below its text, and beside each other', () => {
    const misplaced = boxes.slice(1).flatMap((box) => {
      const parent = boxes.find(({ path }) => path === parentPath(box.path));
      const last = [...(parent?.notes ?? []), ...(parent?.edges ?? [])].at(-1);
      const siblings = boxes
        .slice(1)
        .filter((other) => other !== box && parentPath(other.path) === parentPath(box.path));
      const isWell =
        parent !== undefined &&
        contains(parent, box) &&
        box.y >= (last?.y ?? parent.y) + LINE &&
        !siblings.some((other) => overlap(box, other));
      return isWell ? [] : [box.id];
    });
    expect(misplaced).toEqual([]);
  });

  test('text lies in its box or label, and everything in the picture', () => {
    expect(lines.filter((line) => !contains(line.inside, line)).map(({ text }) => text)).toEqual([]);
    const whole = { x: 0, y: 0, width, height };
    const all = [...boxes, ...labels.map(({ label }) => label), ...pieces.flatMap(({ pieces: along }) => along)];
    expect(all.filter((shape) => !contains(whole, shape))).toEqual([]);
  });

  test('arrows are orthogonal, and begin and end at their states', () => {
    const touches = ({ x, y, width: across, height: down }: Rectangle, [px, py]: readonly [number, number]) =>
      (px >= x && px <= x + across && (py === y || py === y + down)) ||
      (py >= y && py <= y + down && (px === x || px === x + across));
    const wrong = arrows.flatMap(({ source, target, points }, index) => {
      const isStraight = pieces[index]?.pieces.every((piece) => piece.width === 0 || piece.height === 0);
      const [first, last] = [points[0], points.at(-1)];
      const [from, to] = [boxOf(source), boxOf(target)];
      const isAttached = first && last && from && to && touches(from, first) && touches(to, last);
      return isStraight && isAttached ? [] : [`${source} > ${target}`];
    });
    expect(wrong).toEqual([]);
  });
});
