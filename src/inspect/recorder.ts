import type { AnyMachineSnapshot, InspectionEvent } from 'xstate';
import type { Clock, Timer } from '../contract/clock.js';
import { platformClock } from '../effects/clock.js';
import { Subscribers } from '../registry/subscribers.js';
import { chatOf, frameOf, type Happening, type TakenEdge } from './happening.js';
import type { InspectedChat, InspectionMessage, InspectionSource, RunningDelay } from './inspection.js';
import { Ring } from './ring.js';

/** How long what happens is gathered before viewers are told. */
const BATCH_MS = 100;

export const DEFAULT_MAX_FRAMES = 5_000;

export interface RecorderOptions {
  /** How many frames are kept: a whole number from 1. */
  readonly maxFrames?: number;
  /** When to tell viewers. */
  readonly clock?: Required<Clock>;
  /** What time to tell them. Default: the clock's. */
  readonly wallNow?: () => number;
}

/** A chart of a chat while it lives, and the event that it is taking. */
interface Chart {
  edges: readonly TakenEdge[];
  /** By their ids, the types of the events that they will send. */
  readonly running: Map<string, RunningDelay>;
  delays: readonly RunningDelay[];
  last: Happening | null;
}

const NONE: readonly TakenEdge[] = [];

type ActionEvent = Extract<InspectionEvent, { type: '@xstate.action' }>;

/**
 * Makes frames of what XState tells while charts move. While they move it notes references alone; the rest is done when a
 * batch is told, and only if somebody watches. Without a viewer, and while nothing happens, it has no timer.
 */
export class Recorder implements InspectionSource {
  readonly #maxFrames: number;
  readonly #clock: Required<Clock>;
  readonly #wallNow: () => number;
  readonly #happenings: Ring<Happening>;
  readonly #charts = new Map<InspectionEvent['actorRef'], Chart>();
  /** Forgotten since viewers were last told. */
  readonly #gone = new Set<string>();
  readonly #viewers = new Subscribers<InspectionMessage>();
  #lastSerial = 0;
  #toldSerial = 0;
  #timer: Timer | null = null;
  #isClosed = false;

  constructor({
    maxFrames = DEFAULT_MAX_FRAMES,
    clock = platformClock,
    wallNow = clock.wallNow,
  }: RecorderOptions = {}) {
    this.#maxFrames = maxFrames;
    this.#clock = clock;
    this.#wallNow = wallNow;
    this.#happenings = new Ring(maxFrames);
  }

  /** For the option `inspect`. */
  readonly next = (event: InspectionEvent): void => {
    // A chart of a chat is the root of its actors; below a connection's is its socket.
    if (this.#isClosed || event.actorRef.sessionId !== event.rootId) return;
    switch (event.type) {
      case '@xstate.microstep':
        this.#noteEdges(this.#chartOf(event), event._transitions);
        break;
      case '@xstate.action':
        this.#noteDelay(event);
        break;
      case '@xstate.snapshot':
        if (isOfChat(event.snapshot)) this.#note(event, event.snapshot);
    }
  };

  readonly subscribe = (fn: (message: InspectionMessage) => void): (() => void) => {
    // Those who watch already are told first what the record will hold.
    this.#tell();
    return this.#viewers.add(fn, {
      type: 'record',
      record: {
        format: 'evenkeel-inspection',
        version: 1,
        chats: this.#chats(),
        frames: this.#happenings.latest(this.#maxFrames).map(frameOf),
        dropped: this.#dropped,
      },
    });
  };

  /** Forgets everything, tells nobody anything more, and hears nothing more. */
  close(): void {
    this.#isClosed = true;
    this.#stopTimer();
    this.#viewers.clear();
    this.#charts.clear();
    this.#happenings.clear();
  }

  get #dropped(): number {
    return Math.max(0, this.#lastSerial - this.#maxFrames);
  }

  #chats() {
    return [...this.#charts.values()].flatMap(({ last }) => (last === null ? [] : [chatOf(last)]));
  }

  #chartOf({ actorRef }: InspectionEvent): Chart {
    const known = this.#charts.get(actorRef);
    if (known !== undefined) return known;
    const chart: Chart = { edges: NONE, running: new Map(), delays: [], last: null };
    this.#charts.set(actorRef, chart);
    return chart;
  }

  /** An event that raises another one takes its edges too. */
  #noteEdges(chart: Chart, edges: readonly TakenEdge[]): void {
    chart.edges = chart.edges.length === 0 ? edges : [...chart.edges, ...edges];
  }

  /** Charts set their delays by raising an event later, and end them by cancelling it. */
  #noteDelay(event: ActionEvent): void {
    const { type, params } = event.action;
    if (type === 'xstate.raise') {
      const { id, delay } = params as { readonly id: string; readonly delay: number | undefined };
      if (delay === undefined) return;
      const chart = this.#chartOf(event);
      chart.running.set(id, { name: delayNameOf(id), startedAt: this.#wallNow(), delayMs: delay });
      chart.delays = [...chart.running.values()];
    } else if (type === 'xstate.cancel') {
      const { sendId } = params as { readonly sendId: string };
      const chart = this.#chartOf(event);
      if (chart.running.delete(sendId)) chart.delays = [...chart.running.values()];
    }
  }

  #note(
    event: Extract<InspectionEvent, { type: '@xstate.snapshot' }>,
    { value, context, status, machine }: ChatSnapshot,
  ): void {
    if (status === 'stopped') return this.#forget(event.actorRef, context.chatId);
    const chart = this.#chartOf(event);
    this.#lastSerial += 1;
    chart.last = {
      serial: this.#lastSerial,
      chart: machine.id === 'delivery' ? 'delivery' : 'connection',
      at: this.#wallNow(),
      event: event.event,
      edges: chart.edges,
      value,
      context,
      delays: chart.delays,
    };
    chart.edges = NONE;
    this.#happenings.add(chart.last);
    this.#tellSoon();
  }

  #forget(actorRef: InspectionEvent['actorRef'], chatId: string): void {
    this.#charts.delete(actorRef);
    this.#gone.add(chatId);
    this.#tellSoon();
  }

  #tellSoon(): void {
    if (this.#viewers.isEmpty) this.#gone.clear();
    else this.#timer ??= this.#clock.setTimeout(() => this.#tell(), BATCH_MS);
  }

  #tell(): void {
    this.#stopTimer();
    const count = this.#lastSerial - this.#toldSerial;
    this.#toldSerial = this.#lastSerial;
    if (this.#viewers.isEmpty || (count === 0 && this.#gone.size === 0)) return;
    const gone = this.#takeGone();
    const frames = this.#happenings.latest(count).map(frameOf);
    this.#viewers.publish({ type: 'frames', frames, gone, dropped: this.#dropped });
  }

  /** A chat that was forgotten and is used again is there. */
  #takeGone(): string[] {
    if (this.#gone.size === 0) return [];
    const present = new Set(this.#chats().map(({ chatId }) => chatId));
    const gone = [...this.#gone].filter((chatId) => !present.has(chatId));
    this.#gone.clear();
    return gone;
  }

  #stopTimer(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** Of `xstate.after.<name>.<id of the state>`. */
const delayNameOf = (id: string): string => id.split('.')[2] ?? id;

interface ChatSnapshot extends Pick<AnyMachineSnapshot, 'status' | 'machine'> {
  readonly value: InspectedChat['value'];
  readonly context: InspectedChat['context'];
}

const isOfChat = (snapshot: object): snapshot is ChatSnapshot =>
  'context' in snapshot && typeof (snapshot as ChatSnapshot).context?.chatId === 'string';
