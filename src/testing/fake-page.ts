import type { PageSignal, PageSignals } from '../contract/page-signals.js';

/** The options of `createFakePage`. */
export interface FakePageOptions {
  /** Whether it is online at first. Default true. */
  readonly online?: boolean;
  /** Whether it is visible at first. Default true. */
  readonly visible?: boolean;
}

/** A page for the `signals` option, which goes through what a test says. A change to what already is signals nothing. */
export interface FakePage extends PageSignals {
  /** Whether it can be seen. */
  isVisible(): boolean;
  /** Signals `offline`. */
  goesOffline(): void;
  /** Signals `online`. */
  comesOnline(): void;
  /** Signals `hidden`. */
  hides(): void;
  /** Signals `visible`. */
  shows(): void;
  /** Is frozen, or enters the back/forward cache: signals `frozen`. */
  freezes(): void;
  /** Is back: signals `resumed`. */
  resumes(): void;
  /** Signals this as it is and changes nothing: `visible` by window focus, say, or `online` twice. */
  emits(signal: PageSignal): void;
  /** How many listen to it now. */
  readonly listenerCount: number;
}

/** Creates a page that nothing has happened to yet. */
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
