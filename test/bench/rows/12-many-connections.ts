import { setTimeout as delay } from 'node:timers/promises';
import { barOf, written, writtenSpread } from '../figures.js';
import { createRollCall, startFleet } from '../fleet.js';
import { COMPILED } from '../library.js';
import { installed } from '../peers/index.js';
import { RECONNECTING_SOCKETS } from '../peers/subject.js';
import { macrotask, processorTime } from '../processor-time.js';
import type { Row, Scale } from '../row.js';
import { logIn, serveGateway } from '../serve-gateway.js';
import { ratiosOf, spreadOf } from '../statistics.js';
import { type Round, takeTurns } from '../turns.js';

/** Of the memory of bare sockets. */
const GOALS = { evenkeel: { heap: 2.6, resident: 1.6 }, [COMPILED]: { heap: 1.5, resident: 1.3 } } as const;

/** How long sockets that were closed may take until they are gone. */
const SETTLING_MS = 500;

/** The heap and what hangs on it outside; and all that the process has of the machine. */
interface Memory {
  readonly heap: number;
  readonly resident: number;
}

const settled = async (scale: Scale): Promise<Memory> => {
  await (scale === 'full' ? delay(SETTLING_MS) : macrotask());
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
};

/** A process may have the memory for a few connections already: a ratio to nothing would be no number. */
const grown = (bytes: number) => Math.max(1, bytes);

/** Connects many at once, and lets them go again. */
export const prepare = async (name: string, scale: Scale, host: string): Promise<Round> => {
  const count = scale === 'full' ? 2_000 : 3;
  const each = (bytes: number) => bytes / count / 1_000;
  return {
    async run() {
      const token = await logIn(host);
      const rollCall = createRollCall();
      const { onHeard } = rollCall;
      const before = await settled(scale);
      const startedAt = performance.now();
      const startedWith = processorTime();
      const end = await startFleet(name, { host, count, token: () => token, onHeard });
      await rollCall.reaches(count);
      const seconds = (performance.now() - startedAt) / 1_000;
      const cost = ((processorTime() - startedWith) * 1_000) / count;
      const open = await settled(scale);
      end();
      const after = await settled(scale);
      return {
        seconds,
        cost,
        heap: each(grown(open.heap - before.heap)),
        resident: each(grown(open.resident - before.resident)),
        left: each(after.heap - before.heap),
      };
    },
  };
};

const OWN = ['evenkeel', COMPILED] as const;

type Name = 'bare' | (typeof OWN)[number] | (typeof RECONNECTING_SOCKETS)[number];

const RETURN = new URL('../fleet-return.js', import.meta.url).href;

export const row: Row = {
  number: 12,
  title: 'Two thousand real connections',
  goal: `at most ${GOALS.evenkeel.heap} of the heap and ${GOALS.evenkeel.resident} of the memory of bare sockets, ${GOALS[COMPILED].heap} and ${GOALS[COMPILED].resident} with evenkeel/compiled; all return after the gateway was killed`,
  async run(scale) {
    const clients = [...OWN, ...installed(RECONNECTING_SOCKETS)] as const;
    const all = ['bare', ...clients] as const;
    const gateway = await serveGateway(scale);
    const turns = { scale, argument: gateway.host };
    // What a process once had of the machine it keeps for the next time: only the first time tells.
    const fresh = await takeTurns(import.meta.url, all, { ...turns, rounds: 1, warmUps: 0 });
    const measured = await takeTurns(import.meta.url, all, { ...turns, rounds: 7, warmUps: 1 });
    await gateway.kill();
    const returned = await takeTurns(RETURN, scale === 'full' ? clients : OWN, { scale, rounds: 1, warmUps: 0 });

    const figures = (name: Name, of: string) => measured[name][of] ?? [];
    const spread = (name: Name, of: string) => spreadOf(figures(name, of));
    const heapOfBare = (name: Name) => ratiosOf(figures(name, 'heap'), figures('bare', 'heap'));
    const resident = (name: Name) => fresh[name]['resident']?.[0] ?? Number.NaN;
    const back = (name: Name, of: string) => (returned as Partial<typeof measured>)[name]?.[of]?.[0] ?? Number.NaN;
    const residentOfBare = (name: Name) => resident(name) / resident('bare');
    return {
      notes: [
        'One process, and the tests’ gateway in another; peers with their own protocol cannot take part. Heap includes external memory; resident is what the process gets for its first 2,000 connections, and less exact. evenkeel makes at most 32 handshakes at once; the others start all at once.',
        'The gateway is killed and started after 10 s, with new tokens; “99 % back” counts from then. Bare sockets do not return. sockette cannot change its address: its old token is refused (4401) each time.',
        'Why missed: each chat of `evenkeel` is an XState actor with its own mailbox, observers and system. The rest is the chart’s state, the socket’s session, and the chat’s handle, queue and listeners.',
      ],
      tables: [
        {
          columns: [
            { title: 'client' },
            { title: 'all open', unit: 's' },
            { title: 'processor', unit: 'µs' },
            { title: 'heap', unit: 'kB' },
            { title: 'of bare', digits: 2 },
            { title: 'resident', unit: 'kB' },
            { title: '99 % back', unit: 's' },
          ],
          rows: all.map((name) => [
            name,
            spread(name, 'seconds').median,
            spread(name, 'cost').median,
            spread(name, 'heap').median,
            heapOfBare(name),
            resident(name),
            back(name, 'share') >= 0.99 ? back(name, '99 %') : null,
          ]),
        },
      ],
      drawings: [
        {
          kind: 'bars',
          name: 'heap',
          title: 'Heap of an open connection',
          unit: 'kB',
          goal: spread('bare', 'heap').median * GOALS[COMPILED].heap,
          bars: all.map((name) => barOf(name, spread(name, 'heap'))),
        },
      ],
      verdicts: [
        ...OWN.map((name) => {
          const [heap, resident] = [heapOfBare(name), residentOfBare(name)];
          return {
            goal: `${name} at most ${GOALS[name].heap} of the heap of bare, ${GOALS[name].resident} resident`,
            measured: `heap ${writtenSpread(heap, 2)}, resident ${written(resident, 2)}`,
            met: heap.median <= GOALS[name].heap && resident <= GOALS[name].resident,
          };
        }),
        ...OWN.map((name) => {
          const share = back(name, 'share');
          return { goal: `all return with ${name}`, measured: `${written(share * 100)} %`, met: share === 1 };
        }),
      ],
    };
  },
};
