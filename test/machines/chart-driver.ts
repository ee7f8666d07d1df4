import { expect, test } from 'vitest';
import { createActor, fromCallback } from 'xstate';
import {
  type ConnectionContext,
  type ConnectionEvent,
  type ConnectionPolicy,
  createConnectionMachine,
  defaultPolicy,
  type SocketCommand,
  type SocketInput,
} from '../../machines/index.js';
import { createVirtualClock } from '../../src/testing/index.js';

/** How attempts and connections end, by the verdict: `failed retry` is an attempt's end, `lost retry` a connection's. */
const VERDICTS = {
  retry: { verdict: 'retry' },
  'retry-twice': { verdict: 'retry-twice', close: { code: 1002, reason: '', wasClean: true } },
  fatal: { verdict: 'fatal' },
  refresh: { verdict: 'refresh' },
  misconfigured: { verdict: 'misconfigured' },
  patience: { verdict: { retryAfterMs: 60_000 } },
} as const;

const ENDS = Object.entries(VERDICTS).flatMap(([name, end]) =>
  (['failed', 'lost'] as const).map((ending): [string, ConnectionEvent] => [
    `${ending} ${name}`,
    {
      type: 'connection.ended',
      kind: ending === 'failed' ? 'handshake' : 'lost',
      message: 'gone',
      close: null,
      ...end,
    },
  ]),
);

const AWAKE = { isOffline: false, isFrozen: false };

/** Every event that the chart knows, by the name that the tables use. */
export const EVENTS: Readonly<Record<string, ConnectionEvent>> = {
  'chat.want': { type: 'chat.want', ...AWAKE },
  'chat.want offline': { type: 'chat.want', isOffline: true, isFrozen: false },
  'chat.want frozen': { type: 'chat.want', isOffline: false, isFrozen: true },
  'chat.release': { type: 'chat.release' },
  'chat.retry': { type: 'chat.retry' },
  'chat.renew': { type: 'chat.renew' },
  'chat.abandon': { type: 'chat.abandon', verdict: 'retry', message: 'no good' },
  'chat.abandon fatal': { type: 'chat.abandon', verdict: 'fatal', message: 'no good' },
  'chat.evict': { type: 'chat.evict' },
  'chat.dispose': { type: 'chat.dispose' },
  'address.located': { type: 'address.located', isLoopback: true },
  'address.resolved': { type: 'address.resolved' },
  'slot.granted': { type: 'slot.granted' },
  'socket.constructed': { type: 'socket.constructed', socketId: 7 },
  'socket.opened': { type: 'socket.opened' },
  'greeting.welcomed': { type: 'greeting.welcomed' },
  'socket.wentQuiet': { type: 'socket.wentQuiet' },
  'frame.arrived': { type: 'frame.arrived' },
  ...Object.fromEntries(ENDS),
  'page.wentOffline': { type: 'page.wentOffline' },
  'page.cameOnline': { type: 'page.cameOnline' },
  'page.becameVisible': { type: 'page.becameVisible' },
  'page.froze': { type: 'page.froze' },
  'page.resumed': { type: 'page.resumed' },
  'page.hintDiscredited': { type: 'page.hintDiscredited' },
};

const WANTED = 'chat.want';
const DIALING = `${WANTED}, address.resolved, slot.granted, socket.constructed`;
const OPEN = `${DIALING}, socket.opened`;
const LOOPBACK = `${WANTED}, address.located, address.resolved, slot.granted, socket.opened`;

/** How the chart gets to each place, at once: steps, parted by commas. */
export const PLACES = {
  idle: '',
  throttled: `${WANTED}, chat.release, ${WANTED}`,
  resolving: WANTED,
  awaitingSlot: `${WANTED}, address.resolved`,
  dialing: DIALING,
  open: OPEN,
  probing: `${OPEN}, socket.wentQuiet`,
  reprobing: `${OPEN}, socket.wentQuiet, sleep 12001`,
  lingering: `${OPEN}, chat.release`,
  loopback: LOOPBACK,
  waiting: `${OPEN}, lost retry`,
  held: `${OPEN}, lost patience`,
  offline: `${OPEN}, lost retry, page.wentOffline`,
  frozen: `${OPEN}, lost retry, page.froze`,
  rejected: `${OPEN}, lost fatal`,
} as const;

