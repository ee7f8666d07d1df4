import { type AnyFrame, between, type Interference } from './between.js';
import type { Mutation } from './checked-gateway.js';

/** Interferes with each socket on its own. */
export const onSockets = (interference: () => Interference): Mutation => ({
  socket: (socket) => between(socket, interference()),
});

/** Changes each frame of a type that the server sends. */
export const changing = (type: string, change: (frame: AnyFrame) => AnyFrame | undefined): Mutation =>
  onSockets(() => ({
    outgoing: (frame) => {
      const changed = frame.t === type ? change(frame) : frame;
      return changed === undefined ? [] : [changed];
    },
  }));

/** The gateway does not get what this is true of. */
export const ignoring = (isIgnored: (frame: AnyFrame | undefined, isBinary: boolean) => boolean): Mutation =>
  onSockets(() => ({ incoming: (frame, isBinary) => !isIgnored(frame, isBinary) }));

export const closingWith = (code: number, inPlaceOf: (code: number, reason: string) => boolean): Mutation =>
  onSockets(() => ({ closing: (meant, reason) => (inPlaceOf(meant, reason) ? code : meant) }));

/** Drops the first event after a welcome of this kind. */
export const droppingAfter = (isMeant: (welcome: AnyFrame) => boolean): Mutation =>
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
export const takingFourAtOnce = onSockets(() => {
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
export const swappingEvents = onSockets(() => {
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

export const forgettingRefusals = onSockets(() => {
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
export const countingByConnection = onSockets(() => {
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

export const echoingBriefs = onSockets(() => ({
  incoming(frame, _, socket) {
    if (frame?.t === 'brief') socket.send(JSON.stringify({ t: 'brief', from: null, d: frame.d }));
    return true;
  },
}));

/** Does not get what came in the same moment as a frame that is no JSON. */
export const droppingBeforeFaults: Mutation = {
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

export const closingWhenIdle: Mutation = {
  socket: (socket) => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => socket.close(1000, 'idle'), 1_350);
    };
    wait();
    socket.on('message', wait).on('close', () => clearTimeout(timer));
    return socket;
  },
};

export const ignoringFurtherHellos = onSockets(() => {
  let hellos = 0;
  return {
    incoming(frame) {
      if (frame?.t === 'hello') hellos += 1;
      return frame?.t !== 'hello' || hellos === 1;
    },
  };
});

export const ignoringBeforeHello = onSockets(() => {
  let isGreeted = false;
  return {
    incoming(frame) {
      isGreeted ||= frame?.t === 'hello';
      return isGreeted || frame?.t === 'ping';
    },
  };
});

/** Remembers what the gateway and its client have said on this socket. */
const remembering = (change: (said: Said) => Interference): Mutation =>
  onSockets(() => {
    const said: Said = { hello: undefined, senders: new Set(), welcome: undefined, nacks: [] };
    const { incoming, outgoing } = change(said);
    return {
      incoming(frame, isBinary, socket) {
        if (frame?.t === 'hello') {
          said.hello = frame;
          for (const { id } of frame.senders ?? []) said.senders.add(id);
        }
        return incoming?.(frame, isBinary, socket) ?? true;
      },
      outgoing(frame) {
        const sent = outgoing?.(frame) ?? [frame];
        if (frame.t === 'nack') said.nacks.push({ s: frame.s, n: frame.n, code: frame.code });
        if (frame.t === 'welcome') said.welcome = frame;
        return sent;
      },
    };
  });

interface Said {
  hello: AnyFrame;
  readonly senders: Set<string>;
  /** The latest, as the gateway meant it. */
  welcome: AnyFrame;
  readonly nacks: AnyFrame[];
}

/** Sends something else in place of the events of the client's own messages. */
export const changingOwnEvents = (change: (event: AnyFrame) => readonly AnyFrame[]): Mutation =>
  remembering(({ senders }) => ({
    outgoing: (frame) => (frame.t === 'event' && senders.has(frame.from) ? change(frame) : [frame]),
  }));

/** Adds to a welcome what was said to the former hello's senders. */
export const addingFormer = (
  add: (welcome: AnyFrame, former: AnyFrame, nacks: readonly AnyFrame[]) => AnyFrame,
): Mutation =>
  remembering((said) => ({
    outgoing: (frame) => [
      frame.t === 'welcome' && said.welcome !== undefined
        ? { ...frame, ...add(frame, said.welcome, said.nacks) }
        : frame,
    ],
  }));

/** Looks at the seq of a cursor before its epoch. */
export const seqBeforeEpoch = remembering((said) => ({
  outgoing: (frame) => [
    frame.why === 'epoch' && said.hello.cursor.seq > frame.head ? { ...frame, why: 'diverged' } : frame,
  ],
}));

/** Answers no skip of a lost sender. */
export const ignoringLostSkips = remembering((said) => ({
  incoming: (frame) => !(frame?.t === 'skip' && said.welcome?.lost.includes(frame.s)),
}));

/** Closes for what this is true of. */
export const closingFor = (code: number, isMeant: (frame: AnyFrame) => boolean): Mutation =>
  onSockets(() => ({
    incoming(frame, _, socket) {
      const isHit = frame !== undefined && isMeant(frame);
      if (isHit) socket.close(code);
      return !isHit;
    },
  }));

/** The gateway gets another frame; one that stays as it is, it gets as it came. */
export const reading = (change: (frame: AnyFrame) => AnyFrame): Mutation =>
  onSockets(() => ({
    incoming(frame, isBinary) {
      if (frame === undefined || isBinary) return true;
      const read = change(frame);
      return read === frame || read;
    },
  }));
