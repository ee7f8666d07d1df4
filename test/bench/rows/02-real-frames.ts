import { WebSocket } from 'ws';
import { barOf, written, writtenSpread } from '../figures.js';
import { addressOf, type Delivery } from '../frame-server.js';
import { connected } from '../peers/connected.js';
import { installed, loadSubject, type SubjectName } from '../peers/index.js';
import { PEERS } from '../peers/subject.js';
import { processorTime } from '../processor-time.js';
import type { Row, Scale } from '../row.js';
import { serveFrames } from '../serve-frames.js';
import { spreadOf } from '../statistics.js';
import { alternately, type Round, takeTurns } from '../turns.js';

const GOAL = 0.97;
const SIZES = [
  { bytes: 100, label: '100 B', count: 20_000 },
  { bytes: 16_384, label: '16 kB', count: 4_000 },
];
const ALTERNATIONS = 3;

interface Hearer {
  /** Hears that many texts of that length, and tells what it took of processor time and of time, in ms. */
  hear(count: number, bytes: number): Promise<{ readonly cost: number; readonly tookMs: number }>;
  close(): void;
}

const startHearer = async (subject: string, name: string, host: string): Promise<Hearer> => {
  let left = 0;
  let onDone: () => void = () => undefined;
  const client = await connected(await loadSubject(subject), addressOf(host, subject, name), {
    WebSocket,
    onMessage: (data) => {
      left -= (data as string).length;
      if (left === 0) onDone();
    },
  });
  return {
    async hear(count, bytes) {
      left = count * bytes;
      const isDone = new Promise<void>((resolve) => {
        onDone = resolve;
      });
      const delivery: Delivery = { to: name, count, bytes };
      const startedAt = performance.now();
      const startedWith = processorTime();
      const { ok } = await fetch(`http://${host}/`, { method: 'POST', body: JSON.stringify(delivery) });
      if (!ok) throw new Error(`the server knows no ${name}`);
      await isDone;
      return { cost: processorTime() - startedWith, tookMs: performance.now() - startedAt };
    },
    close: () => client.close(),
  };
};

/** Hears frames that a server sends as fast as it can: by a bare socket and by the subject, in turn, neither always first. */
export const prepare = async (name: string, scale: Scale, host: string): Promise<Round> => {
  const bare = await startHearer('bare', `${name}-bare`, host);
  const own = await startHearer(name, `${name}-own`, host);
  return {
    async run() {
      const figures: Record<string, number> = {};
      for (const { bytes, label, count } of SIZES) {
        const frames = scale === 'full' ? count : 20;
        const costs = { bare: 0, own: 0 };
        const times = { bare: 0, own: 0 };
        const turns = alternately(scale === 'full' ? ALTERNATIONS : 1);
        const each = (frames * turns.length) / 2;
        for (const who of turns) {
          const { cost, tookMs } = await { bare, own }[who].hear(frames, bytes);
          costs[who] += cost / each;
          times[who] += tookMs / each;
        }
        figures[`${label} share`] = costs.bare / costs.own;
        figures[`${label} cost`] = costs.own * 1_000;
        figures[`${label} rate`] = 1 / times.own;
      }
      return figures;
    },
    end() {
      bare.close();
      own.close();
    },
  };
};

export const row: Row = {
  number: 2,
  title: 'Inbound messages over real sockets',
  goal: `at least ${GOAL} of the messages that a bare socket hears in the same time, of 100 B and of 16 kB`,
  async run(scale) {
    const subjects: readonly SubjectName[] = ['bare', 'evenkeel', ...installed(PEERS)];
    const server = await serveFrames(scale);
    try {
      const measured = await takeTurns(import.meta.url, subjects, { scale, rounds: 15, argument: server.host });
      const figuresOf = (name: SubjectName, figure: string) => measured[name][figure] ?? [];
      const shareOfBare = (name: SubjectName, label: string) => spreadOf(figuresOf(name, `${label} share`));
      return {
        notes: [
          'A server in a process of its own sends text frames as fast as they are taken; the clients use the `ws` package. Each client hears them in turn with a bare socket of its own process, and has the share of it that it hears in the same processor time. The row of bare is one bare socket beside another: what differs from 1 there is chance. What is heard a second depends on what else the machine does.',
        ],
        tables: SIZES.map(({ label }) => ({
          caption: `Frames of ${label}`,
          columns: [
            { title: 'client' },
            { title: 'processor time of a frame', unit: 'µs' },
            { title: 'of bare', digits: 2 },
            { title: 'heard a second', unit: 'thousands' },
          ],
          rows: subjects.map((name) => [
            name,
            spreadOf(figuresOf(name, `${label} cost`)),
            shareOfBare(name, label),
            spreadOf(figuresOf(name, `${label} rate`)),
          ]),
        })),
        drawings: SIZES.map(({ bytes, label }) => ({
          kind: 'bars' as const,
          name: `frames-${bytes}`,
          title: `Frames of ${label} over a real socket: the share of what a bare one hears`,
          unit: 'of bare',
          goal: GOAL,
          bars: subjects.map((name) => barOf(name, shareOfBare(name, label))),
        })),
        verdicts: SIZES.map(({ label }) => {
          const share = shareOfBare('evenkeel', label);
          return {
            goal: `frames of ${label}: at least ${written(GOAL)} of bare`,
            measured: writtenSpread(share, 2),
            met: share.median >= GOAL,
          };
        }),
      };
    } finally {
      await server.close();
    }
  },
};
