import type { InspectionEvent } from 'xstate';
import {
  createDelivery,
  type DeliveryCodec,
  type DeliverySnapshot,
  jsonCodec,
  memoryOutbox,
  type OpenOutbox,
  type StoredSender,
} from '../../../src/delivery/index.js';
import type {
  ClientFrame,
  Cursor,
  HelloFrame,
  ServerFrame,
  WelcomeFrame,
} from '../../../src/domain/delivery-frames.js';
import { createChatConnections } from '../../../src/index.js';
import { createFakeGateway, createFakePage, createVirtualClock, hangs } from '../../../src/testing/index.js';
import type { Driver } from '../../../src/testing/paths/follow.js';
import type { DeliveryStepName } from './steps.js';
import { ACK_TIMEOUT_MS, BACKOFF_MS, GREETING_TIMEOUT_MS } from './timing.js';

const CHAT = 'lobby';
const LONG_MS = 86_400_000;
const CONNECTING = 0;

interface Asked {
  readonly resolve: (cursor: Cursor) => void;
  readonly reject: (error: Error) => void;
  readonly signal: AbortSignal;
}

/** What the path cannot see in a snapshot. */
interface Observed {
  readonly snapshot: DeliverySnapshot;
  readonly gaps: number;
  /** When timers are due. */
  readonly deadlines: readonly number[];
  readonly isAsking: boolean;
}

/** The delivery of a chat over a fake gateway that does nothing by itself, and a driver that takes it along a path. */
export const startDeliveryTarget = (
  { hasSnapshot }: { readonly hasSnapshot: boolean },
  inspect: (event: InspectionEvent) => void,
) => {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({ clock, behaviour: hangs() });
  const storage = storageThatWaits();
  const codec = codecThatBreaks();
  const asked: Asked[] = [];
  let gaps = 0;
  const delivery = createDelivery({
    connections: (own) =>
      createChatConnections({
        gateway: 'ws://gateway.example',
        WebSocket: gateway.WebSocket,
        signals: createFakePage(),
        clock,
        inspect,
        throttleMs: 0,
        backoff: () => BACKOFF_MS,
        maxAttempts: Number.POSITIVE_INFINITY,
        connectTimeoutMs: LONG_MS,
        ...own,
        greeting: { ...own.greeting, timeoutMs: GREETING_TIMEOUT_MS },
      }),
    clock,
    codec,
    outbox: storage,
    ackTimeoutMs: ACK_TIMEOUT_MS,
    drainMs: LONG_MS,
    ...(hasSnapshot && {
      snapshot: ({ signal }) => new Promise<Cursor>((resolve, reject) => asked.push({ resolve, reject, signal })),
    }),
  });
  const chat = delivery.get(CHAT);
  chat.on('gap', () => {
    gaps += 1;
  });
  delivery.connections.select(CHAT);

  const settle = async () => {
    for (let turn = 0; turn < 12; turn += 1) await clock.advanceAsync(0);
  };

  // The server.
  let hello: HelloFrame | null = null;
  let head: Cursor = { epoch: 'e', seq: 0, tag: null };
  let number = 0;
  /** The highest number of each sender that was acknowledged: what is found in this storage cannot be settled there. */
  const taken = new Map<string, number>();
  let unacknowledged: { readonly s: string; readonly n: number }[] = [];
  const peer = () => gateway.latest(CHAT).peer;
  const heard = (frame: ClientFrame) => {
    if (frame.t === 'hello') hello = frame;
    if (frame.t === 'msg') unacknowledged.push({ s: frame.s, n: frame.n });
  };
  const says = (frame: ServerFrame) => peer().sends(JSON.stringify(frame));
  const event = (seq: number) => {
    number += 1;
    says({ t: 'event', seq, tag: `t${number}`, from: null, d: number });
  };
  const welcomes = (resume: Pick<WelcomeFrame, 'resume'> & { readonly why?: 'expired' }) => {
    unacknowledged = [];
    const last = Object.fromEntries(
      (hello?.senders ?? []).map(({ id, acked }) => [id, Math.max(acked, taken.get(id) ?? 0)]),
    );
    says({
      ...({ t: 'welcome', oldest: 1, epoch: head.epoch, head: head.seq, tag: head.tag } as const),
      ...{ last, nacked: [], lost: [], window: 32, limit: 65_536 },
      ...resume,
    } as WelcomeFrame);
  };
  const acknowledges = (count: number) => {
    for (const { s, n } of unacknowledged.splice(0, count)) {
      taken.set(s, n);
      says({ t: 'ack', s, n, seq: null });
    }
  };
  const cursor = (): Cursor => chat.getSnapshot().cursor ?? { epoch: head.epoch, seq: 0, tag: null };

  const driver: Required<Driver<DeliveryStepName>> = {
    openStorage: (kind: OpenOutbox['storage']) => storage.opens(kind),
    connect: async (ms: number) => {
      await clock.advanceAsync(ms);
      await settle();
      if (peer().readyState !== CONNECTING) throw new Error('no attempt is made');
      unacknowledged = [];
      peer().accepts();
      peer().onMessage((data) => heard(JSON.parse(String(data)) as ClientFrame));
    },
    welcomeWhole: () => {
      head = cursor();
      welcomes({ resume: 'whole' });
    },
    welcomeGap: () => {
      number += 1;
      head = { epoch: 'e', seq: 100 * number, tag: `t${number}` };
      welcomes({ resume: 'gap', why: 'expired' });
    },
    answerSnapshot: () => asked.at(-1)?.resolve(head),
    answerSnapshotElsewhere: () => asked.at(-1)?.resolve({ ...head, seq: Math.max(0, head.seq - 7), tag: 'earlier' }),
    failSnapshot: () => asked.at(-1)?.reject(new Error('no')),
    deliverEvent: () => event(cursor().seq + 1),
    deliverHole: () => event(cursor().seq + 5),
    send: () => void chat.send('typed'),
    sendAndBreak: () => {
      codec.breaksAfter(1);
      chat.send('one');
      chat.send('two');
    },
    findMessage: () => storage.finds(),
    acknowledge: () => acknowledges(unacknowledged.length),
    acknowledgeOldest: () => acknowledges(1),
    drop: () => peer().drops(),
    pass: (ms: number) => clock.advanceAsync(ms),
  };

  const observe = (): Observed => ({
    snapshot: chat.getSnapshot(),
    gaps,
    deadlines: clock.pending.map(({ at }) => at),
    isAsking: asked.some(({ signal }) => !signal.aborted),
  });
  return { driver, settle, observe, end: () => delivery.dispose() };
};

