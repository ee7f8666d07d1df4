import { createDelivery } from '../../../src/delivery/index.js';
import { createChatConnections } from '../../../src/index.js';
import { createDeliveryServer, memoryStore } from '../../../src/server/index.js';
import { createFakeGateway, createFakePage, hangs } from '../../../src/testing/index.js';
import { servedBy } from '../../delivery/served-peer.js';
import type { MountedPane } from './pane.js';
import { mountReactPane } from './react-pane.js';
import { mountSveltePane } from './svelte-pane.svelte.js';
import { mountVuePane } from './vue-pane.js';

const PANES = { svelte: mountSveltePane, react: mountReactPane, vue: mountVuePane };

export type Framework = keyof typeof PANES;

export interface PaneView {
  readonly link: string;
  readonly pending: readonly string[];
  readonly ends: string;
}

/** A pane over a delivery, its server in the same page; the gateway hangs at first, so that messages wait. */
const start = (framework: Framework) => {
  const server = createDeliveryServer({ store: memoryStore() });
  const gateway = createFakeGateway();
  const behaviour = servedBy(
    () => gateway,
    () => server,
    'ana',
    () => {},
  );
  gateway.behaveOnce(hangs());
  gateway.behave(behaviour);
  const delivery = createDelivery({
    connections: (own) =>
      createChatConnections({
        gateway: 'ws://gateway.example',
        WebSocket: gateway.WebSocket,
        signals: createFakePage(),
        throttleMs: 0,
        connectTimeoutMs: 1_000,
        lingerMs: 0,
        ...own,
      }),
  });
  const element = document.createElement('div');
  document.body.replaceChildren(element);
  const pane: MountedPane = PANES[framework](element, { delivery, chatId: '1' });
  return { delivery, element, pane };
};

let started: ReturnType<typeof start> | null = null;

const calls = {
  mount: (framework: Framework) => {
    started?.delivery.dispose();
    started = start(framework);
  },
  view: (): PaneView => ({
    link: document.querySelector('[role=status]')?.textContent ?? '',
    pending: [...document.querySelectorAll('li')].map((item) => item.textContent ?? ''),
    ends: document.querySelector('output')?.textContent ?? '',
  }),
  send: () => document.querySelector('button')?.click(),
  update: (chatId: string | null) => started?.pane.update(chatId),
  unmount: () => started?.pane.unmount(),
  selected: () => started?.delivery.connections.getSnapshot().selected ?? null,
};

globalThis.deliveryPage = calls;

declare global {
  var deliveryPage: typeof calls;
}
