import type { DeliveryStore, Entry, MemoryStore } from '../../src/server/index.js';
import { type AnyFrame, between, type Interference } from './between.js';
import { type Mutation, TOKENS } from './checked-gateway.js';

/** Interferes with each socket on its own. */
const onSockets = (interference: () => Interference): Mutation => ({
  socket: (socket) => between(socket, interference()),
});

/** Changes each frame of a type that the server sends. */
const changing = (type: string, change: (frame: AnyFrame) => AnyFrame | undefined): Mutation =>
  onSockets(() => ({
    outgoing: (frame) => {
      const changed = frame.t === type ? change(frame) : frame;
      return changed === undefined ? [] : [changed];
    },
  }));

/** The gateway does not get what this is true of. */
const ignoring = (isIgnored: (frame: AnyFrame | undefined, isBinary: boolean) => boolean): Mutation =>
  onSockets(() => ({ incoming: (frame, isBinary) => !isIgnored(frame, isBinary) }));

const closingWith = (code: number, inPlaceOf: (code: number, reason: string) => boolean): Mutation =>
  onSockets(() => ({ closing: (meant, reason) => (inPlaceOf(meant, reason) ? code : meant) }));

/** A store that takes a message as often as it comes, by the number that it came with. */
function withoutDedupe(store: MemoryStore): DeliveryStore {
  const cameAs = new Map<string, number>();
  const next = async ({ chat, user, sender }: Exclude<Entry, { kind: 'publication' }>) => {
    const { last } = await store.greet(chat, user, [{ id: sender, acked: 0 }], null);
    return (last.get(sender) ?? 0) + 1;
  };
  return {
    ...store,
    async append(batch) {
      const outcomes = [];
      for (const entry of batch) {
        const n = entry.kind === 'message' ? await next(entry) : 0;
        const isRepeated = entry.kind === 'message' && entry.n < n;
        const [outcome] = await store.append([isRepeated ? { ...entry, n } : entry]);
        if (outcome === undefined) throw new Error('the store answers each entry');
        if (isRepeated && outcome.result === 'taken' && outcome.seq !== null) {
          cameAs.set(outcome.tag, entry.n);
          outcomes.push({ result: 'repeated' as const, last: n, code: null, seq: outcome.seq });
        } else outcomes.push(outcome);
      }
      return outcomes;
    },
    async read(chat, after, limit) {
      const page = await store.read(chat, after, limit);
      if (page.gap !== undefined) return page;
      return {
        events: page.events.map((event) =>
          event.n === null ? event : { ...event, n: cameAs.get(event.tag) ?? event.n },
        ),
      };
    },
  };
}

/** A store that takes any tag for that of its log. */
const withoutTags = (store: MemoryStore): DeliveryStore => ({
  ...store,
  async greet(chat, user, senders, cursor) {
    const greeting = await store.greet(chat, user, senders, cursor);
    const isWithin = cursor !== null && cursor.seq >= greeting.oldest - 1 && cursor.seq <= greeting.head;
    return isWithin ? { ...greeting, tagAtCursor: cursor.tag } : greeting;
  },
});

/** Drops the first event after a welcome of this kind. */
const droppingAfter = (isMeant: (welcome: AnyFrame) => boolean): Mutation =>
  onSockets(() => {
    let isNext = false;
    return {
      outgoing(frame) {
        if (frame.t === 'welcome') isNext = isMeant(frame);
        if (frame.t !== 'event' || !isNext) return [frame];
        isNext = false;
        return [];
      },
    };
  });

/** Takes four messages of a connection without an ack between them, whatever its window says. */
const takingFourAtOnce = onSockets(() => {
  let inFlight = 0;
  return {
    outgoing(frame) {
      if (frame.t === 'ack') inFlight -= 1;
      return [frame];
    },
    incoming(frame, _, socket) {
      if (frame?.t === 'msg') inFlight += 1;
      if (inFlight > 4) socket.close(1011, 'too much at once');
      return inFlight <= 4;
    },
  };
});

/** Sends the seventh event of a sender after the eighth. */
const swappingEvents = onSockets(() => {
  let held: AnyFrame;
  return {
    outgoing(frame) {
      if (frame.t === 'event' && frame.n === 7) {
        held = frame;
        return [];
      }
      return frame.t === 'event' && frame.n === 8 ? [frame, held] : [frame];
    },
  };
});

const forgettingRefusals = onSockets(() => {
  const refused = new Set<string>();
  return {
    outgoing(frame) {
      const key = `${frame.s} ${frame.n}`;
      if (frame.t !== 'nack' || !refused.has(key)) {
        if (frame.t === 'nack') refused.add(key);
        return [frame];
      }
      return [{ t: 'ack', s: frame.s, n: frame.n, seq: null }];
    },
  };
});

/** Does not answer a number that another connection of its sender has sent before. */
const countingByConnection = onSockets(() => {
  const seen = new Set<string>();
  return {
    outgoing(frame) {
      if (frame.t === 'event') seen.add(`${frame.from} ${frame.n}`);
      return [frame];
    },
    incoming(frame) {
      const key = `${frame?.s} ${frame?.n}`;
      if (frame?.t !== 'msg') return true;
      const isOfAnother = seen.has(key) && !seen.has(`own ${key}`);
      seen.add(`own ${key}`);
      return !isOfAnother;
    },
  };
});

const echoingBriefs = onSockets(() => ({
  incoming(frame, _, socket) {
    if (frame?.t === 'brief') socket.send(JSON.stringify({ t: 'brief', from: null, d: frame.d }));
    return true;
  },
}));