/** Memory that opens when it is told to, and finds messages of dead pages. */
const storageThatWaits = () => {
  let open: (kind: OpenOutbox['storage']) => void = () => undefined;
  const kind = new Promise<OpenOutbox['storage']>((resolve) => {
    open = resolve;
  });
  let tell: (senders: readonly StoredSender[]) => void = () => undefined;
  let dead = 0;
  return {
    open: async (): Promise<OpenOutbox> => {
      const memory = await memoryOutbox().open();
      return {
        ...memory,
        storage: await kind,
        onFound: (fn) => {
          tell = fn;
        },
      };
    },
    opens: (storage: OpenOutbox['storage']) => open(storage),
    finds: () => {
      dead += 1;
      const message = { id: `found-${dead}`, n: 1, data: 'left', isCancelled: false };
      tell([{ id: `dead-${dead}`, chatId: CHAT, acked: 0, messages: [message] }]);
    },
  };
};

/** The codec of the protocol without heartbeats, which throws once, after so many messages. */
const codecThatBreaks = (): DeliveryCodec & { breaksAfter(messages: number): void } => {
  let left = Number.POSITIVE_INFINITY;
  return {
    ...jsonCodec,
    heartbeat: null,
    connect: (chatId) => {
      const session = jsonCodec.connect(chatId);
      return {
        ...session,
        encode: (frame) => {
          if (frame.t === 'msg' && left <= 0) {
            left = Number.POSITIVE_INFINITY;
            throw new Error('no');
          }
          if (frame.t === 'msg') left -= 1;
          return session.encode(frame);
        },
      };
    },
    breaksAfter: (messages) => {
      left = messages;
    },
  };
};
