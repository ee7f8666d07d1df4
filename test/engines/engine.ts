/** What a fault asks of the engine or its driver. */
export type Ability =
  /** The page can be put offline: no new socket gets through, and the page hears of it. */
  | 'offline'
  /** The page can be frozen, as a browser does with a tab in the background. */
  | 'freeze'
  /** A page with an open socket goes into the back/forward cache, and comes back from it. */
  | 'back/forward cache'
  /** The page can be hidden and shown again. */
  | 'hiding'
  /** A page that is hidden can soon be one whose chained timers fire once a minute. */
  | 'slowing';

export type EngineName = 'chromium' | 'firefox' | 'webkit';

export interface LaunchOptions {
  /** After how many seconds a hidden page's chained timers fire once a minute. Default: the engine's own, minutes. */
  readonly slowsAfterSeconds?: number;
  /** Where one runs already, to be used and left running. Default: one is started. Chromium alone. */
  readonly endpoint?: string | undefined;
}

/** What is known of an engine before it is started. */
export interface EngineDescription {
  readonly name: EngineName;
  /** Why it, or its driver, cannot do what it cannot. */
  readonly lacks: Readonly<Partial<Record<Ability, string>>>;
  /** Finds it or obtains it, and starts it with an empty profile. */
  launch(options?: LaunchOptions): Promise<Engine>;
}

export interface Engine {
  /** As the engine itself names it. */
  readonly version: string;
  /** A page of its own at this address, visible and online. */
  open(url: string): Promise<EnginePage>;
  close(): Promise<void>;
}

/** A page in a real browser. What an engine lacks rejects. */
export interface EnginePage {
  goto(url: string): Promise<void>;
  /** Goes back in the history; resolves before the page is there. */
  back(): Promise<void>;
  /** Calls a function in the page, which must use nothing of the test but its arguments; waits for the promise it returns. */
  evaluate<Args extends readonly unknown[], Result>(
    fn: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  setOffline(isOffline: boolean): Promise<void>;
  setFrozen(isFrozen: boolean): Promise<void>;
  setHidden(isHidden: boolean): Promise<void>;
  close(): Promise<void>;
}

/** A host name that engines which can be offline resolve to 127.0.0.1; loopback ignores being offline (PL1). */
export const DISTANT_HOST = 'gateway.test';
