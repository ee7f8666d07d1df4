/** The server's half of the rules: what it answers to a frame, and what it does by itself. */
import type { Rules } from './rules.js';
import {
  type Cursor,
  type DownFrame,
  headOf,
  isBad,
  type Line,
  type Message,
  type Resume,
  replaced,
  type Sender,
  type Server,
  tagAt,
  tagOf,
  type UpFrame,
} from './world.js';

/** How many ids a server keeps that knows repetitions by them, and not by `last`. */
const KNOWN_IDS = 2;

/** What a server made of a frame: `closed` is a close code. */
export interface Served {
  readonly server: Server;
  readonly line: Line;
  readonly closed: 0 | 1012 | 4400;
}

const resumeOf = (server: Server, cursor: Cursor | null, rules: Rules): Resume => {
  if (cursor === null) return 'new';
  if (cursor.epoch !== server.epoch) return 'epoch';
  if (cursor.seq < server.oldest - 1) return 'expired';
  if (cursor.seq > server.log.length) return 'diverged';
  return rules.comparesTags && cursor.tag !== tagAt(server, cursor.seq) ? 'diverged' : 'whole';
};

/** The log went back behind what the server has told on this connection (PS13). */
export const hasGoneBack = (server: Server, { at, told }: Line, how: Rules['findsRestore']): boolean => {
  if (at === null || how === 'never') return false;
  if (at.seq > server.log.length || server.last.some((last, s) => last < (told[s] ?? 0))) return true;
  return how === 'by tag' && (at.epoch !== server.epoch || at.tag !== tagAt(server, at.seq));
};

const greet = (server: Server, line: Line, frame: UpFrame & { t: 'hello' }, rules: Rules): Served => {
  const { acked, cursor } = frame;
  const last = server.last.map((n, s) => (acked[s] == null ? null : n));
  const lost = server.last.flatMap((n, s) => {
    const known = acked[s];
    return known != null && (n < known || server.retired.includes(s)) ? [s] : [];
  });
  const retired = rules.namesLost && rules.retiresLost ? [...new Set([...server.retired, ...lost])].sort() : [];
  const resume = resumeOf(server, cursor, rules);
  const head = headOf(server);
  const welcome: DownFrame = {
    t: 'welcome',
    head,
    last,
    nacked: rules.namesRefused ? server.nacked.filter(({ s, n }) => n > (acked[s] ?? Infinity)) : [],
    lost: rules.namesLost ? lost : [],
    resume,
  };
  return {
    server: retired.length === server.retired.length ? server : { ...server, retired },
    line: {
      ...line,
      down: [...line.down, welcome],
      at: resume === 'whole' && rules.sendsFromCursor ? cursor : head,
      told: last.map((n, s) => (n === null ? (line.told[s] ?? null) : Math.max(n, line.told[s] ?? 0))),
    },
    closed: 0,
  };
};

const isRepetition = (server: Server, s: Sender, n: number, { takesNextOnly }: Rules): boolean => {
  if (takesNextOnly) return n <= (server.last[s] ?? 0);
  const isRefused = server.nacked.some((one) => one.s === s && one.n === n);
  return isRefused || server.log.slice(-KNOWN_IDS).some((event) => event.s === s && event.n === n);
};

const take = (server: Server, s: Sender, n: number, message: Message | null, generation: number): Server => {
  const last = replaced(server.last, s, Math.max(n, server.last[s] ?? 0));
  if (message === null) return { ...server, last };
  const tag = tagOf(generation, server.log.length + 1);
  return { ...server, last, log: [...server.log, { tag, message, s, n }] };
};

const refuse = (server: Server, s: Sender, n: number): Server => ({
  ...server,
  last: replaced(server.last, s, n),
  nacked: [...server.nacked, { s, n }].sort((a, b) => a.s - b.s || a.n - b.n),
});

const answer = (line: Line, t: 'ack' | 'nack', s: Sender, n: number): Line => ({
  ...line,
  down: [...line.down, { t, s, n }],
  told: replaced(line.told, s, Math.max(n, line.told[s] ?? 0)),
});

export interface Serving {
  readonly rules: Rules;
  readonly generation: number;
  readonly isRefused: boolean;
}

/** Serves the first frame of a connection. */
export const serve = (server: Server, before: Line, { rules, generation, isRefused }: Serving): Served => {
  const [frame, ...up] = before.up;
  if (frame === undefined) throw new RangeError('no frame to serve');
  const line: Line = { ...before, up };
  if (rules.findsRestore === 'by tag' && hasGoneBack(server, line, 'by tag')) return { server, line, closed: 1012 };
  if (frame.t === 'hello') return greet(server, line, frame, rules);
  const { s, n } = frame;
  if (isRepetition(server, s, n, rules)) {
    const t = server.nacked.some((one) => one.s === s && one.n === n) ? 'nack' : 'ack';
    return { server, line: rules.answersRepetitions ? answer(line, t, s, n) : line, closed: 0 };
  }
  if (server.retired.includes(s)) return { server, line, closed: 1012 };
  if (rules.takesNextOnly && n > (server.last[s] ?? 0) + 1) {
    const isExcused = rules.knowsWhatItTold && (line.told[s] ?? -1) >= n - 1;
    return { server, line, closed: isExcused ? 1012 : 4400 };
  }
  const message = frame.t === 'msg' ? frame.message : null;
  const isBadMessage = rules.refusesForWhatItIs && message !== null && isBad(message);
  if (isRefused || isBadMessage) {
    return { server: refuse(server, s, n), line: answer(line, 'nack', s, n), closed: 0 };
  }
  return { server: take(server, s, n, message, generation), line: answer(line, 'ack', s, n), closed: 0 };
};

/** Sends the next event of the log (PS5); null if there is none. */
export const sendEvent = (server: Server, line: Line): Line | null => {
  const event = line.at === null ? undefined : server.log[line.at.seq];
  if (line.at === null || event === undefined) return null;
  const seq = line.at.seq + 1;
  const { tag } = event;
  return { ...line, down: [...line.down, { t: 'event', seq, tag }], at: { epoch: server.epoch, seq, tag } };
};
