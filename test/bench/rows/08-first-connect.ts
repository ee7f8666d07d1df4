import { fakeSocketsTelling } from '../fake-socket.js';
import { barOf, writtenSpread } from '../figures.js';
import { createOwn } from '../library.js';
import { installed, loadSubject } from '../peers/index.js';
import { PEERS } from '../peers/subject.js';
import { macrotask, processorTime } from '../processor-time.js';
import type { Row, Scale } from '../row.js';
import { spreadOf } from '../statistics.js';
import { type Round, takeTurns } from '../turns.js';

/** Microseconds. */
const GOALS = { evenkeel: 300, 'evenkeel/compiled': 60 };

const OWN = {
  'evenkeel, fixed query': { query: { token: 'abc' } },
  'evenkeel, asked query': { query: async () => ({ token: 'abc' }) },
  'evenkeel/compiled, fixed query': { query: { token: 'abc' } },
  'evenkeel/compiled, asked query': { query: async () => ({ token: 'abc' }) },
} as const;

const OWN_NAMES = Object.keys(OWN) as (keyof typeof OWN)[];

type WebSocketOption = ReturnType<typeof fakeSocketsTelling>;

/** Makes everything ready, so that what it returns is what asks for the connection; that returns what ends it. */
const starterOf = async (name: string): Promise<(WebSocket: WebSocketOption) => () => () => void> => {
  const own = OWN[name as keyof typeof OWN];
  if (own === undefined) {
    const subject = await loadSubject(name);
    return (WebSocket) => () => {
      const client = subject.connect('ws://127.0.0.1:8083/chats/', { WebSocket });
      return () => client.close();
    };
  }
  return (WebSocket) => {
    const chats = createOwn(name)({ gateway: 'ws://127.0.0.1:8083', WebSocket, ...own });
    return () => {
      chats.select('42');
      return () => chats.dispose();
    };
  };
};

/** Asks for the first connection, again and again: each time everything is made again. */
export const prepare = async (name: string, scale: Scale): Promise<Round> => {
  const times = scale === 'full' ? 200 : 3;
  const makeReady = await starterOf(name);
  const first = async (): Promise<number> => {
    let startedWith = 0;
    let constructed: (cost: number) => void;
    const cost = new Promise<number>((resolve) => {
      constructed = resolve;
    });
    const start = makeReady(fakeSocketsTelling(() => constructed(processorTime() - startedWith)));
    startedWith = processorTime();
    const end = start();
    await cost;
    // Whatever the constructor of the socket interrupted is done first.
    await macrotask();
    end();
    return (await cost) * 1_000;
  };
  const cold = await first();
  return {
    async run() {
      const all: number[] = [];
      for (let time = 0; time < times; time += 1) all.push(await first());
      return { warm: spreadOf(all).median, cold };
    },
  };
};

export const row: Row = {
  number: 8,
  title: 'The first connection',
  goal: `from \`select\` to the constructed socket, warm: at most ${GOALS.evenkeel} µs of processor time, ${GOALS['evenkeel/compiled']} with evenkeel/compiled`,
  async run(scale) {
    const names = [...OWN_NAMES, ...installed(PEERS)];
    const measured = await takeTurns(import.meta.url, names, { scale, rounds: 11 });
    const figure = (name: (typeof names)[number], of: string) => spreadOf(measured[name][of] ?? []);
    return {
      notes: [
        'Processor time from `select` (a peer: from its construction) to the constructed socket. Everything is created again each time, over a fake socket. Waiting for a timer first, as reconnecting-websocket and partysocket do, costs nothing here. Cold is the first time in a process.',
      ],
      tables: [
        {
          columns: [{ title: 'client' }, { title: 'warm', unit: 'µs' }, { title: 'cold', unit: 'µs' }],
          rows: names.map((name) => [name, figure(name, 'warm'), figure(name, 'cold').median]),
        },
      ],
      drawings: [
        {
          kind: 'bars',
          name: 'first-connection',
          title: 'From the wish to the constructed socket, warm',
          unit: 'µs',
          goal: GOALS.evenkeel,
          isLogarithmic: true,
          bars: names.map((name) => barOf(name, figure(name, 'warm'), name in OWN)),
        },
      ],
      verdicts: OWN_NAMES.map((name) => {
        const warm = figure(name, 'warm');
        const goal = GOALS[name.startsWith('evenkeel/compiled') ? 'evenkeel/compiled' : 'evenkeel'];
        return { goal: `${name}, at most ${goal} µs`, measured: `${writtenSpread(warm)} µs`, met: warm.median <= goal };
      }),
    };
  },
};