/** Does not get what came in the same moment as a frame that is no JSON. */
const droppingBeforeFaults: Mutation = {
  socket: (socket) => {
    let isFaulty = false;
    const behind = between(socket, {});
    return Object.assign(Object.create(behind), {
      on(event: string, listener: (...args: unknown[]) => void) {
        if (event !== 'message') return behind.on(event as 'message', listener);
        return socket.on('message', (data, isBinary) => {
          const isMessage = String(data).includes('"msg"');
          isFaulty ||= !String(data).startsWith('{');
          if (isMessage) setTimeout(() => isFaulty || listener(data, isBinary), 10);
          else setTimeout(() => listener(data, isBinary), 20);
        });
      },
    });
  },
};

const closingWhenIdle: Mutation = {
  socket: (socket) => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => socket.close(1000, 'idle'), 700);
    };
    wait();
    socket.on('message', wait).on('close', () => clearTimeout(timer));
    return socket;
  },
};

const ignoringFurtherHellos = onSockets(() => {
  let hellos = 0;
  return {
    incoming(frame) {
      if (frame?.t === 'hello') hellos += 1;
      return frame?.t !== 'hello' || hellos === 1;
    },
  };
});

const ignoringBeforeHello = onSockets(() => {
  let isGreeted = false;
  return {
    incoming(frame) {
      isGreeted ||= frame?.t === 'hello';
      return isGreeted || frame?.t === 'ping';
    },
  };
});

/** What is wrong, and the duties that are broken by it. */
export const MUTATIONS: readonly (readonly [rules: string, what: string, broken: string, mutation: Mutation])[] = [
  ['PS18', 'refuses a wrong token by the handshake', 'accept-then-close', { refusesHandshake: true }],
  ['PS18', 'lets anybody in', '4401', { options: { authenticate: (auth) => TOKENS.get(String(auth)) ?? 'anybody' } }],
  ['PS18', 'closes idle connections', 'idle-life', closingWhenIdle],
  ['PS1', 'leaves the window out of the welcome', 'PS1', changing('welcome', ({ window, ...rest }) => rest)],
  ['PS1', 'passes over what comes before hello', 'PS1-first', ignoringBeforeHello],
  ['PS1', 'passes over another hello', 'PS1-again', ignoringFurtherHellos],
  [
    'PS2',
    'has no last',
    'PS2',
    changing('welcome', (welcome) => ({
      ...welcome,
      last: Object.fromEntries(Object.keys(welcome.last).map((sender) => [sender, 0])),
    })),
  ],
  ['PS2', 'leaves nacked out of the welcome', 'PS2-nacked', changing('welcome', (frame) => ({ ...frame, nacked: [] }))],
  ['PS3', 'does not name lost senders', 'PS3', changing('welcome', (frame) => ({ ...frame, lost: [] }))],
  [
    'PS4',
    'resumes the cursor of another epoch',
    'PS4',
    changing('welcome', ({ why, ...rest }) => (why === 'epoch' ? { ...rest, resume: 'whole' } : { ...rest, why })),
  ],
  ['PS4', 'ignores tags', 'PS4-tags', { store: withoutTags }],
  [
    'PS4',
    'calls a trimmed cursor diverged',
    'PS4-expired',
    changing('welcome', (frame) => (frame.why === 'expired' ? { ...frame, why: 'diverged' } : frame)),
  ],
  ['PS5', 'resumes one event too late', 'PS5', droppingAfter(({ resume }) => resume === 'whole')],
  [
    'PS5',
    'starts one event too late after a gap',
    'PS5-gap',
    droppingAfter(({ resume, last }) => resume === 'gap' && Object.keys(last).length === 0),
  ],
  [
    'PS6',
    'acknowledges with another seq',
    'PS6',
    changing('ack', (ack) => (ack.seq === null ? ack : { ...ack, seq: ack.seq + 1 })),
  ],
  ['PS6', 'sends events out of order', 'PS6-order', swappingEvents],
  ['PS7', 'takes a message twice', 'PS7', { store: withoutDedupe }],
  [
    'PS8',
    'closes for a number left out with 1011',
    'PS8',
    closingWith(1011, (_, reason) => reason.includes('left out')),
  ],
  ['PS9', 'ignores skip', 'PS9', ignoring((frame) => frame?.t === 'skip')],
  ['PS10', 'acknowledges what it has refused', 'PS10', forgettingRefusals],
  ['PS11', 'counts numbers by the connection', 'PS11', countingByConnection],
  ['PS15', 'echoes a brief', 'PS15', echoingBriefs],
  ['PS16', 'answers no ping', 'PS16', changing('pong', () => undefined)],
  ['PS17', 'takes fewer messages than its window', 'PS17-window', takingFourAtOnce],
  [
    'PS17',
    'takes longer messages than its limit',
    'PS17-limit',
    changing('welcome', (frame) => ({ ...frame, limit: frame.limit - 100 })),
  ],
  ['PS17', 'has a socket that reads less than its limit', 'PS17-limit', { maxPayload: 2_048 }],
  [
    'PS18',
    'lets one user use the sender of another',
    'PS18-4403',
    { options: { authenticate: (auth) => TOKENS.has(String(auth)) && 'everybody' } },
  ],
  [
    'PS18',
    'closes for a long frame with 1011',
    'PS18-1009',
    { maxPayload: 1_000_000, ...closingWith(1011, (code) => code === 1009) },
  ],
  [
    'PS18',
    'passes over faulty frames',
    'PS18-4400',
    ignoring((frame, isBinary) => !isBinary && (frame === undefined || (frame.t === 'msg' && frame.n === undefined))),
  ],
  ['PS18', 'forgets what came before a faulty frame', 'PS18-before', droppingBeforeFaults],
  ['PS18', 'passes over binary frames', 'PS18-1003', ignoring((_, isBinary) => isBinary)],
  ['PS18', 'closes without hello with 1000', 'PS18-4408', closingWith(1000, (code) => code === 4408)],
];
