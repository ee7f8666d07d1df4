import type { Delivery } from '../../../src/delivery/index.js';
import { createChatConnections } from '../../../src/index.js';
import type { InspectionMessage } from '../../../src/inspect/inspection.js';
import { Recorder } from '../../../src/inspect/recorder.js';
import { type MountedViewer, mountViewer, type ViewerOptions } from '../../../src/inspect/viewer/mount-viewer.js';
import {
  createFakeGateway,
  createFakePage,
  createSeededRandom,
  createVirtualClock,
} from '../../../src/testing/index.js';
import { startDelivering } from './delivering.js';
import { flood } from './flood.js';
import { longestTasks } from './longest-tasks.js';

/** Chats of the real library in virtual time, what a recorder tells of them, and a viewer that shows it. */
export class ViewerPage {
  readonly clock = createVirtualClock({ wallStartAt: Date.now() });
  readonly gateway = createFakeGateway({ clock: this.clock });
  readonly recorder = new Recorder({ clock: this.clock });
  readonly chats = createChatConnections({
    clock: this.clock,
    WebSocket: this.gateway.WebSocket,
    gateway: 'wss://gateway.example',
    random: createSeededRandom(1),
    signals: createFakePage(),
    inspect: this.recorder,
  });
  readonly flood = flood;
  readonly longestTasks = longestTasks;
  #delivery: Delivery | null = null;
  #viewer: MountedViewer | null = null;
  readonly #tellers = new Set<(message: InspectionMessage) => void>();

  get root(): HTMLElement {
    const main = document.querySelector('main');
    if (main === null) throw new Error('the page has no place for the viewer');
    return main;
  }

  /** A viewer of what the recorder tells, and of what the test tells with `tell`. */
  mount(options?: ViewerOptions): void {
    this.#viewer = mountViewer(
      this.root,
      {
        subscribe: (fn) => {
          this.#tellers.add(fn);
          const stop = this.recorder.subscribe(fn);
          return () => {
            this.#tellers.delete(fn);
            stop();
          };
        },
      },
      options,
    );
  }

  unmount(): void {
    this.#viewer?.unmount();
  }

  /** Beside the others, chats with a delivery, watched by the same recorder. */
  get delivery(): Delivery {
    this.#delivery ??= startDelivering(this.clock, this.recorder);
    return this.#delivery;
  }

  get watchers(): number {
    return this.#tellers.size;
  }

  tell(message: InspectionMessage): void {
    for (const teller of this.#tellers) teller(message);
  }

  /** Lets time pass, until the recorder has told what happened, and a frame of the screen has shown it. */
  async pass(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms);
    await this.settle();
  }

  /** Lets the recorder tell what it holds back, and two frames of the screen pass. */
  async settle(): Promise<void> {
    await this.clock.advanceAsync(100);
    await painted();
    await painted();
  }
}

const painted = (): Promise<number> => new Promise(requestAnimationFrame);

declare global {
  /** Only in the page: for the functions that a test evaluates there. */
  const viewing: ViewerPage;
}

const sheet = new CSSStyleSheet();
sheet.replaceSync('body { margin: 0 } main { height: 100vh } h1 { position: absolute; clip-path: inset(50%) }');
document.adoptedStyleSheets = [sheet];

Reflect.set(globalThis, 'viewing', new ViewerPage());
