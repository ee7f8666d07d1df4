import { describe, expect, it } from 'vitest';
import type { Cursor } from '../../src/delivery/index.js';
import { check } from './checker.js';
import type { Item, LoggedEvent } from './record.js';

const CHAT = 'lobby';
const [ada, ben] = ['ada/1', 'ben/1'];
const START: Cursor = { epoch: 'e', seq: 0, tag: null };

const event = (seq: number, text: string, from: string | null = null, line = ''): LoggedEvent => ({
  seq,
  tag: `t${seq}${line}`,
  text,
  from,
  n: from === null ? null : seq,
});
const cursorAt = ({ seq, tag }: LoggedEvent): Cursor => ({ epoch: 'e', seq, tag });
const given = (id: string, life = ada): Item => ({ type: 'given', life, chat: CHAT, id, text: `${id}!`, at: 0 });
const told = (
  id: string,
  status: Extract<Item, { type: 'told' }>['status'],
  life = ada,
  seq: number | null = null,
): Item => ({ type: 'told', life, chat: CHAT, id, status, seq, at: 0 });
const gap = (life: string, why: Extract<Item, { type: 'gap' }>['why'], cursor: Cursor | null = null): Item => ({
  type: 'gap',
  life,
  chat: CHAT,
  why,
  cursor,
});
const seen = (life: string, after: Cursor | null, one: LoggedEvent): Item => ({
  type: 'seen',
  life,
  chat: CHAT,
  after,
  place: { epoch: 'e', seq: one.seq, tag: one.tag },
  text: one.text,
  id: null,
});
/** One after the other, from a cursor on. */
const seesAll = (life: string, from: Cursor, ...events: readonly LoggedEvent[]): Item[] =>
  events.map((one, index) => seen(life, index === 0 ? from : cursorAt(events[index - 1] as LoggedEvent), one));
const logged = (...events: readonly LoggedEvent[]): Item => ({
  type: 'logged',
  chat: CHAT,
  epoch: 'e',
  oldest: events[0]?.seq ?? 1,
  head: events.at(-1)?.seq ?? 0,
  events,
});
const rests = (life: string, cursor: Cursor, changes: Partial<Extract<Item, { type: 'rests' }>> = {}): Item => ({
  type: 'rests',
  life,
  chat: CHAT,
  link: 'live',
  cursor,
  pending: [],
  ...changes,
});
const trims = (before: number): Item => ({ type: 'trims', chat: CHAT, before });
const backedUp = (head: number): Item => ({ type: 'backed up', backup: 1, heads: { [CHAT]: head } });
const restored: Item = { type: 'restored', backup: 1 };
const inFlight = (count: number): Item => ({ type: 'in flight', life: ada, chat: CHAT, count, window: 8 });
const closed = (code: number): Item => ({ type: 'closed', life: ada, chat: CHAT, code });

const one = event(1, 'one!', 's');
const two = event(2, 'two!', 's');
const end = event(3, 'end');
const ONE = [given('one'), told('one', 'stored'), told('one', 'sent'), told('one', 'acked', ada, 1)];
const givenTwo = given('two');
const ackedTwo = told('two', 'acked');
const TWO = [givenTwo, told('two', 'stored'), ackedTwo];
const benComes = gap(ben, 'new');
const COME = [gap(ada, 'new'), benComes];
const atEnd = (last: LoggedEvent) => [rests(ada, cursorAt(last)), rests(ben, cursorAt(last))];

/** Two messages and an end, which all see. */
const PEACEFUL = [
  ...COME,
  ...ONE,
  ...TWO,
  ...seesAll(ada, START, one, two, end),
  ...seesAll(ben, START, one, two, end),
  inFlight(2),
  logged(one, two, end),
  ...atEnd(end),
];

/** The second message is taken away by a restore, and told to be lost; another one has its seq then. */
const other = event(2, 'other', null, '*');
const last = event(3, 'last', null, '*');
const RESTORED = [
  ...COME,
  ...ONE,
  ...seesAll(ada, START, one),
  ...seesAll(ben, START, one),
  logged(one),
  backedUp(1),
  ...TWO,
  ...seesAll(ada, cursorAt(one), two),
  logged(one, two),
  restored,
  gap(ada, 'diverged', cursorAt(two)),
  told('two', 'lost'),
  ...seesAll(ben, cursorAt(one), other, last),
  ...seesAll(ada, cursorAt(other), last),
  logged(one, other, last),
  ...atEnd(last),
];

