import fc from 'fast-check';
import type { PageSignal } from '../../src/index.js';

export const CHATS = ['a', 'b', 'c', 'd'] as const;

export type ChatName = (typeof CHATS)[number];

/** What a user, or a reaction of user code, asks of the library. */
export type Wish =
  | { readonly does: 'select'; readonly chat: ChatName | null }
  | { readonly does: 'retain'; readonly chat: ChatName }
  /** Calls one of the releases that were returned so far, perhaps once more. */
  | { readonly does: 'release'; readonly which: number }
  | { readonly does: 'retry'; readonly chat: ChatName | null }
  | { readonly does: 'reconnect'; readonly chat: ChatName | null }
  | { readonly does: 'abandon'; readonly chat: ChatName; readonly verdict: AbandonName }
  | { readonly does: 'send'; readonly chat: ChatName; readonly size: 'text' | 'binary' | 'large' }
  | { readonly does: 'dispose' };

/** A verdict by name: `later` holds off. */
export type AbandonName = 'retry' | 'refresh' | 'fatal' | 'later';

/** What becomes of a request for an address. */
export type Answer = 'an address' | 'another host' | 'a rejection' | 'RejectedError' | 'nonsense';

/** What happens to a socket; what does not apply to the state it is in does nothing. */
export type SocketAct =
  | 'accepts'
  | 'refuses'
  | 'fails with error only'
  | 'fails with error only, still CONNECTING'
  | 'drops'
  | 'sends'
  | 'sends a pong'
  | 'sends twice'
  | 'welcomes'
  | 'refuses the greeting'
  | 'forbids'
  | 'goes silent'
  | 'stops reading'
  | 'reads'
  | 'stops reading for some sends'
  | 'answers close inside'
  | 'emits open'
  | 'emits error'
  | { readonly closes: number; readonly reason: string }
  | { readonly emitsClose: number };

/** What the gateway does with new sockets. */
export type Script =
  | 'hangs'
  | 'accepts'
  | 'accepts late'
  | 'refuses'
  | 'throws'
  | 'accepts, then drops'
  | 'accepts, then closes 4401'
  | 'error only'
  | 'error only, still CONNECTING'
  | 'hangs, closes inside'
  | 'accepts, closes inside'
  | 'accepts, closes late'
  | 'goes silent'
  | 'answers pings';

/** The page goes through this; `isRaw`: it signals it, whatever it is in truth. */
export interface PageAct {
  readonly does: 'page';
  readonly signal: PageSignal;
  readonly isRaw: boolean;
}

export type Act =
  | Wish
  | PageAct
  | { readonly does: 'answer'; readonly chat: ChatName; readonly isNewest: boolean; readonly with: Answer }
  | { readonly does: 'socket'; readonly chat: ChatName; readonly isCurrent: boolean; readonly act: SocketAct }
  | { readonly does: 'script'; readonly chat: ChatName | null; readonly script: Script }
  | { readonly does: 'advance'; readonly ms: number }
  | { readonly does: 'next deadline' }
  | { readonly does: 'sleep'; readonly ms: number }
  | { readonly does: 'wall'; readonly ms: number };

/** One step of a walk. After one that does not settle the next follows in the same task, before any microtask. */
export interface Step {
  readonly act: Act;
  readonly settles: boolean;
}

const chat = fc.constantFrom<ChatName[]>('a', 'a', 'b', 'c', 'd');
const chatOrNone = fc.constantFrom<(ChatName | null)[]>('a', 'a', 'b', 'b', 'c', 'd', null);

export const wishes: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ does: fc.constant('select'), chat: chatOrNone }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('retain'), chat }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('release'), which: fc.nat({ max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('retry'), chat: chatOrNone }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reconnect'), chat: chatOrNone }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('abandon'),
      chat,
      verdict: fc.constantFrom('retry', 'refresh', 'fatal', 'later'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('send'),
      chat,
      size: fc.constantFrom('text', 'text', 'binary', 'large'),
    }),
  },
);

export const disposal: fc.Arbitrary<Wish> = fc.record({ does: fc.constant('dispose') });

const CLOSES = [
  { closes: 1000, reason: '' },
  { closes: 1006, reason: '' },
  { closes: 1011, reason: 'oops' },
  { closes: 1002, reason: '' },
  { closes: 4401, reason: '' },
  { closes: 4403, reason: 'no' },
  { closes: 4503, reason: 'retry-after=20' },
  { closes: 1013, reason: '' },
  { closes: 1005, reason: '' },
  { closes: 999, reason: '' },
] as const;

