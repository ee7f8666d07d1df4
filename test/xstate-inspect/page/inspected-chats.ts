import { createDevTools, inspect } from '@xstate/inspect';
import { type ChatConnections, type ConnectionState, createChatConnections } from '../../../src/index.js';
import { createXstateInspectBridge, type XstateInspectBridge } from '../../../src/inspect/bridge/index.js';

/** How the chats get to the viewer: by the official inspector, in a frame or a window of its own, or by the bridge alone. */
export type Way = 'inspect({ iframe })' | 'inspect({ iframe: false })' | 'the bridge alone';

const VIEWER_URL = new URL('?viewer', location.href);

/** Chats that a viewer shows. */
export class InspectedChats {
  #chats: ChatConnections | null = null;

  get chats(): ChatConnections {
    if (this.#chats === null) throw new Error('the page has not started connections');
    return this.#chats;
  }

  start(way: Way, gateway: string): void {
    this.#chats = createChatConnections({ gateway, burstMs: 0, inspect: BRIDGES[way]() });
  }

  /** Resolves once the chat is there. */
  until(chatId: string, state: ConnectionState): Promise<void> {
    return new Promise((resolve) => {
      this.chats.get(chatId).subscribe((snapshot) => {
        if (snapshot.state === state) resolve();
      });
    });
  }
}

const BRIDGES: Record<Way, () => XstateInspectBridge> = {
  'inspect({ iframe })': () => {
    const devTools = createDevTools();
    inspect({ devTools, url: VIEWER_URL.href, iframe: emptyFrame() });
    return createXstateInspectBridge({ devTools });
  },
  'inspect({ iframe: false })': () => {
    const devTools = createDevTools();
    inspect({ devTools, url: VIEWER_URL.href, iframe: false });
    return createXstateInspectBridge({ devTools });
  },
  'the bridge alone': () => {
    const iframe = emptyFrame();
    const bridge = createXstateInspectBridge({
      send: (frame) => iframe.contentWindow?.postMessage(frame, VIEWER_URL.origin),
    });
    window.addEventListener('message', ({ source, data }) => {
      if (source === iframe.contentWindow) bridge.receive(data);
    });
    iframe.src = VIEWER_URL.href;
    return bridge;
  },
};

const emptyFrame = () => document.body.appendChild(document.createElement('iframe'));