/** Ben comes back when what he has not seen is gone. */
const TRIMMED = [
  ...COME,
  ...ONE,
  ...seesAll(ada, START, one, two, end),
  ...TWO,
  logged(one, two),
  trims(3),
  gap(ben, 'expired', START),
  ...seesAll(ben, cursorAt(two), end),
  logged(end),
  ...atEnd(end),
];

const passes = (...ids: readonly string[]): Item => ({ type: 'passed', life: ada, to: ben, ids });

const without = (items: readonly Item[], ...out: readonly Item[]) => items.filter((item) => !out.includes(item));
const insteadOf = (items: readonly Item[], out: Item, ...put: readonly Item[]) =>
  items.flatMap((item) => (item === out ? put : [item]));

describe('the checker of histories', () => {
  it.each([
    ['in peace', PEACEFUL],
    ['with a restored backup', RESTORED],
    ['with a trimmed log', TRIMMED],
    [
      'with a message that another page takes over',
      insteadOf(PEACEFUL, ackedTwo, passes('two'), told('two', 'moved'), told('two', 'acked', ben)),
    ],
    [
      'with a message that another page sends after what was given later',
      [givenTwo, passes('two'), ...without(PEACEFUL, givenTwo)],
    ],
    [
      'with a page that is told nothing more, because it died',
      [
        ...without(RESTORED, ...RESTORED.filter(({ type }) => type === 'told').slice(-1)),
        { type: 'ended', life: ada } as const,
      ],
    ],
  ])('finds nothing wrong with a history %s', (_, items) => {
    expect(check(items).violations).toEqual([]);
  });

  const of = <Type extends Item['type']>(items: readonly Item[], type: Type, index: number) =>
    items.filter((item): item is Extract<Item, { type: Type }> => item.type === type).at(index) as Extract<
      Item,
      { type: Type }
    >;

  it.each<[what: string, items: readonly Item[], violation: RegExp]>([
    [
      'takes effect twice',
      [...without(PEACEFUL, of(PEACEFUL, 'logged', -1)), logged(one, two, end, event(4, 'two!'))],
      /^I1: two! is in lobby at 2,4/,
    ],
    ['has a number that was taken twice', [logged(one, { ...two, n: 1 }), ...PEACEFUL], /^I1: s 1 was taken 2 times/],
    ['comes before one that was given earlier', [givenTwo, ...without(PEACEFUL, givenTwo)], /^I2: one!/],
    ['was sent by nobody', without(PEACEFUL, ...ONE), /^I3: nobody sent one!/],
    [
      'was acked, and is nowhere',
      [...PEACEFUL, given('x'), told('x', 'acked')],
      /^I3: x! .* was acked, and was in no log/,
    ],
    [
      'was acked elsewhere',
      insteadOf(PEACEFUL, ackedTwo, told('two', 'acked', ada, 1)),
      /^I3: .* acked at 1, and is not there/,
    ],
    [
      'is rejected, and in the log',
      insteadOf(PEACEFUL, ackedTwo, told('two', 'rejected')),
      /^I3: .* is rejected, and was/,
    ],
    [
      'is cancelled, and in the log',
      insteadOf(PEACEFUL, ackedTwo, told('two', 'cancelled')),
      /^I3: .* is cancelled, and was/,
    ],
    [
      'comes before one that was given earlier, and was taken over with it',
      [givenTwo, passes('one', 'two'), ...without(PEACEFUL, givenTwo)],
      /^I2: one!/,
    ],
    [
      'comes before one that was given earlier, and alone was taken over',
      [givenTwo, passes('one'), ...without(PEACEFUL, givenTwo)],
      /^I2: one!/,
    ],
    [
      'is moved, and no other page has it',
      insteadOf(PEACEFUL, ackedTwo, told('two', 'moved'), ackedTwo),
      /^I3: two! .* was moved, and no other page has it/,
    ],
    [
      'is moved, and has no end',
      insteadOf(PEACEFUL, ackedTwo, passes('two'), told('two', 'moved')),
      /^L1: two! .* has not ended, after moved/,
    ],
    ['ends twice', [...PEACEFUL, told('two', 'cancelled')], /^I3: .* ended as acked and cancelled/],
    [
      'is lost, and no backup was restored',
      [...PEACEFUL, told('two', 'lost')],
      /^I3: .* is lost, and no restore took it/,
    ],
    [
      'is lost before the restore',
      insteadOf(RESTORED, restored, told('two', 'lost'), restored),
      /^I3: .* no restore took it/,
    ],
    ['is lost, though the backup has it', [...RESTORED, told('one', 'lost')], /^I3: one! .* no restore took it/],
    ['is gone, and nobody says so', without(RESTORED, of(RESTORED, 'told', -1)), /^I3: two! .* no longer in the log/],
    [
      'was published, and is nowhere',
      [...PEACEFUL, { type: 'published', chat: CHAT, text: 'x', seq: 3 }],
      /^I3: x was published/,
    ],
    ['has not ended', without(PEACEFUL, ackedTwo), /^L1: two! .* has not ended, after stored/],
    [
      'waits in an outbox',
      insteadOf(PEACEFUL, of(PEACEFUL, 'rests', 0), rests(ada, cursorAt(end), { pending: ['x'] })),
      /^L1: ada/,
    ],
  ])('finds a message that %s', (_, items, violation) => {
    expect(check(items).violations).toContainEqual(expect.stringMatching(violation));
  });

  it.each<[what: string, items: readonly Item[], violation: RegExp]>([
    [
      'is not live',
      insteadOf(PEACEFUL, of(PEACEFUL, 'rests', -1), rests(ben, cursorAt(end), { link: 'down' })),
      /^I4: ben\/1 is down/,
    ],
    [
      'is not at the head',
      insteadOf(PEACEFUL, of(PEACEFUL, 'rests', -1), rests(ben, cursorAt(two))),
      /^I4: ben\/1 is at 2/,
    ],
    [
      'has not seen all',
      without(PEACEFUL, of(PEACEFUL, 'seen', 4)),
      /^I4: what ben\/1 saw of lobby after 0 .* is not the log/,
    ],
    [
      'missed an event without a gap',
      without(PEACEFUL, of(PEACEFUL, 'seen', 4)),
      /^I5: in lobby, ben\/1 saw 3 after 2/,
    ],
    ['was told of no gap at first', without(PEACEFUL, benComes), /^I5: ben\/1 saw 1 of lobby first, without a gap/],
    [
      'mixes two histories',
      without(insteadOf(RESTORED, of(RESTORED, 'seen', -1), seen(ada, cursorAt(two), last)), of(RESTORED, 'gap', -1)),
      /^I5: what ada\/1 saw in lobby from 1 to 3 is of no one log/,
    ],
    [
      'saw what was never logged',
      insteadOf(PEACEFUL, of(PEACEFUL, 'seen', 0), seen(ada, START, event(1, 'x'))),
      /^I5: what ada/,
    ],
    [
      'was told of a gap without a restore',
      [...PEACEFUL, gap(ada, 'diverged', cursorAt(end))],
      /^I5: ada\/1 was told of a gap/,
    ],
    [
      'was told of a gap without a trim',
      [...PEACEFUL, gap(ada, 'expired', cursorAt(one))],
      /^I5: ada\/1 was told of a gap/,
    ],
    ['is new twice', [...PEACEFUL, gap(ada, 'new', cursorAt(one))], /^I5: ada\/1 was told of a gap/],
    ['has more in flight than the window', [...PEACEFUL, inFlight(9)], /^I6: ada\/1 has 9 messages in flight/],
    ['broke the protocol', [...PEACEFUL, closed(4400)], /^protocol: ada\/1 was closed with 4400/],
  ])('finds a client that %s', (_, items, violation) => {
    expect(check(items).violations).toContainEqual(expect.stringMatching(violation));
  });

  it.each<[what: string, items: readonly Item[], violation: RegExp]>([
    ['changes', [logged(event(1, 'x')), ...PEACEFUL], /^log: lobby: 1 was x, and is one!/],
    ['goes back without a restore', [...PEACEFUL, logged(one)], /^log: lobby: the log went back from 3 to 1/],
    ['has a hole', [logged(one, end), ...PEACEFUL], /^log: lobby: the log has holes/],
  ])('finds a log that %s', (_, items, violation) => {
    expect(check(items).violations).toContainEqual(expect.stringMatching(violation));
  });

  it('finds a gateway that ended by itself', () => {
    expect(check([...PEACEFUL, { type: 'fell' }]).violations).toEqual(['server: a gateway ended by itself']);
  });

  it('counts what a restore took after another page had taken over the senders', () => {
    const lost = of(RESTORED, 'told', -1);
    expect(check(insteadOf(RESTORED, lost, passes()))).toEqual({ violations: [], forgotten: 1 });
  });

  it('counts what a restore took after the page that was told of it had died', () => {
    const died = [...without(RESTORED, of(RESTORED, 'told', -1)), { type: 'ended', life: ada } as const];
    expect(check(died)).toEqual({ violations: [], forgotten: 1 });
  });
});
