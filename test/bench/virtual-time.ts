import { createSeededRandom } from '../../src/testing/index.js';
import { TimerHeap } from './timer-heap.js';

/** A timer as Node's `setTimeout` returns it, as much of it as clients use. */
class VirtualTimer {
  at: number;
  readonly run: () => void;
  /** Null: it runs once. */
  readonly everyMs: number | null;
  readonly isTheirs: boolean;
  isCleared = false;

  constructor(at: number, run: () => void, everyMs: number | null, isTheirs: boolean) {
    this.at = at;
    this.run = run;
    this.everyMs = everyMs;
    this.isTheirs = isTheirs;
  }

  ref = () => this;
  unref = () => this;
}

const WALL_START_AT = Date.UTC(2025, 0, 1);

const { setImmediate } = globalThis;

/** After this promises have settled, as between two tasks of a platform. */
const nextTask = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Time that moves when it is told to, for clients that take theirs from the globals: tens of thousands of them at once.
 * Timers run with the time exactly at their deadline; promises settle between them.
 */
export class VirtualTime {
  /** What the clients did with timers: how many they set, and how many fired. */
  readonly timers = { set: 0, fired: 0 };
  #now = 0;
  #sleptMs = 0;
  readonly #heap = new TimerHeap<VirtualTimer>();

  get now(): number {
    return this.#now;
  }

  /** How many timers of the clients wait. */
  get pending(): number {
    return this.#heap.toArray().filter(({ isTheirs, isCleared }) => isTheirs && !isCleared).length;
  }

  /** What the other side does later; none of the clients' timers. */
  after(delayMs: number, run: () => void): void {
    this.#heap.push(new VirtualTimer(this.#now + delayMs, run, null, false));
  }

  async advanceTo(time: number): Promise<void> {
    await nextTask();
    for (let timer = this.#heap.takeDue(time); timer !== undefined; timer = this.#heap.takeDue(time)) {
      if (timer.isCleared) continue;
      this.#now = Math.max(this.#now, timer.at);
      if (timer.isTheirs) this.timers.fired += 1;
      if (timer.everyMs === null) timer.isCleared = true;
      else {
        timer.at += timer.everyMs;
        this.#heap.push(timer);
      }
      timer.run();
      await nextTask();
    }
    this.#now = time;
  }

  /** The machine sleeps: the wall clock goes on, `performance.now` and timers stand still, as everywhere but on Windows. */
  sleep(ms: number): void {
    this.#sleptMs += ms;
  }

  /** Does this while time, timers and chance of the globals are the virtual ones. */
  async rule<Result>(seed: number, fn: () => Promise<Result>): Promise<Result> {
    const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
    const { now: dateNow } = Date;
    const { now: performanceNow } = performance;
    const { random } = Math;
    const set =
      (isRepeated: boolean) =>
      (run: (...given: unknown[]) => void, delayMs?: number, ...given: unknown[]) =>
        this.#set(() => run(...given), Math.max(1, Number(delayMs) || 0), isRepeated);
    // Clients clear what is no timer, too.
    const clear = (timer: unknown) => {
      if (timer instanceof VirtualTimer) timer.isCleared = true;
    };
    Object.assign(globalThis, {
      setTimeout: set(false),
      clearTimeout: clear,
      setInterval: set(true),
      clearInterval: clear,
    });
    Date.now = () => WALL_START_AT + Math.floor(this.#now + this.#sleptMs);
    performance.now = () => this.#now;
    Math.random = createSeededRandom(seed);
    try {
      return await fn();
    } finally {
      Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval });
      Date.now = dateNow;
      performance.now = performanceNow;
      Math.random = random;
    }
  }

  #set(run: () => void, delayMs: number, isRepeated: boolean): VirtualTimer {
    this.timers.set += 1;
    const timer = new VirtualTimer(this.#now + delayMs, run, isRepeated ? delayMs : null, true);
    this.#heap.push(timer);
    return timer;
  }
}
