import { backoffDelay, DEFAULT_BACKOFF } from '../../../src/domain/backoff.js';
import { createSeededRandom } from '../../../src/testing/index.js';
import { type StormCourse, storm } from '../../support/storm.js';
import { ACCEPTED_SHARE, runStorm } from '../client-storm.js';
import { written } from '../figures.js';
import { installed } from '../peers/index.js';
import { PEERS } from '../peers/subject.js';
import type { LineDrawing, Row, Scale } from '../row.js';
import { type Figures, type Measured, type Round, takeTurns } from '../turns.js';
import { ROUND_TRIP_MS } from '../virtual-gateway.js';

const AWAY_S = [0, 10, 60, 120] as const;
const RUN_OUT_GOAL = 0.01;
/** How much the worst second of chance may differ between a chart's run and the schedule's. */
const AGREEMENT = 0.05;
const DRAWN_S = 180;
const DRAWN_AFTER_S = 60;
const NEVER = -1;
/** Who is back this much later is told of, too, if its worst second is better. */
const ALMOST = 1.1;

const clientsAt = (scale: Scale) => (scale === 'full' ? 10_000 : 100);

/** What is told of a storm. */
const figuresOf = ({ handshakes, backAfterMs }: StormCourse, clients: number, awayS: number): Figures => {
  const figures: Record<string, number> = {
    peak: Math.max(...handshakes),
    'peak after': Math.max(0, ...handshakes.slice(awayS)),
    handshakes: handshakes.reduce((sum, count) => sum + count, 0) / clients,
    lost: 1 - backAfterMs.length / clients,
  };
  for (const percent of [50, 99, 100]) {
    const backMs = backAfterMs[Math.ceil((clients * percent) / 100) - 1];
    figures[`back ${percent}`] = backMs === undefined ? NEVER : backMs / 1_000;
  }
  for (let second = 0; second <= DRAWN_S; second += 1) {
    figures[`shaken ${second}`] = handshakes[second] ?? 0;
  }
  for (let second = 0; second <= DRAWN_AFTER_S; second += 1) {
    const back = backAfterMs.filter((ms) => ms <= second * 1_000).length;
    figures[`back by ${second}`] = (100 * back) / clients;
  }
  return figures;
};

/** Each round is the next of the storms. */
export const prepare = (name: string, scale: Scale): Round => {
  const clients = clientsAt(scale);
  const left = [...AWAY_S];
  return {
    async run() {
      const awayS = left.shift() ?? 0;
      return figuresOf(await runStorm(name, { clients, awayMs: awayS * 1_000, seed: 1 }), clients, awayS);
    },
  };
};

/** Our own delays without the chart. */
const scheduleOf = (clients: number, awayS: number): Figures => {
  const random = createSeededRandom(1);
  const policy = { delayMs: (attempt: number) => backoffDelay(attempt, random, DEFAULT_BACKOFF), maxAttempts: 10 };
  const setting = { clients, awayS, acceptedASecond: clients * ACCEPTED_SHARE, roundTripMs: ROUND_TRIP_MS };
  return figuresOf(storm(policy, setting), clients, awayS);
};

type Told = (name: string, what: string) => number;

const OWN = 'evenkeel';
const SCHEDULE = 'evenkeel, delays alone';

const drawingsOf = (awayS: number, names: readonly string[], told: Told): readonly LineDrawing[] => {
  const lines = (lastS: number, valueAt: (name: string, second: number) => number) =>
    names.map((name) => ({
      label: name,
      isOurs: name === OWN,
      points: Array.from({ length: lastS + 1 }, (_, second) => [second, valueAt(name, second)] as const),
    }));
  return [
    {
      kind: 'lines',
      name: 'handshakes',
      title: `Handshakes in each second; gateway away for ${awayS} s`,
      x: { label: 'seconds since the connections were lost' },
      y: { label: 'handshakes in a second', isLogarithmic: true },
      lines: lines(DRAWN_S, (name, second) => told(name, `shaken ${second}`)),
    },
    {
      kind: 'lines',
      name: 'back',
      title: `Clients that are back; gateway away for ${awayS} s`,
      x: { label: 'seconds since the gateway is back' },
      y: { label: 'percent of the clients' },
      lines: lines(DRAWN_AFTER_S, (name, second) => told(name, `back by ${second}`)),
    },
  ];
};