const socketActs = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<SocketAct[]>(
      'accepts',
      'accepts',
      'welcomes',
      'refuses',
      'drops',
      'sends',
      'sends twice',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<SocketAct[]>(
      'fails with error only',
      'fails with error only, still CONNECTING',
      'sends a pong',
      'refuses the greeting',
      'forbids',
      'goes silent',
      'stops reading',
      'reads',
      'stops reading for some sends',
      'answers close inside',
      'emits open',
      'emits error',
      { emitsClose: 1006 },
      { emitsClose: 4401 },
      { emitsClose: 1000 },
    ),
  },
  { weight: 3, arbitrary: fc.constantFrom<SocketAct[]>(...CLOSES) },
);

const scripts = fc.constantFrom<Script[]>(
  'hangs',
  'hangs',
  'accepts',
  'accepts late',
  'refuses',
  'throws',
  'accepts, then drops',
  'accepts, then closes 4401',
  'error only',
  'error only, still CONNECTING',
  'hangs, closes inside',
  'accepts, closes inside',
  'accepts, closes late',
  'goes silent',
  'answers pings',
);

const signals = fc.constantFrom<PageSignal[]>('offline', 'online', 'frozen', 'resumed', 'visible', 'hidden');

export const pageActs: fc.Arbitrary<PageAct> = fc.record({
  does: fc.constant('page'),
  signal: signals,
  isRaw: fc.boolean(),
});

const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 20, arbitrary: wishes },
  { weight: 8, arbitrary: pageActs },
  {
    weight: 7,
    arbitrary: fc.record({
      does: fc.constant('answer'),
      chat,
      isNewest: fc.constantFrom(true, true, false),
      with: fc.constantFrom('an address', 'an address', 'another host', 'a rejection', 'RejectedError', 'nonsense'),
    }),
  },
  {
    weight: 20,
    arbitrary: fc.record({
      does: fc.constant('socket'),
      chat,
      isCurrent: fc.constantFrom(true, true, true, false),
      act: socketActs,
    }),
  },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('script'), chat: chatOrNone, script: scripts }) },
  {
    weight: 16,
    arbitrary: fc.oneof(
      fc.record({
        does: fc.constant('advance'),
        ms: fc.oneof(fc.constantFrom(0, 1, 249, 2_000, 10_000, 30_000), fc.nat({ max: 70_000 })),
      }),
      fc.constant<Act>({ does: 'next deadline' }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('sleep'), ms: fc.constantFrom(1_000, 3_000, 20_000, 600_000) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('wall'), ms: fc.constantFrom(3_600_000, -3_600_000) }) },
);

/** Few walks are disposed of midway: nothing can happen after it. */
export const stepsUpTo = (maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      act: fc.oneof({ weight: 400, arbitrary: acts }, { weight: 1, arbitrary: disposal }),
      settles: fc.constantFrom(true, true, true, false),
    }),
    { maxLength, size: 'max' },
  );

const nameOfAct = (act: SocketAct): string => {
  if (typeof act === 'string') return act;
  if ('closes' in act) return `closes with ${act.closes}${act.reason && ` "${act.reason}"`}`;
  return `emits close ${act.emitsClose}`;
};

/** A step in words. */
export const nameOf = ({ act, settles }: Step): string => `${wordsOf(act)}${settles ? '' : ', and in the same task'}`;

export const wordsOf = (act: Act): string => {
  switch (act.does) {
    case 'select':
      return `select(${act.chat})`;
    case 'retain':
      return `retain(${act.chat})`;
    case 'release':
      return `release no. ${act.which}`;
    case 'retry':
      return act.chat === null ? 'retry()' : `${act.chat}.retry()`;
    case 'reconnect':
      return act.chat === null ? 'reconnect()' : `${act.chat}.reconnect()`;
    case 'abandon':
      return `${act.chat}.abandon(${act.verdict})`;
    case 'send':
      return `${act.chat}.send(${act.size})`;
    case 'page':
      return `page: ${act.signal}${act.isRaw ? ', signalled as it is' : ''}`;
    case 'answer':
      return `the ${act.isNewest ? 'newest' : 'oldest'} request of ${act.chat} is answered with ${act.with}`;
    case 'socket':
      return `the ${act.isCurrent ? 'newest' : 'oldest'} socket of ${act.chat} ${nameOfAct(act.act)}`;
    case 'script':
      return `from now on the gateway, for ${act.chat ?? 'all'}: ${act.script}`;
    case 'advance':
      return `${act.ms} ms pass`;
    case 'sleep':
      return `sleep for ${act.ms} ms`;
    case 'wall':
      return `the wall clock moves by ${act.ms} ms`;
    default:
      return act.does;
  }
};
