import type { PageSignals } from '../contract/page-signals.js';

interface PageEvent {
  readonly persisted?: boolean;
}

/** On some platforms `window` has no events. */
interface Target {
  addEventListener?(type: string, listener: (event: PageEvent) => void): void;
  removeEventListener?(type: string, listener: (event: PageEvent) => void): void;
}

interface PageGlobals {
  readonly window?: Target;
  readonly self?: Target;
  readonly document?: Target & { readonly visibilityState?: string };
  readonly navigator?: { readonly onLine?: boolean };
}

const globals = globalThis as PageGlobals;

/** The page's window, or the worker itself. */
const scope = () => globals.window ?? globals.self;

/**
 * The signals of the page itself. In a worker only `online` and `offline`, because a worker gets no visibility events. Where
 * there is neither, as in Node, it is always online. `frozen` and `resumed` come from the Page Lifecycle events and from the
 * back/forward cache (`pagehide` and `pageshow` with `persisted`). To add or remove signals, wrap it and pass the result as
 * the option `signals`.
 */
export const platformSignals: PageSignals = {
  isOnline: () => scope() === undefined || globals.navigator?.onLine !== false,
  subscribe: (fn) => {
    const { document } = globals;
    const listeners: [Target | undefined, string, (event: PageEvent) => void][] = [
      [scope(), 'online', () => fn('online')],
      [scope(), 'offline', () => fn('offline')],
      [scope(), 'focus', () => fn('visible')],
      [scope(), 'pagehide', ({ persisted }) => persisted && fn('frozen')],
      [scope(), 'pageshow', ({ persisted }) => persisted && fn('resumed')],
      [document, 'visibilitychange', () => fn(document?.visibilityState === 'hidden' ? 'hidden' : 'visible')],
      [document, 'freeze', () => fn('frozen')],
      [document, 'resume', () => fn('resumed')],
    ];
    for (const [target, type, listener] of listeners) target?.addEventListener?.(type, listener);
    return () => {
      for (const [target, type, listener] of listeners) target?.removeEventListener?.(type, listener);
    };
  },
};
