import type { RunningDelay } from '../inspection.js';
import { element, setText } from './element.js';
import { duration } from './format.js';

const TICK_MS = 100;

/** What is left of a delay. */
export interface DelayRest {
  readonly name: string;
  readonly restMs: number;
}

interface Countdown {
  readonly delay: RunningDelay;
  readonly element: HTMLElement;
  readonly rest: HTMLElement;
  readonly bar: HTMLElement;
}

/** What is left of the delays that run. It ticks only while one runs, at present, and somebody can see it. */
export class DelayClock {
  readonly element = element('ul', { class: 'delays', 'aria-label': 'Running delays' });
  readonly #inSight = new IntersectionObserver(([entry]) => {
    this.#isInSight = entry?.isIntersecting ?? false;
    this.#tick();
  });
  readonly #onVisibility = () => this.#tick();
  #countdowns: readonly Countdown[] = [];
  #asOf: number | null = null;
  #isInSight = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #onTick: (rests: readonly DelayRest[]) => void;

  /** `onTick` is told what is left whenever that is shown anew. */
  constructor(onTick: (rests: readonly DelayRest[]) => void) {
    this.#onTick = onTick;
    this.#inSight.observe(this.element);
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  /** `asOf`: the instant that is looked at; null for the present. */
  render(delays: readonly RunningDelay[], asOf: number | null): void {
    const isSame =
      delays.length === this.#countdowns.length &&
      delays.every((delay, index) => delay === this.#countdowns[index]?.delay);
    if (isSame && asOf === this.#asOf) return;
    this.#asOf = asOf;
    if (!isSame) {
      this.#countdowns = delays.map(createCountdown);
      this.element.replaceChildren(...this.#countdowns.map((countdown) => countdown.element));
    }
    this.#tick();
  }

  dispose(): void {
    this.#inSight.disconnect();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#stop();
  }

  #tick(): void {
    this.#stop();
    const at = this.#asOf ?? Date.now();
    const rests = this.#countdowns.map(({ delay }) => ({ name: delay.name, restMs: restOf(delay, at) }));
    for (const [index, countdown] of this.#countdowns.entries()) show(countdown, rests[index]?.restMs ?? 0);
    this.#onTick(rests);
    const isRunning = this.#countdowns.some(({ delay }) => delay.startedAt + delay.delayMs > at);
    const isSeen = this.#isInSight && document.visibilityState === 'visible';
    if (isRunning && isSeen && this.#asOf === null) this.#timer = setTimeout(() => this.#tick(), TICK_MS);
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

const createCountdown = (delay: RunningDelay): Countdown => {
  const rest = element('span', { class: 'rest' });
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
  const name = element('span', { class: 'delay-name' }, delay.name);
  return { delay, rest, bar, element: element('li', { class: 'delay' }, name, rest, bar) };
};

const restOf = ({ startedAt, delayMs }: RunningDelay, at: number): number =>
  Math.min(Math.max(0, startedAt + delayMs - at), delayMs);

const show = ({ delay, rest, bar }: Countdown, restMs: number): void => {
  setText(rest, duration(restMs));
  bar.style.transform = `scaleX(${delay.delayMs > 0 ? restMs / delay.delayMs : 0})`;
};
