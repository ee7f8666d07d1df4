import type { PageSignal, PageSignals } from 'evenkeel';

/** The page's own signals, and a network and a sleep that are played by buttons. For the option `signals`. */
export class PlayedPage implements PageSignals {
  isOffline = $state(false);
  isFrozen = $state(false);
  readonly #listeners = new Set<(signal: PageSignal) => void>();

  isOnline(): boolean {
    return !this.isOffline && navigator.onLine;
  }

  subscribe(fn: (signal: PageSignal) => void): () => void {
    const leave = subscribeToPage((signal) => {
      const isPlayed =
        (this.isOffline && (signal === 'online' || signal === 'offline')) || (this.isFrozen && signal === 'resumed');
      if (!isPlayed) fn(signal);
    });
    this.#listeners.add(fn);
    // Who begins to listen asks whether the page is online, and takes it to be awake.
    if (this.isFrozen) queueMicrotask(() => this.#listeners.has(fn) && this.isFrozen && fn('frozen'));
    return () => {
      leave();
      this.#listeners.delete(fn);
    };
  }

  turnOffline(isOffline: boolean): void {
    if (this.isOffline === isOffline) return;
    this.isOffline = isOffline;
    this.#signal(this.isOnline() ? 'online' : 'offline');
  }

  freeze(isFrozen: boolean): void {
    if (this.isFrozen === isFrozen) return;
    this.isFrozen = isFrozen;
    this.#signal(isFrozen ? 'frozen' : 'resumed');
  }

  #signal(signal: PageSignal): void {
    for (const listener of [...this.#listeners]) listener(signal);
  }
}

function subscribeToPage(fn: (signal: PageSignal) => void): () => void {
  const signals: [EventTarget, string, (event: Event) => PageSignal | null][] = [
    [window, 'online', () => 'online'],
    [window, 'offline', () => 'offline'],
    [window, 'focus', () => 'visible'],
    [window, 'pagehide', (event) => ((event as PageTransitionEvent).persisted ? 'frozen' : null)],
    [window, 'pageshow', (event) => ((event as PageTransitionEvent).persisted ? 'resumed' : null)],
    [document, 'visibilitychange', () => document.visibilityState],
    [document, 'freeze', () => 'frozen'],
    [document, 'resume', () => 'resumed'],
  ];
  const leaving = new AbortController();
  for (const [target, type, signalOf] of signals) {
    const tell = (event: Event) => {
      const signal = signalOf(event);
      if (signal !== null) fn(signal);
    };
    target.addEventListener(type, tell, { signal: leaving.signal });
  }
  return () => leaving.abort();
}
