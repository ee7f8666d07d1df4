import { initialTransition } from 'xstate';
import { edgesOf } from '../../../machines/chart-edges.js';
import { createConnectionMachine } from '../../../machines/connection.machine.js';
import type { ConnectionEnd, ConnectionEvent, SocketCommand } from '../../../machines/connection.types.js';
import { snapshotOf } from '../../chat/snapshot-of.js';
import type { ConnectionSnapshot } from '../../contract/snapshot.js';
import type { ChartSnapshot } from '../../engine/chart.js';
import { type ChartOrder, connectionReader } from './connection-orders.js';
import { PATH_GREETING, PATH_HEARTBEAT, type PathFeatures, pathOptions } from './path-options.js';
import { clearTimer, elapse, setTimer, type TimedWorld } from './timed-world.js';

/** The socket's own timer: has a frame arrived in the meantime? */
interface QuietCheck {
  readonly type: 'quiet.check';
  readonly startedAt: number;
  /** If no frame arrives. */
  readonly endsAt: number;
}

/** The registry's timer: a burst of selections has settled. */
interface BurstEnd {
  readonly type: 'burst.settled';
}

type Due = ConnectionEvent | QuietCheck | BurstEnd;

/** The socket's actor as seen by the chart. */
interface Line {
  readonly hasSlot: boolean;
  readonly isFrameWatched: boolean;
  readonly hasBeenWatched: boolean;
  readonly lastAliveAt: number;
}

/** One chat, its chart and its surroundings, at one moment. Immutable: a step makes a new world. */
export interface World extends TimedWorld<Due> {
  readonly chart: ChartSnapshot;
  readonly line: Line | null;
  readonly socketId: number;
  readonly isSelected: boolean;
  readonly lastSelectionAt: number;
  /** The next socket's constructor throws. */
  readonly isConstructionBroken: boolean;
  /** The actual state of the page, whether it was reported or not. */
  readonly isPageOnline: boolean;
  readonly isPageFrozen: boolean;
  /** The registry's view of it while a chat is in use. */
  readonly isOffline: boolean;
  readonly isFrozen: boolean;
  /** Since when the handshake of another chat has been hanging. */
  readonly gateHeldAt: number | null;
}

