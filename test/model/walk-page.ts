import type { PageSignal, PageSignals } from '../../src/index.js';
import type { FakePage } from '../../src/testing/index.js';

/** A page, and what those who listen to it have been told. */
export class ObservedPage {
  readonly signals: PageSignals;
  readonly #page: FakePage;
  /** Whether the page was frozen while somebody listened. */
  isFrozen = false;
  /** Whether it says that it is offline; `maybe` once a connection may have discredited it (PL1). */
  offline: 'no' | 'maybe' | 'yes' = 'no';
  /** The signal that is being given now. */
  speaking: PageSignal | null = null;
  #saysOnline = true;

  constructor(page: FakePage, asked: () => void) {
    this.#page = page;
    this.signals = {
      isOnline: () => {
        asked();
        return page.isOnline();
      },
      subscribe: (fn) => {
        asked();
        this.isFrozen = false;
        this.#saysOnline = page.isOnline();
        this.offline = this.#saysOnline ? 'no' : 'yes';
        const unsubscribe = page.subscribe((signal) => {
          this.#hear(signal);
          this.speaking = signal;
          fn(signal);
          this.speaking = null;
        });
        asked();
        return () => {
          unsubscribe();
          asked();
        };
      },
    };
  }

  get listenerCount(): number {
    return this.#page.listenerCount;
  }

  /** Something arrived from the network. */
  discredit(): void {
    if (this.offline === 'yes') this.offline = 'maybe';
  }

  /** Goes through this; `isRaw`: signals it, whatever it is in truth. */
  goesThrough(signal: PageSignal, isRaw: boolean): void {
    if (isRaw) return this.#page.emits(signal);
    const page = this.#page;
    const acts = {
      offline: page.goesOffline,
      online: page.comesOnline,
      hidden: page.hides,
      visible: page.shows,
      frozen: page.freezes,
      resumed: page.resumes,
    };
    acts[signal]();
  }

  #hear(signal: PageSignal): void {
    if (signal === 'frozen') this.isFrozen = true;
    if (signal === 'resumed') {
      this.isFrozen = false;
      const isOnline = this.#page.isOnline();
      if (isOnline !== this.#saysOnline) this.#note(isOnline);
    }
    if (signal === 'online' || signal === 'offline') this.#note(signal === 'online');
  }

  #note(isOnline: boolean): void {
    this.#saysOnline = isOnline;
    if (isOnline) this.offline = 'no';
    else if (this.offline === 'no') this.offline = 'yes';
  }
}
