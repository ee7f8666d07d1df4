import type { ChatConnections } from '../../contract/chat-connections.js';
import type { ChatConnectionsOptions } from '../../contract/options.js';
import type { ConnectionSnapshot } from '../../contract/snapshot.js';
import type { Query } from '../../domain/query.js';
import { platformClock } from '../../effects/clock.js';
import { createChatConnections } from '../../registry/create-chat-connections.js';
import type { ConnectionDriver } from '../connection-paths.js';
import { createVirtualClock, type VirtualClock } from '../virtual-clock.js';
import { PATH_GREETING, PATH_HEARTBEAT, type PathFeatures, pathOptions } from './path-options.js';
import { fakePathPage, fakePathServer, type PathPage, type PathServer } from './path-surroundings.js';

/** What the chats are started with; by default everything is a fake. */
export interface PathSurroundings extends Pick<ChatConnectionsOptions, 'inspect' | 'logger'> {
  /** Its `now()` and `wallNow()` start at 0. */
  readonly clock?: VirtualClock;
  readonly server?: PathServer;
  readonly page?: PathPage;
}

/** Chat connections with everything around them, and a driver that takes chat `'42'` along a path. */
export interface PathTarget {
  readonly chats: ChatConnections;
  readonly clock: VirtualClock;
  /** Has a method for every step. Replace those that your own code, such as a component, is to carry out. */
  readonly driver: Required<ConnectionDriver>;
  /**
   * Resolves with true when `isSo()` is true and nothing is under way, or with false if that takes longer than the server's
   * patience.
   */
  settle(isSo?: () => boolean): Promise<boolean>;
  /** The snapshot of chat `'42'`. */
  snapshot(): ConnectionSnapshot;
}

/**
 * Starts chat connections for paths through these features. Rejects if your own server does not do what it is told within
 * its patience.
 */
export const startPathTarget = async (
  features: PathFeatures,
  { clock = createVirtualClock({ wallStartAt: 0 }), ...around }: PathSurroundings = {},
): Promise<PathTarget> => {
  const { server = fakePathServer(clock), page = fakePathPage(), ...observed } = around;
  const asked: { resolve: (query: Query) => void; reject: (error: unknown) => void }[] = [];
  let isRefusalUnauthorized = false;
  const classifyClose = () => {
    if (!isRefusalUnauthorized) return undefined;
    isRefusalUnauthorized = false;
    return 'refresh';
  };
  const chats = createChatConnections({
    ...pathOptions(features),
    ...observed,
    clock,
    WebSocket: server.WebSocket,
    gateway: server.origin(features.loopback === true),
    ...(page.signals && { signals: page.signals }),
    ...(features.heartbeat && { heartbeat: { ...PATH_HEARTBEAT, ping: () => 'ping' } }),
    ...(features.greeting && { greeting: PATH_GREETING }),
    ...(features.classifier && { classifyClose }),
    ...(features.address && {
      query: ({ chatId }) =>
        chatId === '42' ? new Promise<Query>((resolve, reject) => asked.push({ resolve, reject })) : {},
    }),
  });
  let frames = 0;
  let hear: () => void = () => undefined;
  chats.subscribe(() => hear());
  chats.on('message', () => {
    frames += 1;
    hear();
  });
  /** Resolves at the next event or change of any chat, or when the time is over. */
  const change = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = platformClock.setTimeout(resolve, ms);
      hear = () => {
        platformClock.clearTimeout(timer);
        resolve();
      };
    });
  const snapshot = () => chats.get('42').getSnapshot();
  const settle = async (isSo: () => boolean = () => true) => {
    const deadline = platformClock.now() + server.patienceMs;
    for (;;) {
      await clock.advanceAsync(0);
      if (isSo()) return true;
      const restMs = deadline - platformClock.now();
      if (restMs <= 0) return false;
      await change(restMs);
    }
  };
  const until = async (what: string, isSo: () => boolean) => {
    if (!(await settle(isSo))) throw new Error(`timed out waiting for: ${what}`);
  };
  const untilChat = (chatId: string, state: ReturnType<typeof snapshot>['state']) =>
    until(`${chatId} is ${state}`, () => chats.get(chatId).getSnapshot().state === state);

  /** The server's part of the greeting. The socket must be open. */
  const greetWith = async (chatId: string, text: string) => {
    await until(`${chatId} greets`, () => chats.get(chatId).getSnapshot().phase === 'greeting');
    await server.sends(chatId, text);
  };
  const welcome = (chatId: string) => greetWith(chatId, 'welcome');

  let serial = 0;
  const another = () => {
    serial += 1;
    return `other-${serial}`;
  };
  const openAnother = async (chatId: string) => {
    const release = chats.retain(chatId);
    await server.accepts(chatId);
    if (features.greeting) await welcome(chatId);
    await untilChat(chatId, 'open');
    return release;
  };
  /** Another chat that is wanted and has failed: it is quiet and affects nothing. */
  const failAnother = async (chatId: string) => {
    const release = await openAnother(chatId);
    await server.closes(chatId, 4403, '');
    await untilChat(chatId, 'failed');
    return release;
  };
  if (features.company) await failAnother('company');

  let release: () => void = () => undefined;
  let freeGate: () => void = () => undefined;
  const driver = {
    select: () => {
      release = chats.select('42');
    },
    selectAmidBurst: () => {
      chats.select('company');
      release = chats.select('42');
    },
    letGo: () => release(),
    retry: () => chats.get('42').retry(),
    reconnect: () => chats.get('42').reconnect(),
    abandon: () => chats.get('42').abandon('retry'),
    crowdOut: async () => {
      const chatId = another();
      const releaseOther = await openAnother(chatId);
      releaseOther();
      await untilChat('42', 'idle');
      await server.drops(chatId);
      await untilChat(chatId, 'idle');
    },
    answerAddress: () => asked.at(-1)?.resolve({}),
    failAddress: () => asked.at(-1)?.reject(new Error('no token')),
    rejectAddress: () => asked.at(-1)?.reject(Object.assign(new Error('log in first'), { code: 'ERR_REJECTED' })),
    breakConstruction: () => {
      server.breaksConstruction();
      asked.at(-1)?.resolve({});
    },
    holdGate: () => {
      freeGate = chats.retain(another());
    },
    freeGate: () => freeGate(),
    acceptHandshake: () => server.accepts('42'),
    refuseHandshake: () => server.refuses('42'),
    refuseAsUnauthorized: async () => {
      isRefusalUnauthorized = true;
      await server.refuses('42');
      await until('a close to classify', () => !isRefusalUnauthorized);
    },
    welcome: () => welcome('42'),
    refuseGreeting: () => greetWith('42', 'refresh'),
    deliverFrame: async () => {
      const before = frames;
      await server.sends('42', 'a frame');
      await until('a frame', () => frames > before);
    },
    drop: () => server.drops('42'),
    close: (code: number, reason: string) => server.closes('42', code, reason),
    goOffline: () => page.goesOffline(),
    comeOnline: () => page.comesOnline(),
    becomeVisible: () => page.becomesVisible(),
    freeze: () => page.freezes(),
    resume: () => page.resumes(),
    proveOnline: async () => {
      const releaseOther = await failAnother(another());
      releaseOther();
    },
    pass: (ms: number) => clock.advanceAsync(ms),
    oversleep: (ms: number) => clock.sleep(ms),
  } satisfies ConnectionDriver;

  return { chats, clock, driver, settle, snapshot };
};
