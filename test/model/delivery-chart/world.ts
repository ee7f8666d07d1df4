import { getMicrosteps, initialTransition, type SnapshotFrom } from 'xstate';
import { edgesOf } from '../../../machines/chart-edges.js';
import { createDeliveryMachine, type DeliveryMachine } from '../../../machines/delivery.machine.js';
import { isOutboxIdle, linkOf } from '../../../machines/delivery.place.js';
import type { DeliveryCommand, DeliveryEvent } from '../../../machines/delivery.types.js';
import { createChartReader, eventTypeOf, unreadable } from '../../../src/testing/paths/chart-reader.js';
import { clearTimer, elapse, setTimer, type TimedWorld } from '../../../src/testing/paths/timed-world.js';
import { ACK_TIMEOUT_MS, BACKOFF_MS, GREETING_TIMEOUT_MS } from './timing.js';

/** A message on its way over the present connection. */
interface InFlight {
  readonly sentAt: number;
  /** It is another page's. */
  readonly isFound: boolean;
}

/** The connection beneath, as far as it concerns delivery. */
interface Connection {
  /** The server has welcomed it. */
  readonly isOpen: boolean;
  readonly since: number;
}

/** The delivery of one chat: its chart, its messages, and what is beneath. Immutable: a step makes a new world. */
export interface DeliveryWorld extends TimedWorld<DeliveryEvent> {
  readonly chart: SnapshotFrom<DeliveryMachine>;
  /** Null while there is none; then the next may be accepted from `retryAt` on. */
  readonly connection: Connection | null;
  readonly retryAt: number;
  /** Messages of this page that are stored, and not in flight. */
  readonly waiting: number;
  /** Oldest first. */
  readonly inFlight: readonly InFlight[];
  /** What the server was told of the sender of a dead page, which left a message; null if there is none. */
  readonly found: 'unnamed' | 'named' | 'greeted' | null;
  readonly hasCursor: boolean;
  /** The application is asked for a snapshot, and was not told to leave it. */
  readonly isAsking: boolean;
  /** A snapshot was asked for while another was, which must never be. */
  readonly isAskedTwice: boolean;
  /** How many gaps were announced. */
  readonly gaps: number;
}

type Told = readonly [DeliveryWorld, readonly DeliveryEvent[]];

const COMMANDS: { readonly [Type in DeliveryCommand['type']]: true } = {
  'hello.say': true,
  'snapshot.ask': true,
  'snapshot.drop': true,
  'events.resume': true,
  'messages.pump': true,
  'gap.announce': true,
  'cursor.takeHead': true,
  'cursor.skipHole': true,
  'link.abandonHole': true,
  'link.abandonSilence': true,
  'link.abandonSnapshot': true,
};

const isCommand = (type: string): type is DeliveryCommand['type'] => type in COMMANDS;