export type Place = keyof typeof PLACES;

/** What the context says, without the groups that it has its facts in. */
const flat = ({ page, budget, wait, ...others }: ConnectionContext) => ({ ...others, ...page, ...budget, ...wait });

/** What a step changes in the context; instants apart. */
type Facts = Partial<ReturnType<typeof flat>>;

const INSTANTS: readonly string[] = [
  ...['lastAttemptAt', 'startedAt', 'openedAt', 'addressAt'],
  ...['provesAt', 'probeDeadlineAt', 'waitMs', 'retryAt'],
];

export const TABLE_POLICY: ConnectionPolicy = {
  ...defaultPolicy,
  random: () => 0,
  backoffMs: () => 20_000,
  probeTimeoutMs: 10_000,
  wakeTimeoutMs: 5_000,
};

/** The chart in virtual time, with the part of the socket played by the test: its commands are written down. */
export const startChart = (figures: Partial<ConnectionPolicy> = {}) => {
  const clock = createVirtualClock();
  const notices: string[] = [];
  const commands: string[] = [];
  const socket = fromCallback<SocketCommand, SocketInput>(({ receive }) => {
    commands.push('start');
    receive((command) => commands.push('why' in command ? `goodbye.${command.why}` : command.type));
    return () => commands.push('stop');
  });
  const policy = { ...TABLE_POLICY, ...figures, now: clock.now, wallNow: clock.wallNow };
  const actor = createActor(createConnectionMachine(policy).provide({ actors: { socket } }), {
    clock,
    input: { chatId: '42' },
  });
  actor.on('*', ({ type }) => notices.push(type));
  actor.start();

  const step = (name: string) => {
    const event = EVENTS[name];
    if (event !== undefined) actor.send(event);
    else if (name.startsWith('+')) clock.advance(Number(name.slice(1)));
    else if (name.startsWith('sleep ')) clock.sleep(Number(name.slice(6)));
    else throw new Error(`No such step: ${name}`);
  };
  return {
    actor,
    clock,
    /** Takes the steps named, parted by commas. */
    take: (steps: string) => {
      for (const name of steps.split(', ')) if (name !== '') step(name);
    },
    /** What the chart said and commanded since this was last called. */
    heard: () => {
      const heard = [notices.splice(0).join(' '), commands.splice(0).join(' ')];
      return heard.join(' | ').trim().replace(/^\|$/, '');
    },
    state: () => pathOf(actor.getSnapshot().value),
  };
};

/** A state value as a path: `open.healthy.unproved.wanted` of parallel regions; one without states of its own is left out. */
export const pathOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const [[name, inner] = ['', {}]] = Object.entries(value as object);
  const below = typeof inner === 'string' ? [inner] : Object.values(inner as object);
  return [name, ...below.filter((each) => typeof each === 'string')].join('.');
};

/** Where the chart is and what it has done: from a place, with what is given, by one step. */
export const observe = (place: Place, given: string, event: string, figures: Partial<ConnectionPolicy> = {}) => {
  const chart = startChart(figures);
  chart.take(PLACES[place]);
  chart.take(given);
  const before = flat(chart.actor.getSnapshot().context);
  chart.heard();
  chart.take(event);
  const { context, status } = chart.actor.getSnapshot();
  const changed = Object.entries(flat(context)).filter(
    ([name, value]) => !INSTANTS.includes(name) && value !== before[name as keyof typeof before],
  );
  const observed = { state: chart.state(), status, heard: chart.heard(), facts: Object.fromEntries(changed) };
  chart.actor.stop();
  return observed;
};

/** `[place, given, event, state, notices | commands, what changes in the context]` */
export type Row = readonly [from: Place, given: string, event: string, to: string, heard: string, facts?: Facts];

/** One test for each row of a transition table. */
export const testTransitions = (rules: string, rows: readonly Row[], figures: Partial<ConnectionPolicy> = {}) => {
  for (const [from, given, event, to, heard, facts = {}] of rows) {
    test(`${rules} ${from}${given && ` (${given})`} + ${event} → ${to}`, () => {
      expect(observe(from, given, event, figures)).toEqual({ state: to, status: 'active', heard, facts });
    });
  }
};
