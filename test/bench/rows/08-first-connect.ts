import { FakeSocket } from '../fake-socket.js';
import { writtenSpread } from '../figures.js';
import { createChatConnections } from '../library.js';
import { macrotask } from '../processor-time.js';
import type { Row, Scale } from '../row.js';
import { spreadOf } from '../statistics.js';
import { type Round, takeTurns } from '../turns.js';

const GOAL_MS = 1;

const SUBJECTS = {
  'a fixed query': { query: { token: 'abc' } },
  'a query that is asked for': { query: async () => ({ token: 'abc' }) },
} as const;

type SubjectName = keyof typeof SUBJECTS;

/** Selects the first chat of new connections, over and over. */
export const prepare = async (name: string, scale: Scale): Promise<Round> => {
  const times = scale === 'full' ? 200 : 3;
  const first = async (): Promise<number> => {
    let constructedAt = 0;
    const chats = createChatConnections({
      gateway: 'ws://127.0.0.1:8083',
      WebSocket: class extends FakeSocket {
        constructor(url: string | URL) {
          super(url);
          constructedAt = performance.now();
        }
      },
      ...SUBJECTS[name as SubjectName],
    });
    const selectedAt = performance.now();
    chats.select('42');
    await macrotask();
    chats.dispose();
    if (constructedAt === 0) throw new Error('no socket was constructed');
    return (constructedAt - selectedAt) * 1_000;
  };
  const cold = await first();
  return {
    async run() {
      const all: number[] = [];
      for (let time = 0; time < times; time += 1) all.push(await first());
      const { median, high } = spreadOf(all);
      return { median, high, slowest: Math.max(...all), cold };
    },
  };
};

export const row: Row = {
  number: 8,
  title: 'The first connection',
  goal: `from \`select\` to the constructed socket, warm: at most ${GOAL_MS} ms`,
  async run(scale) {
    const names = Object.keys(SUBJECTS) as SubjectName[];
    const measured = await takeTurns(import.meta.url, names, { scale, rounds: 11 });
    const figure = (name: SubjectName, of: string) => spreadOf(measured[name][of] ?? []);
    return {
      notes: [
        'Each time with new connections, over a fake socket, by the clock, not by processor time. Cold is the first time in a process.',
        'There is nothing to compare: the peers construct a socket when they are constructed.',
      ],
      tables: [
        {
          columns: [
            { title: 'with' },
            { title: 'median', unit: 'µs' },
            { title: 'slowest of 200', unit: 'µs' },
            { title: 'cold', unit: 'µs' },
          ],
          rows: names.map((name) => [
            name,
            figure(name, 'median'),
            figure(name, 'slowest'),
            figure(name, 'cold').median,
          ]),
        },
      ],
      drawings: [],
      verdicts: names.map((name) => {
        const median = figure(name, 'median');
        return {
          goal: `with ${name}: at most ${GOAL_MS} ms`,
          measured: `${writtenSpread(median)} µs`,
          met: median.median <= GOAL_MS * 1_000,
        };
      }),
    };
  },
};
