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
  goal: `from one process to a real gateway: at most ${GOALS.evenkeel.heap} of the heap and ${GOALS.evenkeel.resident} of the memory of bare sockets, and ${GOALS[COMPILED].heap} and ${GOALS[COMPILED].resident} with evenkeel/compiled; the gateway is killed and started again, and all return`,
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
        'The gateway is that of the tests, in a process of its own. Heap is what is left of it after a collection, with what hangs on it outside; resident is all that a process gets of the machine for its first 2,000 connections, and less exact. Left is the heap that is not given back half a second after all were closed. evenkeel has one connections object, and at most 32 handshakes at once; the others begin all at once.',
        'Then the gateway is killed, is away for 10 s, and is started again, with new tokens; times are from when it listens, and whoever is not let in within 60 s counts as lost. Bare sockets do not return. sockette has no way to ask for a new address: it comes with the old token for ever, and is told 4401 each time.',
        'Why evenkeel takes so much more than a bare socket: a chat is an actor of XState, with a mailbox, observers and a system of its own. (Its socket is one too where it is inspected; here nobody inspects.) The rest is the chart’s state and context, the session of the socket, and the chat’s handle, queue and listeners.',
        'The peers that speak a protocol of their own do not speak this gateway’s.',
      ],
      tables: [
        {
          columns: [
            { title: 'client' },
            { title: 'all open after', unit: 's' },
            { title: 'processor time each', unit: 'µs' },
            { title: 'heap each', unit: 'kB' },
            { title: 'heap, of bare', digits: 2 },
            { title: 'resident each', unit: 'kB' },
            { title: 'heap left of each', unit: 'kB', digits: 1 },
          ],
          rows: all.map((name) => [
            name,
            spread(name, 'seconds'),
            spread(name, 'cost'),
            spread(name, 'heap'),
            heapOfBare(name),
            resident(name),
            spread(name, 'left'),
          ]),
        },
        {
          caption: 'After the gateway was killed',
          columns: [
            { title: 'client' },
            { title: 'back', unit: '%' },
            { title: '50 % after', unit: 's' },
            { title: '99 % after', unit: 's' },
            { title: 'all after', unit: 's' },
          ],
          rows: (scale === 'full' ? clients : OWN).map((name) => {
            const present = back(name, 'share');
            const after = (percent: number) => (present * 100 >= percent ? back(name, `${percent} %`) : null);
            return [name, present * 100, after(50), after(99), after(100)];
          }),
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
            goal: `${name}: at most ${GOALS[name].heap} of the heap of bare sockets, and ${GOALS[name].resident} of all memory`,
            measured: `heap ${writtenSpread(heap, 2)}, resident ${written(resident, 2)}`,
            met: heap.median <= GOALS[name].heap && resident <= GOALS[name].resident,
          };
        }),
        ...OWN.map((name) => {
          const share = back(name, 'share');
          return { goal: `${name}: all return`, measured: `${written(share * 100)} %`, met: share === 1 };
        }),
      ],
    };
  },
};
