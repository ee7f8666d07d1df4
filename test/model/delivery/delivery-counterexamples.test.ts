import { expect, test } from 'vitest';
import { ONE_PAGE } from './bounds.js';
import { type Exploration, explore } from './explore.js';
import type { Invariant } from './invariants.js';
import { ALL_RULES, type Rules } from './rules.js';
import type { Bounds } from './world.js';

interface Counterexample {
  readonly without: Partial<Rules>;
  readonly bounds: Partial<Bounds>;
  /** What then breaks first, and after how many steps at least; null: nothing within these bounds. */
  readonly breaks: readonly [Invariant | 'L1', number] | null;
  /** Looks for this one alone, though another breaks before. */
  readonly only?: Invariant;
  /** The last of these steps. */
  readonly endsWith?: readonly string[];
}

const exploreWithout = ({ without, bounds, only }: Counterexample): Exploration =>
  explore(
    { bounds: { ...ONE_PAGE, ...bounds }, rules: { ...ALL_RULES, ...without } },
    only === undefined ? {} : { invariants: [only] },
  );

const READS: Partial<Bounds> = { messages: [0, null] };
const GOES_BACK: Partial<Bounds> = { faults: { restore: 1, publish: 1 } };
const TWO_PAGES: Partial<Bounds> = { messages: [1, 0], maxLate: 0 };