export const row: Row = {
  number: 10,
  title: 'Storms: 10,000 clients',
  goal: `the worst second no worse than with any client that is back as soon; fewer than ${RUN_OUT_GOAL * 100} % run out of attempts after 120 s`,
  async run(scale) {
    const clients = clientsAt(scale);
    const storms = scale === 'full' ? AWAY_S : AWAY_S.slice(0, 1);
    const lastS = storms.at(-1) ?? 0;
    const names: readonly string[] = [OWN, ...installed(PEERS)];
    const measured: Measured<string> = await takeTurns(import.meta.url, names, {
      scale,
      rounds: AWAY_S.length,
      warmUps: 0,
    });
    const schedules = storms.map((awayS) => scheduleOf(clients, awayS));
    const toldOf =
      (index: number): Told =>
      (name, what) =>
        (name === SCHEDULE ? schedules[index]?.[what] : measured[name]?.[what]?.[index]) ?? Number.NaN;

    const rivals = storms.map((awayS, index) => {
      const told = toldOf(index);
      const peak = told(OWN, 'peak');
      const back = told(OWN, 'back 99');
      const backBy = (last: number) =>
        names.slice(1).filter((name) => told(name, 'back 99') !== NEVER && told(name, 'back 99') <= last);
      const least = Math.min(...backBy(back).map((name) => told(name, 'peak')));
      const better = backBy(back * ALMOST)
        .filter((name) => told(name, 'peak') < peak)
        .map((name) => {
          const [own, other] = [back, told(name, 'back 99')].map((seconds) => `${written(seconds, 1)} s`);
          return `${name} at ${awayS} s (${written(told(name, 'peak'))} against ${written(peak)}, after ${other} against ${own})`;
        });
      return { awayS, peak, least, better };
    });
    const better = rivals.flatMap((rival) => rival.better);
    const agreements = storms.map((_, index) => {
      const told = toldOf(index);
      return Math.abs(told(SCHEDULE, 'peak') / told(OWN, 'peak') - 1);
    });
    const apart = Math.max(...agreements);
    const lost = toldOf(storms.length - 1)(OWN, 'lost');
    const each = (name: string, what: string): number[] => storms.map((_, index) => toldOf(index)(name, what));
    return {
      notes: [
        `All ${written(clients)} clients lose their connection at once. When the gateway returns, it accepts ${written(clients * ACCEPTED_SHARE)} handshakes a second; an answer takes ${ROUND_TRIP_MS} ms. Virtual time, each client’s own code. evenkeel’s bound on simultaneous handshakes is lifted, because a page has one such chat. The delays alone are computed as in row 11.`,
        `“As soon” means that 99 % are back no later. Another seed changes the worst second by about 2 %. Back within a tenth as soon, with a better worst second: ${better.join('; ') || 'none'}.`,
        'partysocket, websocket-ts, sockette, robust-websocket and phoenix have no jitter by default: all their clients come together. graphql-ws stops at the first refusal, robust-websocket after three attempts. evenkeel’s delays suit a long outage: after 10 s some clients still wait up to half a minute. reconnecting-websocket’s delays end at ten seconds; it makes nearly twice the handshakes after a minute or two.',
      ],
      tables: [
        {
          caption: 'Most handshakes in a second, by how long the gateway is away',
          columns: [{ title: 'client' }, ...storms.map((awayS) => ({ title: `${awayS} s`, digits: 0 }))],
          rows: names.map((name) => [name, ...each(name, 'peak')]),
        },
        {
          caption: 'Seconds until 99 % are back, once the gateway is',
          columns: [
            { title: 'client' },
            ...storms.map((awayS) => ({ title: `${awayS} s`, digits: 1 })),
            { title: `handshakes of each, ${lastS} s`, digits: 1 },
          ],
          rows: names.map((name) => [
            name,
            ...each(name, 'back 99').map((after) => (after === NEVER ? null : after)),
            each(name, 'handshakes').at(-1) ?? null,
          ]),
        },
      ],
      drawings: drawingsOf(lastS, names, toldOf(storms.length - 1)),
      verdicts: [
        {
          goal: 'worst second no worse than any client back as soon',
          measured: rivals
            .map(({ awayS, peak, least }) => {
              const other = Number.isFinite(least) ? `best other ${written(least)}` : 'no other';
              return `${awayS} s ${written(peak)}, ${other}`;
            })
            .join('; '),
          met: rivals.every(({ peak, least }) => peak <= least),
        },
        {
          goal: `fewer than ${RUN_OUT_GOAL * 100} % run out after 120 s`,
          measured: `${written(lost * 100, 2)} %`,
          met: lost < RUN_OUT_GOAL,
        },
        {
          goal: `the delays alone agree within ${AGREEMENT * 100} %`,
          measured: `${written(apart * 100, 1)} % apart`,
          met: apart <= AGREEMENT,
        },
      ],
    };
  },
};
