/** Breadth-first search over every world within bounds. */
import { INVARIANTS, type Invariant, isAllWell } from './invariants.js';
import { WorldKeys } from './keys.js';
import { GOOD_STEPS, type Model, type StepKind } from './step.js';
import { stepsOf } from './steps.js';
import { firstWorld, type World } from './world.js';

export interface Violation {
  readonly invariant: Invariant | 'L1';
  readonly what: string;
  /** The shortest way there, a line for each step. */
  readonly trace: readonly string[];
  readonly world: World;
}

export interface Exploration {
  readonly model: Model;
  readonly worlds: number;
  readonly steps: number;
  /** How often each kind of step was taken. */
  readonly kinds: ReadonlyMap<StepKind, number>;
  readonly violation: Violation | null;
  /** The most good steps that any world needs until all is well. */
  readonly longestRecovery: number;
  /** The search ended at `maxWorlds`. */
  readonly isCut: boolean;
  has(world: World): boolean;
}

export interface ExploreOptions {
  readonly maxWorlds?: number;
  /** Only these; if left out, all that the rules promise (PROMISED). */
  readonly invariants?: readonly (Invariant | 'L1')[];
  readonly visit?: (world: World) => void;
}

/** Not `I5 state`: a snapshot's data may be ahead of the cursor that was read before it. */
export const PROMISED: readonly (Invariant | 'L1')[] = ['I1', 'I2', 'I3', 'I3 told', 'I4', 'I5', 'I6', 'no 4400', 'L1'];

const GOOD: ReadonlySet<StepKind> = new Set(GOOD_STEPS);
const NONE = -1;

class Search {
  readonly #model: Model;
  readonly #options: ExploreOptions;
  readonly #keys = new WorldKeys();
  readonly #numbers = new Map<string, number>();
  readonly #parents: number[] = [];
  /** The world after the first good step, or the world itself where all is well. */
  readonly #good: number[] = [];
  readonly #kinds = new Map<StepKind, number>();
  #frontier: World[] = [];
  #steps = 0;

  constructor(model: Model, options: ExploreOptions) {
    this.#model = model;
    this.#options = options;
  }

  run(): Exploration {
    const { maxWorlds = Infinity, visit } = this.#options;
    this.#number(firstWorld(this.#model.bounds), NONE, null);
    let first = 0;
    let violation: Violation | null = null;
    search: while (this.#frontier.length > 0) {
      const layer = this.#frontier;
      this.#frontier = [];
      for (const [index, world] of layer.entries()) {
        const broken = this.#brokenIn(world);
        if (broken !== null) {
          violation = { ...broken, trace: this.#traceOf(first + index), world };
          break search;
        }
        visit?.(world);
        this.#expand(world, first + index);
        if (this.#parents.length >= maxWorlds) break search;
      }
      first += layer.length;
    }
    const isCut = this.#frontier.length > 0 && violation === null;
    const isLivenessKnown = violation === null && !isCut && this.#isAsked('L1');
    const recovery = isLivenessKnown ? this.#recover() : { longest: 0, stuck: NONE };
    if (recovery.stuck !== NONE) {
      const trace = this.#traceOf(recovery.stuck);
      violation = {
        invariant: 'L1',
        what: 'good steps do not lead to where all is well',
        trace,
        world: this.#replay(recovery.stuck),
      };
    }
    return {
      model: this.#model,
      worlds: this.#parents.length,
      steps: this.#steps,
      kinds: this.#kinds,
      violation,
      longestRecovery: recovery.longest,
      isCut,
      has: (world) => this.#numbers.has(this.#keys.of(world)),
    };
  }

  #isAsked(invariant: Invariant | 'L1'): boolean {
    return this.#options.invariants?.includes(invariant) ?? PROMISED.includes(invariant);
  }

  #brokenIn(world: World): { readonly invariant: Invariant; readonly what: string } | null {
    for (const invariant of Object.keys(INVARIANTS) as Invariant[]) {
      const what = this.#isAsked(invariant) ? INVARIANTS[invariant](world, this.#model) : null;
      if (what !== null) return { invariant, what };
    }
    return null;
  }

  #number(world: World, parent: number, from: World | null): number {
    const key = from === null ? this.#keys.of(world) : this.#keys.ofNext(world, from);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#parents.length;
    this.#numbers.set(key, number);
    this.#parents.push(parent);
    this.#frontier.push(world);
    return number;
  }

  #expand(world: World, number: number): void {
    let good = isAllWell(world, this.#model) ? number : NONE;
    for (const { kind, next } of stepsOf(world, this.#model)) {
      this.#steps += 1;
      this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
      const reached = this.#number(next, number, world);
      if (good === NONE && GOOD.has(kind)) good = reached;
    }
    this.#good[number] = good;
  }

  /** From each world the first good step, again and again: how many it takes at most, and the first world that it strands. */
  #recover(): { readonly longest: number; readonly stuck: number } {
    const lengths = new Int32Array(this.#good.length).fill(NONE);
    let longest = 0;
    for (let start = 0; start < this.#good.length; start += 1) {
      const way: number[] = [];
      let at = start;
      while (at !== NONE && lengths[at] === NONE && this.#good[at] !== at) {
        lengths[at] = -2;
        way.push(at);
        at = this.#good[at] ?? NONE;
      }
      if (at === NONE || lengths[at] === -2) return { longest, stuck: start };
      if (this.#good[at] === at) lengths[at] = 0;
      let length = lengths[at] ?? 0;
      for (const passed of way.reverse()) lengths[passed] = ++length;
      longest = Math.max(longest, length);
    }
    return { longest, stuck: NONE };
  }

  #wayTo(number: number): readonly number[] {
    const way: number[] = [];
    for (let at = number; at !== NONE; at = this.#parents[at] ?? NONE) way.push(at);
    return way.reverse();
  }

  #stepsTo(number: number): readonly { readonly text: string; readonly next: World }[] {
    let world = firstWorld(this.#model.bounds);
    return this.#wayTo(number)
      .slice(1)
      .map((to) => {
        for (const { kind, what, next } of stepsOf(world, this.#model)) {
          if (this.#numbers.get(this.#keys.of(next)) !== to) continue;
          world = next;
          return { text: `${kind} ${what}`.trim(), next };
        }
        throw new Error('a step of the way is not found again');
      });
  }

  #traceOf(number: number): readonly string[] {
    return this.#stepsTo(number).map(({ text }) => text);
  }

  #replay(number: number): World {
    return this.#stepsTo(number).at(-1)?.next ?? firstWorld(this.#model.bounds);
  }
}

export const explore = (model: Model, options: ExploreOptions = {}): Exploration => new Search(model, options).run();
