import type { StormCourse } from '../support/storm.js';
import { createChatConnections } from './library.js';
import { loadPagesApart } from './pages-apart.js';
import type { ClientOptions, Subject } from './peers/subject.js';
import { VirtualGateway } from './virtual-gateway.js';
import { VirtualTime } from './virtual-time.js';

/** What part of its clients a gateway that is back takes in a second: 500 of 10,000. */
export const ACCEPTED_SHARE = 0.05;

/** All clients have connected by half of it, and are taken for stable by the end. */
const SETTLED_MS = 120_000;
/** No client waits longer between two attempts. */
const LONGEST_WAIT_MS = 60_000;

export interface Storm {
  readonly clients: number;
  /** How long the gateway is away after it has lost all connections. */
  readonly awayMs: number;
  readonly seed: number;
}

interface Crowd {
  connect(client: number, options: ClientOptions): void;
  end(): void;
}

/**
 * The chats of one connections object stand for as many clients with a chat each: every chat has its own chart, delays and
 * budget. That the object lets them shake hands at once is all that is changed.
 */
const crowdOfChats = (clients: number): Crowd => {
  let chats: ReturnType<typeof createChatConnections> | undefined;
  const opened = new Map<string, () => void>();
  return {
    connect(client, { WebSocket, onOpen }) {
      chats ??= createChatConnections({ gateway: 'ws://gateway.example', WebSocket, maxHandshakes: clients });
      if (opened.size === 0) chats.on('open', ({ chatId }) => opened.get(chatId)?.());
      opened.set(String(client), () => onOpen?.());
      chats.retain(String(client));
    },
    end: () => chats?.dispose(),
  };
};

const crowdOf = (subject: Subject): Crowd => {
  const all: ReturnType<Subject['connect']>[] = [];
  return {
    connect: (client, options) => all.push(subject.connect(`ws://gateway.example/${client}/`, options)),
    end() {
      for (const client of all) client.close();
    },
  };
};

/**
 * All clients of a kind lose their connection at once. Their gateway is away, then takes so many handshakes a second and
 * refuses the others.
 */
export const runStorm = async (name: string, { clients, awayMs, seed }: Storm): Promise<StormCourse> => {
  const subject = await loadPagesApart(name);
  const crowd = name === 'evenkeel' ? crowdOfChats(clients) : crowdOf(subject);
  const time = new VirtualTime();
  return time.rule(seed, async () => {
    const gateway = new VirtualGateway(time, subject, false);
    const backAfterMs = new Map<number, number>();
    const returnsAt = SETTLED_MS + awayMs;
    for (let client = 0; client < clients; client += 1) {
      const onOpen = () => {
        if (time.now > SETTLED_MS && !backAfterMs.has(client)) backAfterMs.set(client, time.now - returnsAt);
      };
      const at = (client / clients) * (SETTLED_MS / 2);
      time.after(at, () => crowd.connect(client, { WebSocket: gateway.WebSocket, onOpen }));
    }
    await time.advanceTo(SETTLED_MS);
    if (gateway.accepted !== clients) throw new Error(`${gateway.accepted} of ${clients} ${name} clients connected`);

    gateway.accepts = acceptsFrom(returnsAt, clients * ACCEPTED_SHARE, time);
    gateway.drop();
    gateway.forget();
    let isQuiet = false;
    for (let until = returnsAt; backAfterMs.size < clients && !isQuiet; until += 1_000) {
      await time.advanceTo(until);
      isQuiet = time.now - Math.max(returnsAt, gateway.handshakes.at(-1) ?? 0) > LONGEST_WAIT_MS;
    }
    const handshakes = bySecond(gateway.handshakes.map((at) => at - SETTLED_MS));
    crowd.end();
    return { handshakes, backAfterMs: [...backAfterMs.values()].sort((a, b) => a - b) };
  });
};

/** From then on, so many in each second. */
const acceptsFrom = (returnsAt: number, aSecond: number, time: VirtualTime) => {
  let second = 0;
  let taken = 0;
  return () => {
    if (time.now < returnsAt) return false;
    const present = Math.floor((time.now - returnsAt) / 1_000);
    if (present !== second) taken = 0;
    second = present;
    taken += 1;
    return taken <= aSecond;
  };
};

const bySecond = (instants: readonly number[]): readonly number[] => {
  const counts: number[] = [];
  for (const at of instants) {
    const second = Math.floor(at / 1_000);
    while (counts.length <= second) counts.push(0);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  return counts;
};