/** Each rule taken out, alone or with one that stands behind it. */
const COUNTEREXAMPLES: readonly (readonly [title: string, Counterexample])[] = [
  [
    '[PS2] nacked is left out',
    {
      without: { namesRefused: false },
      bounds: { faults: { cut: 1, refusal: 1 } },
      breaks: ['I3', 10],
    },
  ],
  [
    '[PS3] lost is left out',
    {
      without: { namesLost: false },
      bounds: { faults: { restore: 1 } },
      breaks: ['I3 told', 12],
    },
  ],
  [
    '[PS3] a lost sender is taken from again',
    {
      without: { retiresLost: false },
      bounds: { faults: { cut: 1, restore: 1 } },
      breaks: ['I3', 19],
    },
  ],
  [
    '[PS3] a second backup forgets that a sender was lost',
    {
      without: {},
      bounds: { faults: { cut: 1, restore: 2 } },
      breaks: ['I3', 20],
    },
  ],
  [
    '[PS4] tags are not compared, and [PS13] closes what the welcome called whole, for ever',
    {
      without: { comparesTags: false },
      bounds: { ...READS, goesBackLive: false, faults: { restore: 1, publish: 2 } },
      breaks: ['L1', 7],
    },
  ],
  [
    '[PS4, PS13] tags are compared nowhere',
    {
      without: { comparesTags: false, findsRestore: 'never' },
      bounds: { ...READS, goesBackLive: false, faults: { restore: 1, publish: 2 } },
      breaks: ['I4', 10],
    },
  ],
  [
    '[PS5] events are sent from the head on',
    {
      without: { sendsFromCursor: false },
      bounds: { ...READS, faults: { hello: 1, publish: 1 } },
      breaks: ['I4', 8],
    },
  ],
  [
    '[PS6] repetitions are known by a window of ids',
    {
      without: { takesNextOnly: false },
      bounds: { messages: [3, null], window: 3, faults: { cut: 1 } },
      breaks: ['I1', 18],
      endsWith: [
        'page sends 0 msg 0/1',
        'server serves late msg 0/1',
        'server serves late msg 0/2',
        'server serves late msg 0/3',
        'server serves 0 msg',
      ],
    },
  ],
  [
    '[PS6] repetitions are known by a window of ids: the order breaks too',
    {
      without: { takesNextOnly: false },
      bounds: { messages: [3, null], window: 3, faults: { cut: 1 } },
      only: 'I2',
      breaks: ['I2', 18],
    },
  ],
  [
    '[PS7] repetitions are not answered',
    {
      without: { answersRepetitions: false },
      bounds: { messages: [2, null], faults: { cut: 1, refusal: 1 } },
      breaks: ['I3', 17],
    },
  ],
  [
    '[PS8] a number too high is blamed on the client: nothing, since the server closes by PS13 before',
    {
      without: { knowsWhatItTold: false },
      bounds: { messages: [2, null], faults: { restore: 1 } },
      breaks: null,
    },
  ],
  [
    '[PS8, PS13] a number too high is blamed on the client, and a restore is found by numbers',
    {
      without: { knowsWhatItTold: false, findsRestore: 'by number' },
      bounds: { messages: [2, null], faults: { restore: 1 } },
      breaks: ['no 4400', 10],
    },
  ],
  [
    '[PS9] the number of a cancelled message is left out',
    {
      without: { skipsCancelled: false },
      bounds: { messages: [2, null], faults: { cancel: 1 } },
      breaks: ['no 4400', 8],
    },
  ],
  [
    '[PC10] a page cancels what the page before it may have sent',
    {
      without: { cancelsUnsentOnly: false },
      bounds: { faults: { death: 1, cancel: 1 } },
      breaks: ['I3', 9],
    },
  ],
  [
    '[PS10] a server refuses what it took before',
    {
      without: { refusesForWhatItIs: false },
      bounds: { faults: { cut: 1, restore: 1, refusal: 1 } },
      breaks: ['I3 told', 15],
    },
  ],
  [
    '[PS13] a restore is not found',
    {
      without: { findsRestore: 'never' },
      bounds: { ...READS, ...GOES_BACK },
      breaks: ['I4', 6],
    },
  ],
  [
    '[PS13] a restore is found by numbers, when the log has grown again',
    {
      without: { findsRestore: 'by number' },
      bounds: { ...READS, faults: { restore: 1, publish: 2 } },
      breaks: ['I4', 7],
    },
  ],
  [
    '[PS13] a restore is found by numbers: events of two histories mix',
    {
      without: { findsRestore: 'by number' },
      bounds: { ...READS, faults: { restore: 1, publish: 3 } },
      only: 'I5',
      breaks: ['I5', 10],
    },
  ],
  [
    '[PC8] a snapshot whose data is ahead of its cursor: what is ahead may be forgotten unseen',
    {
      without: {},
      bounds: { ...READS, snapshots: 'fresh', goesBackLive: false, faults: { restore: 1, publish: 2 } },
      only: 'I5 state',
      breaks: ['I5 state', 13],
    },
  ],
  [
    '[PC8] a snapshot whose data and cursor are read in one transaction: nothing',
    {
      without: { snapshotReads: 'at once' },
      bounds: { ...READS, snapshots: 'fresh', faults: { restore: 1, publish: 2, backup: 1 } },
      only: 'I5 state',
      breaks: null,
    },
  ],
  [
    '[PC1] two living pages use one sender',
    {
      without: { ownsSenders: false },
      bounds: { ...TWO_PAGES, faults: { restore: 1 } },
      breaks: ['I3 told', 14],
    },
  ],
  [
    '[PC2] acked is read when the welcome comes: nothing, since no other page moves it',
    {
      without: { remembersAcked: false },
      bounds: { faults: { cut: 1, restore: 1, hello: 1 } },
      breaks: null,
    },
  ],
  [
    '[PC1, PC2] acked is read when the welcome comes, and another page has moved it',
    {
      without: { ownsSenders: false, remembersAcked: false },
      bounds: TWO_PAGES,
      breaks: ['I3', 12],
    },
  ],
  [
    '[PC3] numbers are sent again after another welcome: nothing, since that comes after they were taken',
    {
      without: { sendsOnce: false },
      bounds: { faults: { cut: 1, restore: 1, hello: 1 } },
      breaks: null,
    },
  ],
  [
    '[PC3] more is sent than the window',
    {
      without: { keepsWindow: false },
      bounds: { messages: [2, null], window: 1 },
      breaks: ['I6', 7],
    },
  ],
  [
    '[PC5] lost is not heeded',
    {
      without: { heedsLost: false },
      bounds: { faults: { restore: 1 } },
      breaks: ['I3 told', 12],
    },
  ],
  [
    '[PC5] refused messages are called lost',
    {
      without: { losesAckedOnly: false },
      bounds: { faults: { restore: 1, refusal: 1 } },
      breaks: ['I3', 12],
    },
  ],
  [
    '[PC6] an overdue ack is waited for: nothing, since every message is answered or its connection ends',
    {
      without: { givesUp: false },
      bounds: { faults: { cut: 1, restore: 1, hello: 1 } },
      breaks: null,
    },
  ],
  [
    '[PC6, PS7] an overdue ack is waited for, from a server that does not answer repetitions',
    {
      without: { givesUp: false, answersRepetitions: false },
      bounds: { faults: { cut: 1 } },
      breaks: ['L1', 9],
    },
  ],
  [
    '[PC7] holes are delivered: nothing, since a server that keeps the rules leaves none',
    {
      without: { refusesHoles: false },
      bounds: { ...READS, snapshots: 'lagging', faults: { cut: 1, trim: 1, publish: 2 } },
      breaks: null,
    },
  ],
  [
    '[PC7, PC9] holes are delivered, and events of before the welcome',
    {
      without: { refusesHoles: false, ignoresBeforeWelcome: false },
      bounds: { ...READS, snapshots: 'lagging', faults: { cut: 1, publish: 2 } },
      breaks: ['I4', 13],
    },
  ],
  [
    '[PC7, PS5] holes are delivered, from a server that sends from the head on',
    {
      without: { refusesHoles: false, sendsFromCursor: false },
      bounds: { ...READS, faults: { hello: 1, publish: 2 } },
      breaks: ['I4', 8],
    },
  ],
  [
    '[PC7] events up to the cursor are delivered: nothing, since every cursor but the head is said',
    {
      without: { dropsSeen: false },
      bounds: { ...READS, snapshots: 'lagging', faults: { cut: 1, trim: 1, publish: 2 } },
      breaks: null,
    },
  ],
  [
    '[PC7, PC8] events up to the cursor are delivered, where only a cursor below the head is said',
    {
      without: { dropsSeen: false, greetsWithCursor: 'below the head' },
      bounds: { ...READS, snapshots: 'fresh', faults: { publish: 1 } },
      breaks: ['I4', 8],
    },
  ],
  [
    '[PC8] the cursor of a snapshot is read after its data',
    {
      without: { snapshotReads: 'data first' },
      bounds: { ...READS, snapshots: 'fresh', faults: { publish: 1 } },
      breaks: ['I4', 8],
    },
  ],
  [
    '[PC8] a cursor above the head of the welcome is not said',
    {
      without: { greetsWithCursor: 'below the head' },
      bounds: { ...READS, snapshots: 'fresh', ...GOES_BACK },
      breaks: ['I4', 7],
    },
  ],
  [
    '[PC8] no cursor of a snapshot is said',
    {
      without: { greetsWithCursor: 'never' },
      bounds: { ...READS, snapshots: 'lagging', faults: { publish: 1 } },
      breaks: ['I4', 6],
    },
  ],
  [
    '[PC9] events of before the welcome are delivered',
    {
      without: { ignoresBeforeWelcome: false },
      bounds: { ...READS, faults: { hello: 1, restore: 1, publish: 1 } },
      breaks: ['I4', 11],
    },
  ],
  [
    '[PC9] events of before the welcome are delivered: nothing, where the log does not go back, since PC7 stands behind it',
    {
      without: { ignoresBeforeWelcome: false },
      bounds: { ...READS, snapshots: 'lagging', faults: { cut: 1, hello: 1, publish: 2 } },
      breaks: null,
    },
  ],
];

test.each(COUNTEREXAMPLES)('%s', (_, example) => {
  const { violation } = exploreWithout(example);
  expect(violation === null ? null : [violation.invariant, violation.trace.length]).toEqual(example.breaks);
  if (example.endsWith !== undefined)
    expect(violation?.trace.slice(-example.endsWith.length)).toEqual(example.endsWith);
});
