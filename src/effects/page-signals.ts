/** What a page goes through, as far as its connections care. */
export type PageSignal = 'online' | 'offline' | 'visible' | 'hidden' | 'frozen' | 'resumed';

/** Where page signals come from: the page's own, or an injected source. */
export interface PageSignals {
  /** Whether the page has a network, as far as it knows. */
  isOnline(): boolean;
  /** Whether the page can be seen. */
  isVisible(): boolean;
  /** Calls `fn` for every signal until the returned function is called. */
  subscribe(fn: (signal: PageSignal) => void): () => void;
}

interface Target {
  addEventListener(type: string, listener: (event: { readonly persisted?: boolean }) => void): void;
  removeEventListener(type: string, listener: (event: { readonly persisted?: boolean }) => void): void;
}

interface PageGlobals {
  readonly window?: Target;
  readonly document?: Target & { readonly visibilityState?: string };
  readonly navigator?: { readonly onLine?: boolean };
}

const page = globalThis as PageGlobals;

const isVisible = () => page.document?.visibilityState !== 'hidden';

/**
 * The page's own signals; where there is no page, as in Node, it is online and visible for ever. `frozen` and `resumed`
 * come from the Page Lifecycle events and from the back/forward cache (`pagehide` and `pageshow` with `persisted`).
 */
export const platformSignals: PageSignals = {
  isOnline: () => page.window === undefined || page.navigator?.onLine !== false,
  isVisible,
  subscribe: (fn) => {
    const { window, document } = page;
    if (window === undefined || document === undefined) return () => undefined;
    const listeners: [Target, string, (event: { readonly persisted?: boolean }) => void][] = [
      [window, 'online', () => fn('online')],
      [window, 'offline', () => fn('offline')],
      [window, 'focus', () => fn('visible')],
      [window, 'pagehide', ({ persisted }) => persisted && fn('frozen')],
      [window, 'pageshow', ({ persisted }) => persisted && fn('resumed')],
      [document, 'visibilitychange', () => fn(isVisible() ? 'visible' : 'hidden')],
      [document, 'freeze', () => fn('frozen')],
      [document, 'resume', () => fn('resumed')],
    ];
    for (const [target, type, listener] of listeners) target.addEventListener(type, listener);
    return () => {
      for (const [target, type, listener] of listeners) target.removeEventListener(type, listener);
    };
  },
};
