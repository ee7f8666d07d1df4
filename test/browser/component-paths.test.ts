import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PathFeatures } from '../../src/testing/index.js';
import type { Engine, EnginePage } from '../engines/engine.js';
import { startEngine } from './engine-stage.js';
import { type PageServer, serveComponentPage } from './page-server.js';
import { OBTAIN_LIMIT_MS } from './use-browser.js';

/** Together they lead to everything that the component tells apart. */
const FEATURES: readonly PathFeatures[] = [
  { linger: true },
  { codes: true },
  { address: true },
  { gate: true },
  { heartbeat: true },
  { network: true },
  { lifecycle: true },
  { company: true },
];

/** Each with the parts of the pane that are then wrong. */
const MISTAKES = [
  {
    name: 'reads-once',
    file: 'ConnectionBanner.svelte',
    right: 'describeConnection($connection)',
    wrong: 'describeConnection(connection.getSnapshot())',
    parts: ['detail', 'title'],
  },
  {
    name: 'counts-on',
    file: 'ConnectionBanner.svelte',
    right: "$connection.state !== 'open'",
    wrong: 'true',
    parts: ['attempt'],
  },
  {
    name: 'retries-late',
    file: 'ConnectionBanner.svelte',
    right: 'canRetry($connection)',
    wrong: 'false',
    parts: ['buttons'],
  },
  {
    name: 'stands-still',
    file: 'Countdown.svelte',
    right: '(now = wallNow())',
    wrong: 'now',
    // Of a chat that was forgotten (SE9) the pane goes on showing the attempt: it makes no call by which it would hear of that.
    parts: ['attempt', 'countdown'],
    // Only these paths let time pass amid a wait, which is when a countdown moves.
    goal: 'worlds',
  },
] as const;

let server: PageServer;
let engine: Engine;
let page: EnginePage;

beforeAll(async () => {
  [engine, server] = await Promise.all([startEngine(), serveComponentPage(MISTAKES)]);
  page = await engine.open(server.url);
}, OBTAIN_LIMIT_MS);
afterAll(() => Promise.all([engine?.close(), server?.close()]));

const lead = (featureSets: readonly PathFeatures[], goal: 'chart' | 'worlds', mistake: string) =>
  page.evaluate(
    (sets, aim, name) => {
      location.hash = name;
      return component.leadAlongPaths(sets, aim);
    },
    featureSets,
    goal,
    mistake,
  );

describe('a component that is led along the paths of the chart', () => {
  it('shows after every step what is so, in all that it tells apart', async () => {
    const { paths, steps, ...report } = await lead(FEATURES, 'chart', '');
    process.stdout.write(`a component: ${paths} paths, ${steps} steps\n`);
    expect(report).toEqual({
      mismatches: [],
      situations: [
        'about-to-connect',
        'attempts-exhausted',
        'awaiting-slot',
        'dialing',
        'healthy',
        'idle',
        'lingering',
        'misconfigured',
        'offline',
        'parked',
        'probing',
        'rejected',
        'resolving',
        'throttled',
        'unauthorized',
        'waiting',
      ],
    });
  });

  it.each(MISTAKES)('is found out when it $name', async ({ name, parts, ...mistake }) => {
    const { mismatches } = await lead([{}], 'goal' in mistake ? mistake.goal : 'chart', name);
    expect([...new Set(mismatches.map(({ part }) => part))].sort()).toEqual(parts);
  });
});
