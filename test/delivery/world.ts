import { onTestFinished } from 'vitest';
import {
  createDelivery,
  type Delivery,
  type DeliveryEventMap,
  type DeliveryOptions,
} from '../../src/delivery/index.js';
import { type ChatConnectionsOptions, createChatConnections } from '../../src/index.js';
import {
  createDeliveryServer,
  type DeliveryServer,
  type DeliveryServerOptions,
  type DeliveryStore,
  type MemoryStore,
  memoryStore,
} from '../../src/server/index.js';
import {
  createFakeGateway,
  createFakePage,
  createSeededRandom,
  createVirtualClock,
  type FakeGateway,
  type FakePage,
  type VirtualClock,
} from '../../src/testing/index.js';
import { edgeCounter } from '../support/edge-counter.js';
import { type ServedPeer, servedBy } from './served-peer.js';

export const CHAT = 'lobby';

/** A delivery whose sockets are those of the gateway, in virtual time. */
export const deliveryOver = (
  { WebSocket }: FakeGateway,
  clock: VirtualClock,
  {
    signals = createFakePage(),
    inspect = edgeCounter(),
    ...options
  }: Partial<DeliveryOptions> & Pick<ChatConnectionsOptions, 'inspect'> & { readonly signals?: FakePage },
): Delivery =>
  createDelivery({
    connections: (own) =>
      createChatConnections({
        gateway: 'ws://gateway.example',
        WebSocket,
        signals,
        clock,
        random: createSeededRandom(1),
        inspect,
        ...own,
      }),
    clock,
    ...options,
  });

/** Clients and a server in one virtual time, over fake sockets. */
export const createWorld = (
  serverOptions: Partial<DeliveryServerOptions> = {},
  storeOf: (store: MemoryStore) => DeliveryStore = (store) => store,
) => {
  const clock = createVirtualClock();
  const store = memoryStore({ clock });
  const serve = (): DeliveryServer => createDeliveryServer({ store: storeOf(store), clock, ...serverOptions });
  let server = serve();
  const served: ServedPeer[] = [];
  const deliveries: Delivery[] = [];
  const warnings: string[] = [];

  const client = (options: Partial<DeliveryOptions> = {}, user = 'ada') => {
    const page = createFakePage();
    const own: ServedPeer[] = [];
    const gateway = createFakeGateway({ clock });
    const behaviour = servedBy(
      () => gateway,
      () => server,
      user,
      (one) => {
        served.push(one);
        own.push(one);
      },
    );
    gateway.behave(behaviour);
    const delivery = deliveryOver(gateway, clock, {
      signals: page,
      logger: { warn: (message) => warnings.push(message) },
      ...options,
    });
    deliveries.push(delivery);
    const chat = delivery.get(CHAT);
    const seen: DeliveryEventMap['message'][] = [];
    const receipts: DeliveryEventMap['receipt'][] = [];
    const gaps: string[] = [];
    /** How many events were seen before each gap. */
    const gapsAt: number[] = [];
    chat.on('message', (event) => seen.push(event));
    chat.on('receipt', (event) => receipts.push(event));
    chat.on('gap', ({ why }) => {
      gaps.push(why);
      gapsAt.push(seen.length);
    });
    return {
      delivery,
      chat,
      page,
      served: behaviour,
      sockets: () => own,
      gateway,
      seen,
      receipts,
      gaps,
      gapsAt,
      said: () => seen.map(({ data }) => data),
    };
  };
  onTestFinished(async () => {
    for (const delivery of deliveries) delivery.dispose();
    await server.close();
  });
  return {
    clock,
    store,
    served,
    warnings,
    client,
    get server() {
      return server;
    },
    /** All that the server keeps of the chat's log. */
    log: async () => {
      const { epoch, oldest } = await store.greet(CHAT, 'ada', [], null);
      const before = { epoch, seq: oldest - 1, tag: null };
      const { tagAtCursor = null } = await store.greet(CHAT, 'ada', [], before);
      const { events = [] } = await store.read(CHAT, { ...before, tag: tagAtCursor }, 10_000);
      return events.map(({ seq, tag, data }) => ({ seq, tag, data: JSON.parse(data) as unknown }));
    },
    /** Promises settle, and what is due now happens. */
    settle: async (ms = 0) => {
      await clock.advanceAsync(ms);
      for (let turn = 0; turn < 25; turn += 1) await clock.advanceAsync(0);
    },
    /** `meanwhile`: while no server runs. */
    async restart(meanwhile: () => unknown = () => undefined) {
      await server.close();
      await meanwhile();
      server = serve();
    },
  };
};
