import { type ChatConnections, createChatConnections } from '../../../src/index.js';
import type { InspectorOptions } from '../../../src/inspect/inspector.js';
import { createInspector } from '../../../src/inspect/page/index.js';
import { createFakeGateway, createVirtualClock } from '../../../src/testing/index.js';

/** A page with chats in virtual time, and an inspector of them, as a program would have it. */
export class InspectorPage {
  readonly clock = createVirtualClock();
  readonly gateway = createFakeGateway({ clock: this.clock });
  #inspector: ReturnType<typeof createInspector> | null = null;
  #chats: ChatConnections | null = null;

  get chats(): ChatConnections {
    if (this.#chats === null) throw new Error('the page is not inspected yet');
    return this.#chats;
  }

  /** Asks for the panel, which a page that is built for production has not unasked. */
  inspect(options: InspectorOptions = {}): void {
    this.#inspector = createInspector({ panel: true, ...options });
    this.#chats = createChatConnections({
      clock: this.clock,
      WebSocket: this.gateway.WebSocket,
      gateway: 'wss://gateway.example',
      inspect: this.#inspector,
    });
  }

  inspectUnasked(): void {
    this.#inspector = createInspector();
  }

  inspectIn(selector: string): void {
    const root = document.querySelector(selector);
    if (root !== null) this.inspect({ root });
  }

  serve(): Promise<string | null> | undefined {
    return this.#inspector?.serve();
  }

  async close(): Promise<void> {
    await this.#inspector?.close();
  }

  /** What there is of the page's own, and where. */
  layout(): string[] {
    return [...document.querySelectorAll('html, body, body *:not(evenkeel-inspector)')].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return `${element.localName} ${x} ${y} ${width} ${height}`;
    });
  }
}

declare global {
  /** Only in the page: for the functions that a test evaluates there. */
  const inspected: InspectorPage;
}

Reflect.set(globalThis, 'inspected', new InspectorPage());