/** The shipped chart, run one event at a time on its own clock, with a client around it that obeys like the real one. */
export const createDeliveryModel = ({ hasSnapshot }: { readonly hasSnapshot: boolean }) => {
  /** The one that is just told something. */
  let present: DeliveryWorld | null = null;
  const ackRestMs = (): number | null => {
    const oldest = present?.inFlight[0];
    return oldest === undefined ? null : oldest.sentAt + ACK_TIMEOUT_MS - (present?.now ?? 0);
  };
  const machine = createDeliveryMachine({
    hasSnapshot,
    isSettled: () => ackRestMs() === null,
    ackRestMs: () => ackRestMs() ?? ACK_TIMEOUT_MS,
  });
  const stepsFor = createChartReader<DeliveryWorld['chart'], DeliveryEvent, DeliveryCommand>(
    {
      events: machine.events,
      microsteps: (before, event) => getMicrosteps(machine, before, event),
      transitions: (at, event) => machine.getTransitionData(at, event),
    },
    (action) => {
      if (action.type !== 'xstate.emit') throw unreadable(action);
      const type = eventTypeOf(action);
      if (!isCommand(type)) throw new Error(`the chart ordered ${type}, which nobody obeys`);
      return { type };
    },
  );
  const taken = new Set<string>();

  const [chart] = initialTransition(machine, { chatId: 'lobby' });
  const first: DeliveryWorld = {
    chart,
    now: 0,
    timers: [],
    connection: null,
    retryAt: 0,
    waiting: 0,
    inFlight: [],
    found: null,
    hasCursor: false,
    isAsking: false,
    isAskedTwice: false,
    gaps: 0,
  };

  const obey = (world: DeliveryWorld, { type }: DeliveryCommand): Told => {
    switch (type) {
      case 'hello.say':
        return [named(world), []];
      case 'snapshot.ask':
        return [{ ...world, isAsking: true, isAskedTwice: world.isAskedTwice || world.isAsking }, []];
      case 'snapshot.drop':
        return [{ ...world, isAsking: false }, []];
      case 'messages.pump':
        return pump(world);
      case 'gap.announce':
        return [{ ...world, gaps: world.gaps + 1 }, []];
      case 'cursor.takeHead':
      case 'cursor.skipHole':
        return [{ ...world, hasCursor: true }, []];
      case 'events.resume':
        return [world, []];
      case 'link.abandonHole':
      case 'link.abandonSilence':
      case 'link.abandonSnapshot':
        return closed(world);
    }
  };

  /** The chart handles an event, and the world obeys its orders; then come the facts that follow from these. */
  const send = (before: DeliveryWorld, event: DeliveryEvent): DeliveryWorld => {
    present = before;
    let world = before;
    const facts: DeliveryEvent[] = [];
    for (const { chart, edges, orders } of stepsFor(before.chart, event)) {
      world = { ...world, chart };
      for (const edge of edges) taken.add(edge);
      for (const order of orders) {
        if (order.type === 'timer.set') world = setTimer(world, order.id, order.delayMs, order.event);
        else if (order.type === 'timer.clear') world = clearTimer(world, order.id);
        else {
          const [next, answers] = obey(world, order);
          world = next;
          facts.push(...answers);
        }
      }
    }
    return facts.reduce(send, world);
  };

  const tell = ([world, facts]: Told): DeliveryWorld => facts.reduce(send, world);

  return {
    first,
    send,
    /** Sends what may be sent. */
    pump: (world: DeliveryWorld) => tell(pump(world)),
    /** The connection is gone. */
    close: (world: DeliveryWorld) => tell(closed(world)),
    pass: (world: DeliveryWorld, ms: number) =>
      elapse<DeliveryEvent, DeliveryWorld>(world, world.now + ms, false, send),
    /** The edges of the chart taken since the last call. */
    takeEdges: () => {
      const edges = [...taken];
      taken.clear();
      return edges;
    },
    /** All edges of the chart. */
    edges: () => edgesOf(machine.root),
  };
};

export type DeliveryModel = ReturnType<typeof createDeliveryModel>;

export const linkIn = ({ chart }: DeliveryWorld) => linkOf(chart.value);

/** How many messages have not ended. */
export const pendingIn = ({ waiting, inFlight, found }: DeliveryWorld): number =>
  waiting + inFlight.filter(({ isFound }) => !isFound).length + (found === null ? 0 : 1);

/** A hello names every sender. */
export const named = (world: DeliveryWorld): DeliveryWorld => ({
  ...world,
  found: world.found === null ? null : 'named',
});

/** What was in flight waits again. */
export const recalled = (world: DeliveryWorld): DeliveryWorld => ({
  ...world,
  inFlight: [],
  waiting: world.waiting + world.inFlight.filter(({ isFound }) => !isFound).length,
});

const closed = (world: DeliveryWorld): Told => {
  const { connection, now } = world;
  // Before its welcome it ends when the core has waited long enough for that.
  const endsAt =
    connection?.isOpen === false && linkIn(world) === 'greeting' ? connection.since + GREETING_TIMEOUT_MS : now;
  const next: DeliveryWorld = {
    ...recalled(world),
    connection: null,
    retryAt: endsAt + BACKOFF_MS,
    found: world.found === null ? null : 'unnamed',
  };
  return [next, [{ type: 'link.closed' }]];
};

/** The message of a dead page was given before, and goes first: until its sender is greeted nothing else goes. */
const pump = (world: DeliveryWorld): Told => {
  const { connection, found, waiting, inFlight, now } = world;
  if (linkIn(world) !== 'live' || connection?.isOpen !== true) return [world, []];
  if (found !== null && found !== 'greeted') return [world, found === 'unnamed' ? [{ type: 'hello.needed' }] : []];
  const isFoundDue = found !== null && !inFlight.some(({ isFound }) => isFound);
  const sent: InFlight[] = [
    ...(isFoundDue ? [{ sentAt: now, isFound: true }] : []),
    ...Array.from({ length: waiting }, () => ({ sentAt: now, isFound: false })),
  ];
  const hasBegun = sent.length > 0 && isOutboxIdle(world.chart.value);
  return [{ ...world, waiting: 0, inFlight: [...inFlight, ...sent] }, hasBegun ? [{ type: 'message.sent' }] : []];
};
