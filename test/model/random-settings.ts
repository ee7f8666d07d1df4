import fc from 'fast-check';
import { disposal, type PageAct, pageActs, type Wish, wishes } from './random-steps.js';

/** What the user's side throws, now and then, wherever the library calls it. */
export const THROWERS = [
  'listener',
  'subscriber',
  'logger',
  'classifyClose',
  'backoff',
  'ping',
  'isPong',
  'inspect',
  'greeting',
] as const;

export type Thrower = (typeof THROWERS)[number];

/** What is called in the midst of things, or while records of them are still to come. */
export const AMID = [
  'logger',
  'inspect',
  'signals',
  'clock',
  'random',
  'constructor',
  'address',
  'abort',
  'backoff',
  'classifyClose',
  'ping',
  'isPong',
  'greeting',
] as const;

/** When user code is called: for an event, for what changed, for a record, or because the library needs something of it. */
const OCCASIONS = ['open', 'close', 'failed', 'message', 'sent', 'undelivered', 'change', ...AMID] as const;

/** What user code does when it is called, some calls `after` the first. */
export interface Reaction {
  readonly on: (typeof OCCASIONS)[number];
  readonly after: number;
  readonly does: Wish | PageAct;
}

/** The circumstances of one walk: plain data, from which the options are made. */
export interface Settings {
  /** How an address is obtained: nobody is asked, or `query`, or `url` for one of two hosts. */
  readonly address: 'static' | 'query at once' | 'query' | 'url';
  readonly isLoopback: boolean;
  readonly heartbeat: boolean;
  readonly greeting: boolean;
  readonly queue: 'default' | 'small' | 'off';
  readonly maxAttempts: number;
  readonly throttleMs: number;
  readonly maxHandshakes: number;
  readonly lingerMs: number;
  readonly maxLingering: number;
  readonly burstMs: number;
  readonly cooldownMs: number;
  readonly stableUptimeMs: number;
  readonly backoff: 'default' | 'short' | 'zero first';
  readonly classifies: boolean;
  readonly terminates: boolean;
  readonly startsOnline: boolean;
  readonly seed: number;
  readonly throwers: readonly Thrower[];
  readonly reactions: readonly Reaction[];
  readonly ending: 'disposes' | 'lets go' | 'heals';
}

/** The ordinary circumstances; a counterexample names only what differs from them. */
export const ORDINARY: Settings = {
  address: 'static',
  isLoopback: false,
  heartbeat: false,
  greeting: false,
  queue: 'default',
  maxAttempts: 2,
  throttleMs: 2_000,
  maxHandshakes: 1,
  lingerMs: 10_000,
  maxLingering: 3,
  burstMs: 250,
  cooldownMs: 60_000,
  stableUptimeMs: 30_000,
  backoff: 'default',
  classifies: false,
  terminates: false,
  startsOnline: true,
  seed: 1,
  throwers: [],
  reactions: [],
  ending: 'disposes',
};

const reactions = fc.record<Reaction>({
  on: fc.constantFrom(...OCCASIONS),
  after: fc.oneof({ withCrossShrink: true }, fc.constant(0), fc.nat({ max: 40 })),
  does: fc.oneof(
    { weight: 20, arbitrary: wishes },
    { weight: 3, arbitrary: pageActs },
    { weight: 1, arbitrary: disposal },
  ),
});

/** The first value of each is the ordinary one: it is what a counterexample shrinks to. */
export const settings: fc.Arbitrary<Settings> = fc.record({
  address: fc.constantFrom('static', 'query at once', 'query', 'url'),
  isLoopback: often(false),
  heartbeat: fc.boolean(),
  greeting: often(false),
  queue: fc.constantFrom('default', 'small', 'off'),
  maxAttempts: fc.constantFrom(2, 0, 1, 3, Number.POSITIVE_INFINITY),
  throttleMs: fc.constantFrom(2_000, 2_000, 0),
  maxHandshakes: fc.constantFrom(1, 2),
  lingerMs: fc.constantFrom(10_000, 1_000, 0),
  maxLingering: fc.constantFrom(3, 0, 1, 2),
  burstMs: fc.constantFrom(250, 0),
  cooldownMs: fc.constantFrom(60_000, 5_000, 0),
  stableUptimeMs: fc.constantFrom(30_000, 3_000, 100),
  backoff: fc.constantFrom('default', 'short', 'zero first'),
  classifies: often(false),
  terminates: often(false),
  startsOnline: often(true),
  seed: fc.constantFrom(1, 2, 3, 4, 5),
  throwers: fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray([...THROWERS], { minLength: 1 }) },
  ),
  reactions: fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(reactions, { minLength: 1, maxLength: 3 }) },
  ),
  ending: fc.constantFrom('disposes', 'lets go', 'heals'),
});

function often(value: boolean): fc.Arbitrary<boolean> {
  return fc.constantFrom(value, value, !value);
}

/** What differs from the ordinary circumstances, for people. */
export const nameOfSettings = (given: Settings): string => {
  const names = Object.keys(ORDINARY) as (keyof Settings)[];
  const differing = names.filter((name) => JSON.stringify(given[name]) !== JSON.stringify(ORDINARY[name]));
  if (differing.length === 0) return 'ordinary circumstances';
  return differing
    .map((name) => `${name}: ${name === 'maxAttempts' ? given[name] : JSON.stringify(given[name])}`)
    .join(', ');
};
