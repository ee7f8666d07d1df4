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
  goal: `at least ${GOAL} of the messages that a bare socket receives in the same time`,
  async run(scale) {
    const subjects: readonly SubjectName[] = ['bare', 'evenkeel', ...installed(PEERS)];
    const server = await serveFrames(scale);
    try {
      const measured = await takeTurns(import.meta.url, subjects, { scale, rounds: 15, argument: server.host });
      const figuresOf = (name: SubjectName, figure: string) => measured[name][figure] ?? [];
      const shareOfBare = (name: SubjectName, label: string) => spreadOf(figuresOf(name, `${label} share`));
      return {
        notes: [
          'A server in another process sends text frames as fast as they are taken (`ws` package). Each client takes turns with a bare socket in its own process; “of bare” compares what both receive in the same processor time. The row “bare” compares two bare sockets: its distance from 1 is chance.',
        ],
        tables: [
          {
            columns: [
              { title: 'client' },
              ...SIZES.flatMap(({ label }) => [
                { title: label, unit: 'µs' },
                { title: 'of bare', digits: 2 },
              ]),
            ],
            rows: subjects.map((name) => [
              name,
              ...SIZES.flatMap(({ label }) => [
                spreadOf(figuresOf(name, `${label} cost`)).median,
                shareOfBare(name, label),
              ]),
            ]),
          },
        ],
        drawings: SIZES.map(({ bytes, label }) => ({
          kind: 'bars' as const,
          name: `frames-${bytes}`,
          title: `Frames of ${label} over a real socket`,
          unit: 'of bare',
          goal: GOAL,
          bars: subjects.map((name) => barOf(name, shareOfBare(name, label))),
        })),
        verdicts: SIZES.map(({ label }) => {
          const share = shareOfBare('evenkeel', label);
          return {
            goal: `${label} at least ${written(GOAL)} of bare`,
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
