import type { PageSignal, PageSignals } from '../contract/page-signals.js';

/** The options of `createFakePage`. */
export interface FakePageOptions {
  /** Whether it is online at first. Default true. */
  readonly online?: boolean;
  /** Whether it is visible at first. Default true. */
  readonly visible?: boolean;
}

/** A page for the option `signals`, controlled by a test. Setting the state that it already has sends no signal. */
export interface FakePage extends PageSignals {
  /** Whether it is visible. */
  isVisible(): boolean;
  /** Signals `offline`. */
  goesOffline(): void;
  /** Signals `online`. */
  comesOnline(): void;
  /** Signals `hidden`. */
  hides(): void;
  /** Signals `visible`. */
  shows(): void;
  /** Freezes, or enters the back/forward cache: signals `frozen`. */
  freezes(): void;
  /** Returns: signals `resumed`. */
  resumes(): void;
  /** Sends this signal and changes nothing: for example `visible` on window focus, or `online` twice. */
  emits(signal: PageSignal): void;
  /** The current number of listeners. */
  readonly listenerCount: number;
}

/** Creates a page in its initial state. */
export function createFakePage({ online = true, visible = true }: FakePageOptions = {}): FakePage {
  const listeners = new Set<(signal: PageSignal) => void>();
  let isOnline = online;
  let isVisible = visible;
  const emits = (signal: PageSignal): void => {
    for (const listener of [...listeners]) listener(signal);
  };
  const turn = (nowOnline: boolean): void => {
    if (isOnline === nowOnline) return;
    isOnline = nowOnline;
    emits(isOnline ? 'online' : 'offline');
  };
  const show = (nowVisible: boolean): void => {
    if (isVisible === nowVisible) return;
    isVisible = nowVisible;
    emits(isVisible ? 'visible' : 'hidden');
  };
  return {
    isOnline: () => isOnline,
    isVisible: () => isVisible,
    subscribe(fn) {
      const listener = (signal: PageSignal): void => fn(signal);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    goesOffline: () => turn(false),
    comesOnline: () => turn(true),
    hides: () => show(false),
    shows: () => show(true),
    freezes: () => emits('frozen'),
    resumes: () => emits('resumed'),
    emits,
    get listenerCount() {
      return listeners.size;
    },
  };
}