/** The shipped chart, run one event at a time on its own clock, with a socket that answers like the real one. */
export const createWorldModel = (features: PathFeatures) => {
  let now = 0;
  const options = pathOptions(features);
  const machine = createConnectionMachine({
    ...options,
    now: () => now,
    wallNow: () => now,
    backoffMs: options.backoff,
    greetingTimeoutMs: features.greeting ? PATH_GREETING.timeoutMs : null,
    probeTimeoutMs: features.heartbeat ? PATH_HEARTBEAT.timeoutMs : null,
    wakeTimeoutMs: features.heartbeat ? PATH_HEARTBEAT.wakeTimeoutMs : null,
  });
  const stepsFor = connectionReader(machine);
  const taken = new Set<string>();

  const [chart] = initialTransition(machine, { chatId: '42' });
  const initial: World = {
    chart,
    now: 0,
    timers: [],
    line: null,
    socketId: 0,
    isSelected: false,
    lastSelectionAt: Number.NEGATIVE_INFINITY,
    isConstructionBroken: false,
    isPageOnline: true,
    isPageFrozen: false,
    isOffline: false,
    isFrozen: false,
    gateHeldAt: null,
  };

  /** How the socket's actor obeys a command: its new state, and the facts it answers with. */
  const obey = (world: World, command: SocketCommand): readonly [World, readonly ConnectionEvent[]] => {
    const { line } = world;
    if (line === null) return [world, []];
    switch (command.type) {
      case 'address.ask': {
        const located: ConnectionEvent = { type: 'address.located', isLoopback: features.loopback === true };
        return [world, features.address ? [located] : [located, { type: 'address.resolved' }]];
      }
      case 'slot.ask':
        if (world.gateHeldAt !== null && !line.hasSlot) return [world, []];
        return [{ ...world, line: { ...line, hasSlot: true } }, [{ type: 'slot.granted' }]];
      case 'socket.dial': {
        if (world.isConstructionBroken) return [{ ...world, isConstructionBroken: false }, [BROKEN_CONSTRUCTION]];
        const socketId = world.socketId + 1;
        return [{ ...world, socketId }, [{ type: 'socket.constructed', socketId }]];
      }
      case 'quiet.watch': {
        if (!features.heartbeat) return [world, []];
        const spanMs = PATH_HEARTBEAT.intervalMs * (line.hasBeenWatched ? 1 : options.random());
        const watched = { ...world, line: { ...line, hasBeenWatched: true } };
        const check: QuietCheck = { type: 'quiet.check', startedAt: world.now, endsAt: world.now + spanMs };
        return [setTimer(watched, 'quiet', spanMs, check), []];
      }
      case 'frame.watch':
        return [{ ...world, line: { ...line, isFrameWatched: true } }, []];
      case 'ping.send':
        return [clearTimer({ ...world, line: { ...line, isFrameWatched: true } }, 'quiet'), []];
      case 'greeting.begin':
      case 'goodbye.say':
        return [world, []];
    }
  };

  /** The effect of a chart's order on the world, and the resulting facts. */
  const carryOut = (world: World, order: ChartOrder): readonly [World, readonly ConnectionEvent[]] => {
    switch (order.type) {
      case 'timer.set':
        return [setTimer(world, order.id, order.delayMs, order.event), []];
      case 'timer.clear':
        return [clearTimer(world, order.id), []];
      case 'socket.start':
        return [{ ...world, line: { ...UNUSED_LINE, lastAliveAt: world.now } }, []];
      case 'socket.stop':
        return [clearTimer({ ...world, line: null }, 'quiet'), []];
      case 'socket.tell':
        return obey(world, order.command);
      case 'hint.discredit':
        return [{ ...world, isOffline: false }, [{ type: 'page.hintDiscredited' }]];
    }
  };

  /** The chart handles an event, and the world obeys its orders. */
  const send = (before: World, event: ConnectionEvent): World => {
    now = before.now;
    let world = before;
    const facts: ConnectionEvent[] = [];
    for (const { chart, edges, orders } of stepsFor(before.chart, event)) {
      world = { ...world, chart };
      for (const edge of edges) taken.add(edge);
      for (const order of orders) {
        const [next, answers] = carryOut(world, order);
        world = next;
        facts.push(...answers);
      }
    }
    return facts.reduce(send, world);
  };

  const want = (world: World): World => {
    const { isOffline, isFrozen } = world;
    return send(world, { type: 'chat.want', isOffline, isFrozen });
  };

  const fire = (world: World, event: Due): World => {
    if (event.type === 'burst.settled') return want(world);
    if (event.type !== 'quiet.check') return send(world, event);
    const aliveAt = world.line?.lastAliveAt ?? 0;
    const restMs = (aliveAt > event.startedAt ? aliveAt + PATH_HEARTBEAT.intervalMs : event.endsAt) - world.now;
    return restMs <= 0 ? send(world, { type: 'socket.wentQuiet' }) : setTimer(world, 'quiet', restMs, event);
  };

  return {
    initial,
    options,
    send,
    /** Selects the chat: at once, or when the burst that it belongs to has settled. */
    select: (before: World): World => {
      const world = { ...before, isSelected: true, lastSelectionAt: before.now };
      const mustWait = before.now - before.lastSelectionAt < options.burstMs && before.chart.value === 'idle';
      return mustWait ? setTimer(world, 'burst', options.burstMs, { type: 'burst.settled' }) : want(world);
    },
    letGo: (world: World): World =>
      send(clearTimer({ ...world, isSelected: false }, 'burst'), { type: 'chat.release' }),
    /** An idle chat that nobody wants is forgotten eventually (SE9). */
    forget: (world: World): World => {
      const { value, context } = world.chart;
      const sinceMs = world.now - (context.lastAttemptAt?.at ?? Number.NEGATIVE_INFINITY);
      const isDue = sinceMs >= Math.max(options.throttleMs, options.cooldownMs);
      return value === 'idle' && !world.isSelected && isDue ? { ...world, chart: initial.chart } : world;
    },
    /** The socket ended by itself. */
    end: (world: World, kind: ConnectionEnd['kind'], verdict: ConnectionEnd['verdict'], code?: number, reason = '') => {
      const close = code === undefined ? null : { code, reason, wasClean: code !== 1006 };
      return send(world, { type: 'connection.ended', kind, message: '', close, verdict });
    },
    pass: (world: World, ms: number) => elapse<Due, World>(world, world.now + ms, false, fire),
    oversleep: (world: World, ms: number) => elapse<Due, World>(world, world.now + ms, true, fire),
    snapshot: (world: World): ConnectionSnapshot =>
      snapshotOf(world.chart, {
        protocol: null,
        wanted: world.isSelected,
        queued: 0,
        maxAttempts: options.maxAttempts,
      }),
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

export type WorldModel = ReturnType<typeof createWorldModel>;

const BROKEN_CONSTRUCTION: ConnectionEvent = {
  type: 'connection.ended',
  kind: 'handshake',
  message: '',
  close: null,
  verdict: 'misconfigured',
};

const UNUSED_LINE: Line = { hasSlot: false, isFrameWatched: false, hasBeenWatched: false, lastAliveAt: 0 };
