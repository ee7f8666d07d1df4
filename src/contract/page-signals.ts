/** Changes of a page that matter to its connections. */
export type PageSignal = 'online' | 'offline' | 'visible' | 'hidden' | 'frozen' | 'resumed';

/** Where page signals come from: the page itself, or an injected source. */
export interface PageSignals {
  /** Whether the page has a network, as far as it knows. */
  isOnline(): boolean;
  /** Calls `fn` for every signal until the returned function is called. */
  subscribe(fn: (signal: PageSignal) => void): () => void;
}
