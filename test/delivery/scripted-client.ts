import { onTestFinished } from 'vitest';
import type { DeliveryEventMap, DeliveryOptions, OpenOutbox, Outbox, StoredSender } from '../../src/delivery/index.js';
import { memoryOutbox } from '../../src/delivery/memory-outbox.js';
import type { ClientFrame, HelloFrame, ServerFrame, WelcomeFrame } from '../../src/domain/delivery-frames.js';
import type { ChatConnectionsOptions } from '../../src/index.js';
import { createFakeGateway, createVirtualClock, type FakePeer } from '../../src/testing/index.js';
import { CHAT, deliveryOver } from './world.js';

/** The server's end of a connection. */
export interface ScriptedServer {
  /** Which connection it is, from 0. */
  readonly connection: number;
  readonly peer: FakePeer;
  /** After some 20 ms, if the connection is still open. */
  sends(frame: ServerFrame): void;
  /** Anything else. */
  says(text: string): void;
}

/** What a server does with a frame; pings are answered anyway. */
export type Script = (frame: ClientFrame, server: ScriptedServer) => void;

/** What a server answers whose log is empty: a gap if the client is new, otherwise whole; nothing beyond `acked` was taken. */
export const welcomeFor = ({ cursor, senders }: HelloFrame, changes: Partial<WelcomeFrame> = {}): WelcomeFrame =>
  ({
    t: 'welcome',
    epoch: 'e',
    oldest: 1,
    head: 0,
    tag: null,
    last: Object.fromEntries(senders.map(({ id, acked }) => [id, acked])),
    nacked: [],
    lost: [],
    ...(cursor === null ? { resume: 'gap', why: 'new' } : { resume: 'whole' }),
    window: 32,
    limit: 65_536,
    ...changes,
  }) as WelcomeFrame;

/** Welcomes, and answers no message. */
export const welcomes: Script = (frame, server) => {
  if (frame.t === 'hello') server.sends(welcomeFor(frame));
};

export const acknowledges: Script = (frame, server) => {
  welcomes(frame, server);
  if (frame.t === 'msg') server.sends({ t: 'ack', s: frame.s, n: frame.n, seq: null });
};

/** Acknowledges; from the second connection on, knows nothing of what it acknowledged. */
export const forgets: Script = (frame, server) => {
  if (frame.t !== 'hello' || server.connection === 0) return acknowledges(frame, server);
  const lost = frame.senders.filter(({ acked }) => acked > 0).map(({ id }) => id);
  const last = Object.fromEntries(frame.senders.map(({ id }) => [id, 0]));
  server.sends(welcomeFor(frame, { last, lost }));
};

/** A client, and a server that does what the script says. */
export const scriptedClient = (
  script: Script,
  options: Partial<DeliveryOptions> & Pick<ChatConnectionsOptions, 'inspect'> = {},
) => {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({ clock });
  const frames: (ClientFrame & { readonly connection: number })[] = [];
  const warnings: string[] = [];
  let connections = 0;
  gateway.behave((peer) =>
    peer.after(0, () => {
      const connection = connections;
      connections += 1;
      peer.accepts();
      const says = (text: string) =>
        peer.after(20, () => {
          if (peer.readyState === 1) peer.sends(text);
        });
      const server = { connection, peer, says, sends: (frame: ServerFrame) => says(JSON.stringify(frame)) };
      peer.onMessage((data) => {
        const frame = JSON.parse(String(data)) as ClientFrame;
        frames.push({ ...frame, connection });
        if (frame.t === 'ping') server.sends({ t: 'pong' });
        else script(frame, server);
      });
    }),
  );
  const delivery = deliveryOver(gateway, clock, {
    logger: { warn: (message) => warnings.push(message) },
    ...options,
  });
  onTestFinished(() => delivery.dispose());
  const chat = delivery.get(CHAT);
  const seen: DeliveryEventMap['message'][] = [];
  const gaps: string[] = [];
  chat.on('message', (event) => seen.push(event));
  chat.on('gap', ({ why }) => gaps.push(why));
  return {
    clock,
    gateway,
    frames,
    warnings,
    delivery,
    chat,
    seen,
    gaps,
    connection: delivery.connections.get(CHAT),
    messages: () => frames.flatMap((frame) => (frame.t === 'msg' ? [frame] : [])),
    hellos: () => frames.flatMap((frame) => (frame.t === 'hello' ? [frame] : [])),
    /** Promises settle, and what is due now happens. */
    async settle(ms = 0): Promise<void> {
      await clock.advanceAsync(ms);
      for (let turn = 0; turn < 25; turn += 1) await clock.advanceAsync(0);
    },
    /** Selects the chat, and waits until it is connected. */
    async connect(): Promise<void> {
      delivery.connections.select(CHAT);
      await this.settle(1_000);
    },
  };
};

/** A client whose server has forgotten the first message by the next connection. The second was given in between. */
export const givenAfterForgotten = async (outbox: Outbox) => {
  const client = scriptedClient(forgets, { outbox });
  await client.connect();
  client.chat.send('one');
  await client.settle(100);
  client.gateway.latest().peer.drops();
  return { client, two: client.chat.send('two') };
};

/** Memory, in which some is done otherwise. */
export const memoryWith = (overrides: (memory: OpenOutbox) => Partial<OpenOutbox>): Outbox => ({
  async open() {
    const memory = await memoryOutbox().open();
    return { ...memory, ...overrides(memory) };
  },
});

/** An outbox that is told what other pages leave to this one, or take from it. */
export const sharedOutbox = (overrides: (memory: OpenOutbox) => Partial<OpenOutbox> = () => ({})) => {
  let found: (senders: readonly StoredSender[]) => void = () => undefined;
  let taken: (senders: readonly string[]) => void = () => undefined;
  const senders = new Set<string>();
  const outbox = memoryWith((memory) => {
    const changed = { ...memory, ...overrides(memory) };
    return {
      ...changed,
      onFound: (fn) => {
        found = fn;
      },
      onTaken: (fn) => {
        taken = fn;
      },
      add: (chatId, sender, messages) => {
        senders.add(sender);
        return changed.add(chatId, sender, messages);
      },
    };
  });
  return {
    outbox,
    /** Another page died, and left one message. */
    findsMessage: (data: unknown, isCancelled = false) =>
      found([
        {
          id: 'sender-of-a-dead-page',
          chatId: CHAT,
          acked: 0,
          messages: [{ id: 'found', n: 1, data, isCancelled }],
        },
      ]),
    loses: (some: readonly string[]) => taken(some),
    losesAll: () => taken([...senders]),
  };
};

/** A promise that waits to be let go. */
export const latch = () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { released, release: () => release() };
};

/** Memory whose first `settle` waits to be let go. */
export const slowToSettle = () => {
  const { released, release } = latch();
  let calls = 0;
  const outbox = memoryWith((memory) => ({
    settle: async (...given) => {
      calls += 1;
      if (calls === 1) await released;
      return memory.settle(...given);
    },
  }));
  return { outbox, release };
};

/** The promises that were rejected with nobody to hear of it. */
export const unheardRejections = async (during: () => Promise<void>): Promise<readonly unknown[]> => {
  const rejections: unknown[] = [];
  const listener = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', listener);
  await during();
  // Node tells of them once all promises have settled.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', listener);
  return rejections;
};
