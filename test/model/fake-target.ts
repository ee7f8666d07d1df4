import { type ConnectionSnapshot, createChatConnections, type Query } from '../../src/index.js';
import {
  type ConnectionDriver,
  createFakeGateway,
  createFakePage,
  createVirtualClock,
  hangs,
  PATH_HEARTBEAT,
  type PathFeatures,
  pathOptions,
  throwsOnConstruction,
} from '../../src/testing/index.js';
import { countEdges } from '../support/chart-edges.js';

/** The library in virtual time, between a fake gateway and a fake page, with a driver that leads chat 42 along a path. */
export const startFakeTarget = async (features: PathFeatures) => {
  const clock = createVirtualClock({ wallStartAt: 0 });
  const gateway = createFakeGateway({ clock, behaviour: hangs() });
  const page = createFakePage();
  const asked: { resolve: (query: Query) => void; reject: (error: unknown) => void }[] = [];
  let isRefusalUnauthorized = false;
  const chats = createChatConnections({
    ...pathOptions(features),
    clock,
    inspect: countEdges,
    WebSocket: gateway.WebSocket,
    gateway: features.loopback ? 'ws://127.0.0.1:9' : 'wss://gateway.example',
    signals: page,
    ...(features.heartbeat && { heartbeat: { ...PATH_HEARTBEAT, ping: () => 'ping' } }),
    ...(features.classifier && { classifyClose: () => (isRefusalUnauthorized ? 'refresh' : undefined) }),
    ...(features.address && {
      query: ({ chatId }) =>
        chatId === '42' ? new Promise<Query>((resolve, reject) => asked.push({ resolve, reject })) : {},
    }),
  });
  const settle = () => clock.advanceAsync(0);
  const peer = (chatId: string) => {
    const socket = gateway.latest(chatId);
    if (socket === undefined) throw new Error(`chat ${chatId} has no socket`);
    return socket.peer;
  };

  let serial = 0;
  const another = () => {
    serial += 1;
    return `other-${serial}`;
  };
  /** Another chat that is wanted and has failed: quiet, and in the way of nobody. */
  const failAnother = async (chatId: string) => {
    const release = chats.retain(chatId);
    peer(chatId).accepts();
    peer(chatId).closes(4403);
    await settle();
    return release;
  };
  if (features.company) await failAnother('company');

  let release: () => void = () => undefined;
  let freeGate: () => void = () => undefined;
  const driver: ConnectionDriver = {
    select: () => {
      release = chats.select('42');
    },
    selectAmidBurst: () => {
      chats.select('company');
      release = chats.select('42');
    },
    letGo: () => release(),
    retry: () => chats.get('42').retry(),
    crowdOut: async () => {
      const chatId = another();
      const releaseOther = chats.retain(chatId);
      peer(chatId).accepts();
      releaseOther();
      await settle();
      peer(chatId).drops();
    },
    answerAddress: () => asked.at(-1)?.resolve({}),
    failAddress: () => asked.at(-1)?.reject(new Error('no token')),
    rejectAddress: () => asked.at(-1)?.reject(Object.assign(new Error('log in first'), { code: 'ERR_REJECTED' })),
    breakConstruction: () => {
      gateway.behaveOnce(throwsOnConstruction(new SyntaxError('no such address')));
      asked.at(-1)?.resolve({});
    },
    holdGate: () => {
      freeGate = chats.retain(another());
    },
    freeGate: () => freeGate(),
    acceptHandshake: () => peer('42').accepts(),
    refuseHandshake: () => peer('42').refuses(),
    refuseAsUnauthorized: async () => {
      isRefusalUnauthorized = true;
      peer('42').refuses();
      await settle();
      isRefusalUnauthorized = false;
    },
    deliverFrame: () => peer('42').sends('a frame'),
    drop: () => peer('42').drops(),
    close: (code: number, reason: string) => peer('42').closes(code, reason),
    goOffline: () => page.goesOffline(),
    comeOnline: () => (page.isOnline() ? page.emits('online') : page.comesOnline()),
    becomeVisible: () => page.emits('visible'),
    freeze: () => page.freezes(),
    resume: () => page.resumes(),
    proveOnline: async () => {
      const releaseOther = await failAnother(another());
      releaseOther();
    },
    pass: (ms: number) => clock.advanceAsync(ms),
    oversleep: (ms: number) => clock.sleep(ms),
  };

  return {
    chats,
    clock,
    gateway,
    driver,
    settle,
    snapshot: (): ConnectionSnapshot => chats.get('42').getSnapshot(),
    timers: () => clock.pending.length - gateway.pendingTasks,
  };
};
