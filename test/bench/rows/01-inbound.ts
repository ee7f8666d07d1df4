import { openLink } from '../fake-link.js';
import { barOf, written } from '../figures.js';
import { installed, loadSubject, type SubjectName } from '../peers/index.js';
import { PEERS, RECONNECTING_SOCKETS } from '../peers/subject.js';
import type { Row, Scale, Spread } from '../row.js';
import { ratiosOf, spreadOf } from '../statistics.js';
import { type Round, takeTurns } from '../turns.js';

const GOAL = 1.15;
/** What the library adds to a bare listener, in nanoseconds. */
const OWN_GOAL_NS = 25;
const BURST = 100;
const TEXT = JSON.stringify({ type: 'message', id: 4711, from: 'ada', text: 'x'.repeat(40) });

/** Delivers messages to one listener, which adds up their lengths. */
export const prepare = async (name: string, scale: Scale): Promise<Round> => {
  const messages = scale === 'full' ? 500_000 : 10 * BURST;
  let heard = 0;
  const { client, socket, frameOf } = await openLink(await loadSubject(name), (data) => {
    heard += (data as string).length;
  });
  const frame = frameOf(TEXT);
  return {
    async run() {
      heard = 0;
      const before = process.cpuUsage();
      for (let burst = 1; burst <= messages / BURST; burst += 1) {
        const timeStamp = performance.now();
        for (let message = 0; message < BURST; message += 1) socket.deliver(frame, timeStamp);
        // There are clients that tell their listeners later.
        while (heard < burst * BURST * TEXT.length) await new Promise((resolve) => setImmediate(resolve));
      }
      const { user, system } = process.cpuUsage(before);
      return { nanoseconds: ((user + system) * 1e3) / messages };
    },
    end: () => client.close(),
  };
};

export const row: Row = {
  number: 1,
  title: 'Inbound messages',
  goal: `at most ${GOAL} of a bare listener, and less than any peer`,
  async run(scale) {
    const peers = installed(PEERS);
    const subjects: readonly SubjectName[] = ['bare', 'evenkeel', 'evenkeel/compiled', ...peers];
    const measured = await takeTurns(import.meta.url, subjects, { scale, rounds: 11 });
    const costs = subjects.map((name) => {
      const figures = measured[name]['nanoseconds'] ?? [];
      return { name, cost: spreadOf(figures), ratio: ratiosOf(figures, measured.bare['nanoseconds'] ?? []) };
    });
    const ratioOf = (name: SubjectName): Spread =>
      costs.find((one) => one.name === name)?.ratio ?? { median: Number.NaN, low: Number.NaN, high: Number.NaN };
    const costOf = (name: SubjectName) => costs.find((one) => one.name === name)?.cost.median ?? Number.NaN;
    const own = ratioOf('evenkeel').median;
    const rivals = installed(RECONNECTING_SOCKETS).map((name) => ratioOf(name).median);
    const cheapest = Math.min(...rivals);
    return {
      notes: [
        'CPU time of one message over a fake socket that only calls its listeners. socket.io-client, graphql-ws, centrifuge and phoenix decode their own protocols.',
        'Why missed: evenkeel keeps the time stamp of the last frame (LI1), makes one event object for all listeners and calls each in a `try`. Over a real socket a frame costs microseconds, and the difference does not show (row 2).',
      ],
      tables: [
        {
          columns: [{ title: 'client' }, { title: 'a message', unit: 'ns' }, { title: 'of bare', digits: 2 }],
          rows: costs.map(({ name, cost, ratio }) => [name, cost.median, ratio]),
        },
      ],
      drawings: [
        {
          kind: 'bars',
          name: 'inbound',
          title: 'What an inbound message costs',
          unit: 'ns',
          isLogarithmic: true,
          bars: costs.map(({ name, cost }) => barOf(name, cost)),
        },
      ],
      verdicts: [
        { goal: `at most ${GOAL} of bare`, measured: written(own, 2), met: own <= GOAL },
        ...(['evenkeel', 'evenkeel/compiled'] as const).map((name) => {
          const ownNs = costOf(name) - costOf('bare');
          return {
            goal: `${name} adds at most ${OWN_GOAL_NS} ns`,
            measured: `${written(ownNs)} ns`,
            met: ownNs <= OWN_GOAL_NS,
          };
        }),
        ...(rivals.length === 0
          ? []
          : [
              {
                goal: 'less than every peer',
                measured: `${written(own, 2)}; cheapest peer ${written(cheapest, 2)}`,
                met: own < cheapest,
              },
            ]),
      ],
    };
  },
};
