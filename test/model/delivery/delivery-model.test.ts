import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ONE_PAGE, RULES_OF_STOPPED_SERVERS, TWO_PAGES } from './bounds.js';
import { type Exploration, explore } from './explore.js';
import { ALL_RULES, type Rules } from './rules.js';
import { GOOD_STEPS, type Model, OTHER_STEPS } from './step.js';
import { stepsOf } from './steps.js';
import { type Bounds, firstWorld, type World } from './world.js';

interface Scene {
  readonly bounds: Bounds;
  readonly rules?: Rules;
  readonly worlds: number;
}

const READER: Bounds = { ...ONE_PAGE, messages: [0, null] };

/** What `npm test` explores: small bounds, each about a part of the rules, and how many worlds they have. */
const SCENES: readonly (readonly [title: string, Scene])[] = [
  [
    '[PS6, PS7, PS9, PS10, PS11, PC3, PC4, PC6] a message is refused, another cancelled, a connection is cut',
    {
      bounds: { ...ONE_PAGE, messages: [2, null], faults: { cut: 1, cancel: 1, refusal: 1 } },
      worlds: 3_603,
    },
  ],
  [
    '[PS1, PS5, PC7, PC9] hello is said again while events come',
    {
      bounds: { ...ONE_PAGE, faults: { cut: 1, hello: 1, publish: 1 } },
      worlds: 2_484,
    },
  ],
  [
    '[PS2, PS3, PS8, PS13, PC2, PC5] a backup is restored',
    {
      bounds: { ...ONE_PAGE, messages: [2, null], faults: { cut: 1, restore: 1 } },
      worlds: 3_804,
    },
  ],
  [
    '[PS3, PS11, PC1, PC5] a page dies before its newest settlement is stored, and a backup is restored',
    {
      bounds: { ...ONE_PAGE, faults: { death: 1, unstored: 1, cut: 1, restore: 1 } },
      worlds: 2_179,
    },
  ],
  [
    '[PS4, PS13, PC8] the log of a reader is trimmed, and goes back to a backup',
    {
      bounds: { ...READER, snapshots: 'lagging', faults: { restore: 1, publish: 2, trim: 1, backup: 1 } },
      worlds: 4_353,
    },
  ],
  [
    '[PS4, PC8, PC9] the log of a reader is begun anew',
    {
      bounds: { ...READER, snapshots: 'fresh', faults: { loss: 1, publish: 2, hello: 1 } },
      worlds: 1_625,
    },
  ],
  [
    '[PS9, PS11, PC1, PC10] a page dies, and the other adopts its sender',
    {
      bounds: { ...TWO_PAGES, faults: { death: 1, cancel: 1 } },
      worlds: 2_143,
    },
  ],
  [
    '[PS3, PC1, PC5] a page dies, a backup is restored, and the other adopts its sender',
    {
      bounds: { ...TWO_PAGES, maxLate: 0, faults: { death: 1, restore: 1 } },
      worlds: 4_645,
    },
  ],
  [
    '[PS5, PS6, PC3] two pages write, and the server is killed',
    {
      bounds: { ...TWO_PAGES, messages: [1, 1], window: 1, maxLate: 0, faults: { kill: 1 } },
      worlds: 6_198,
    },
  ],
  [
    '[PS3, PS4, PC5, PC8] backups are restored, twice, while no server runs',
    {
      bounds: {
        ...ONE_PAGE,
        snapshots: 'fresh',
        goesBackLive: false,
        faults: { restore: 2, cut: 1 },
      },
      rules: RULES_OF_STOPPED_SERVERS,
      worlds: 1_476,
    },
  ],
];

const counted = { worlds: 0, steps: 0 };
const seen = { steps: new Set<string>(), answers: new Set<string>(), fates: new Set<string>() };
const explored = new Map<Scene, Exploration>();
const modelOf = ({ bounds, rules = ALL_RULES }: Scene): Model => ({ bounds, rules });

const note = (world: World): void => {
  for (const { line } of world.pages) {
    for (const frame of line?.down ?? []) {
      if (frame.t !== 'welcome') seen.answers.add(frame.t);
      else seen.answers.add(frame.resume);
      if (frame.t === 'welcome' && frame.lost.length > 0) seen.answers.add('lost');
      if (frame.t === 'welcome' && frame.nacked.length > 0) seen.answers.add('nacked');
    }
  }
  for (const { entries } of world.outboxes) for (const { is } of entries) seen.fates.add(is);
};

const exploreScene = (scene: Scene): Exploration => {
  const exploration = explored.get(scene) ?? explore(modelOf(scene), { visit: note });
  explored.set(scene, exploration);
  return exploration;
};

describe('the delivery protocol, explored', () => {
  test.each(SCENES)('%s', (_, scene) => {
    const { worlds, steps, violation } = exploreScene(scene);
    expect({ violation, worlds }).toEqual({ violation: null, worlds: scene.worlds });
    counted.worlds += worlds;
    counted.steps += steps;
  });

  test('[PS4, PS2, PS3] takes every step, hears every answer, and knows every fate of a message', () => {
    for (const [, scene] of SCENES) for (const kind of exploreScene(scene).kinds.keys()) seen.steps.add(kind);
    const untaken = [...GOOD_STEPS, ...OTHER_STEPS].filter((kind) => !seen.steps.has(kind));
    // An ack is overdue only where a rule is taken out, and a server refuses by chance likewise.
    expect(untaken).toEqual(['page gives up', 'server refuses', 'server refuses late']);
    const answers = ['ack', 'diverged', 'epoch', 'event', 'expired', 'lost', 'nack', 'nacked', 'new', 'whole'];
    expect([...seen.answers].sort()).toEqual(answers);
    expect([...seen.fates].sort()).toEqual(['acked', 'cancelled', 'lost', 'moved', 'rejected', 'sent', 'stored']);
  });

  afterAll(() => {
    process.stdout.write(`delivery: ${counted.worlds} worlds, ${counted.steps} steps between them\n`);
  });
});

describe('the exploration', () => {
  /** The same value as text, whatever the order of its fields. */
  const plain = (value: unknown): string =>
    JSON.stringify(value, (_, part) =>
      part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    );

  test.each(SCENES.slice(5, 6))('finds as many worlds as a search that compares whole worlds: %s', (_, scene) => {
    const model = modelOf(scene);
    const worlds = [firstWorld(scene.bounds)];
    const known = new Set(worlds.map(plain));
    for (const world of worlds) {
      for (const { next } of stepsOf(world, model)) {
        const text = plain(next);
        if (!known.has(text)) worlds.push(next);
        known.add(text);
      }
    }
    expect(worlds.length).toBe(scene.worlds);
  });

  test('has every world of a random walk', () => {
    const walks = fc.record({
      scene: fc.constantFrom(...SCENES),
      choices: fc.array(fc.nat(), { minLength: 10, maxLength: 40 }),
    });
    fc.assert(
      fc.property(walks, ({ scene: [, scene], choices }) => {
        let world = firstWorld(scene.bounds);
        for (const choice of choices) {
          const steps = [...stepsOf(world, modelOf(scene))];
          world = steps[choice % steps.length]?.next ?? world;
          expect(exploreScene(scene).has(world)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});
