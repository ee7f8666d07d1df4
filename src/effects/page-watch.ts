import type { ConnectionEvent, PageState } from '../../machines/connection.types.js';
import type { PageSignal, PageSignals } from '../contract/page-signals.js';
import { attemptCall } from './attempt-call.js';
import type { Batch } from './batch.js';

type PageEvent = Extract<ConnectionEvent, { type: `page.${string}` }>;

const EVENTS = {
  offline: { type: 'page.wentOffline' },
  online: { type: 'page.cameOnline' },
  visible: { type: 'page.becameVisible' },
  hidden: null,
  frozen: { type: 'page.froze' },
  resumed: { type: 'page.resumed' },
} as const satisfies Record<PageSignal, PageEvent | null>;

/** Listens to the page while a chat is in use (PL4), and remembers its signals. */
export class PageWatch {
  readonly #signals: PageSignals;
  readonly #batch: Batch;
  readonly #tell: (event: PageEvent) => void;
  #state: PageState = { isOffline: false, isFrozen: false };
  /** The last state that the page reported, discredited or not. */
  #saysOnline = true;
  #unsubscribe: (() => void) | null = null;

  constructor(signals: PageSignals, batch: Batch, tell: (event: PageEvent) => void) {
    this.#signals = signals;
    this.#batch = batch;
    this.#tell = tell;
  }

  get state(): PageState {
    return this.#state;
  }

  start(): void {
    if (this.#unsubscribe !== null) return;
    this.#unsubscribe = () => undefined;
    attemptCall(() => {
      this.#saysOnline = this.#signals.isOnline();
      this.#state = { isOffline: !this.#saysOnline, isFrozen: false };
      this.#unsubscribe = this.#signals.subscribe((signal) => this.#batch.run(() => this.#hear(signal)));
    });
  }

  stop(): void {
    const unsubscribe = this.#unsubscribe;
    this.#unsubscribe = null;
    if (unsubscribe !== null) attemptCall(unsubscribe);
  }

  /** A connection works although the page reported `offline`: that hint is ignored until it changes (PL1). */
  discreditOffline(): void {
    this.#state = { ...this.#state, isOffline: false };
    this.#tell({ type: 'page.hintDiscredited' });
  }

  #hear(signal: PageSignal): void {
    if (this.#unsubscribe === null) return;
    const event = EVENTS[signal] ?? null;
    if (event === null) return;
    this.#note(signal);
    // If it were handled during a batch, it would miss the chat that is about to connect.
    this.#batch.next(() => {
      if (signal === 'resumed') attemptCall(() => this.#catchUp());
      this.#tell(event);
    });
  }

  #note(signal: PageSignal): void {
    const { isOffline, isFrozen } = this.#state;
    if (signal === 'online' || signal === 'offline') this.#saysOnline = signal === 'online';
    this.#state = {
      isOffline: signal === 'offline' || (isOffline && signal !== 'online'),
      isFrozen: signal === 'frozen' || (isFrozen && signal !== 'resumed'),
    };
  }

  /**
   * A frozen page hears nothing about its network. `isOnline` is user code and may send signals; those are handled
   * afterwards.
   */
  #catchUp(): void {
    const saysOnline = this.#signals.isOnline();
    if (this.#unsubscribe === null || saysOnline === this.#saysOnline) return;
    const missed = saysOnline ? 'online' : 'offline';
    this.#note(missed);
    this.#tell(EVENTS[missed]);
  }
}
