import { afterEach, beforeEach } from 'vitest';
import {
  createDeliveryServer,
  type DeliveryServer,
  type DeliveryServerOptions,
  type DeliveryStore,
  type MemoryStore,
  memoryStore,
  type ServerLogRecord,
} from '../../src/server/index.js';
import { createVirtualClock, type VirtualClock } from '../../src/testing/index.js';
import { FakeServerSocket } from './fake-server-socket.js';

export interface Serving {
  readonly clock: VirtualClock;
  readonly store: MemoryStore;
  readonly records: ServerLogRecord[];
  server: DeliveryServer;
  /** Makes the server anew, with these options, and the store or one that stands before it. */
  serve(options?: Partial<DeliveryServerOptions>, before?: (store: MemoryStore) => DeliveryStore): void;
  /** A socket that the server has accepted. */
  connect(user?: string | null, chatId?: string): FakeServerSocket;
}

/** A server over a store in memory, and a virtual clock, for each test of a file. */
export function serving(): Serving {
  let server: DeliveryServer;
  let store: MemoryStore;
  let clock: VirtualClock;
  let records: ServerLogRecord[] = [];

  const keep = (_message: string, record: ServerLogRecord) => records.push(record);
  const serve: Serving['serve'] = (options = {}, before = (subject) => subject) => {
    server = createDeliveryServer({
      store: before(store),
      clock,
      logger: { debug: keep, warn: keep, error: keep },
      ...options,
    });
  };
  beforeEach(() => {
    clock = createVirtualClock();
    store = memoryStore({ clock });
    records = [];
    serve();
  });
  afterEach(() => server.close());

  return {
    get clock() {
      return clock;
    },
    get store() {
      return store;
    },
    get records() {
      return records;
    },
    get server() {
      return server;
    },
    serve,
    connect(user = 'ada', chatId = 'lobby') {
      const socket = new FakeServerSocket();
      server.accept(socket, { chatId, ...(user !== null && { user }) });
      return socket;
    },
  };
}
