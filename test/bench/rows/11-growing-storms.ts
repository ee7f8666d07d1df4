import { backoffDelay, DEFAULT_BACKOFF } from '../../../src/domain/backoff.js';
import { createSeededRandom } from '../../../src/testing/index.js';
import { type StormSetting, storm } from '../../support/storm.js';
import { ACCEPTED_SHARE } from '../client-storm.js';
import { written } from '../figures.js';
import type { Row, Table } from '../row.js';
import { ROUND_TRIP_MS } from '../virtual-gateway.js';

const AWAY_S = [0, 10, 60, 120] as const;
const ACCEPTED_A_SECOND = 500;
/** Few clients are tried more often: one storm of theirs says little. */
const SIZES = [
  { clients: 1_000, storms: 20 },
  { clients: 10_000, storms: 5 },
  { clients: 100_000, storms: 1 },
  { clients: 1_000_000, storms: 1 },
] as const;
const GROWTH_GOAL = 1.05;

interface Damage {
  /** Of the clients, in the worst second. */
  readonly peak: number;
  readonly peakAfter: number;
  readonly exhausted: number;
}

/** The mean of so many storms. */
const damageOf = (setting: Omit<StormSetting, 'roundTripMs'>, storms: number): Damage => {
  const { clients } = setting;
  const sums = { peak: 0, peakAfter: 0, exhausted: 0 };
  for (let seed = 1; seed <= storms; seed += 1) {
    const random = createSeededRandom(seed);
    const delayMs = (attempt: number) => backoffDelay(attempt, random, DEFAULT_BACKOFF);
    const course = storm({ delayMs, maxAttempts: 10 }, { ...setting, roundTripMs: ROUND_TRIP_MS });
    sums.peak += Math.max(...course.handshakes) / clients;
    sums.peakAfter += course.worstSecond / clients;
    sums.exhausted += course.exhausted;
  }
  return { peak: sums.peak / storms, peakAfter: sums.peakAfter / storms, exhausted: sums.exhausted / storms };
};

export const row: Row = {
  number: 11,
  title: 'Storms that grow',
  goal: 'the worst second of each client does not grow from 1,000 to 1,000,000 clients',
  async run(scale) {
    const sizes = scale === 'full' ? SIZES : SIZES.slice(0, 2);
    const grown = AWAY_S.map((awayS) => ({
      awayS,
      damages: sizes.map(({ clients, storms }) =>
        damageOf({ clients, awayS, acceptedASecond: clients * ACCEPTED_SHARE }, storms),
      ),
    }));
    const growths = grown.map(({ damages }) => (damages.at(-1)?.peak ?? 0) / (damages[0]?.peak ?? 0));
    const growth = Math.max(...growths);
    const overrun = [0, 120].flatMap((awayS) =>
      sizes
        .filter(({ clients }) => clients >= 10_000 && clients <= 100_000)
        .map(({ clients }) => ({
          awayS,
          clients,
          ...damageOf({ clients, awayS, acceptedASecond: ACCEPTED_A_SECOND }, 1),
        })),
    );
    const tables: readonly Table[] = [
      {
        caption: `A gateway that grows with its clients: it accepts ${ACCEPTED_SHARE * 100} % of them in a second`,
        columns: [
          { title: 'clients' },
          { title: 'away for', unit: 's', digits: 0 },
          { title: 'handshakes of a client in the worst second', digits: 3 },
          { title: 'once it is back', digits: 3 },
          { title: 'run out of attempts', unit: '%', digits: 2 },
        ],
        rows: sizes.flatMap(({ clients }, index) =>
          grown.map(({ awayS, damages }) => {
            const { peak, peakAfter, exhausted } = damages[index] ?? { peak: 0, peakAfter: 0, exhausted: 0 };
            return [written(clients), awayS, peak, peakAfter, exhausted * 100];
          }),
        ),
      },
      {
        caption: `A gateway that does not: it accepts ${ACCEPTED_A_SECOND} in a second, however many they are`,
        columns: [
          { title: 'clients' },
          { title: 'away for', unit: 's', digits: 0 },
          { title: 'handshakes of a client in the worst second', digits: 3 },
          { title: 'run out of attempts', unit: '%', digits: 2 },
        ],
        rows: overrun.map(({ clients, awayS, peak, exhausted }) => [written(clients), awayS, peak, exhausted * 100]),
      },
    ];
    return {
      notes: [
        'Worked out from the delays alone (`backoffDelay`, ten attempts, the throttle), without chart, clients or sockets; row 10 compares this with 10,000 charts that run. What is given for 1,000 and for 10,000 clients is the mean of 20 and of 5 storms.',
        'Nothing in the delays depends on how many clients there are, so that what a client does in the worst second stays what it is. A gateway that takes the same 500 a second however many want back is another matter: ten attempts take some two and a half minutes, and whoever has found no place by then has run out.',
      ],
      tables,
      drawings: [
        {
          kind: 'lines',
          name: 'growth',
          title: 'Handshakes of a client in the worst second, by the number of clients',
          x: { label: 'clients', isLogarithmic: true },
          y: { label: 'handshakes of a client' },
          lines: grown.flatMap(({ awayS, damages }) => [
            {
              label: `away for ${awayS} s`,
              points: sizes.map(({ clients }, index) => [clients, damages[index]?.peak ?? 0] as const),
            },
            ...(awayS === 0
              ? []
              : [
                  {
                    label: `${awayS} s, once it is back`,
                    points: sizes.map(({ clients }, index) => [clients, damages[index]?.peakAfter ?? 0] as const),
                  },
                ]),
          ]),
        },
      ],
      verdicts: [
        {
          goal: `the worst second of a client grows by at most ${Math.round((GROWTH_GOAL - 1) * 100)} %`,
          measured: `${written((growth - 1) * 100, 1)} % from ${written(sizes[0].clients)} to ${written(sizes.at(-1)?.clients ?? 0)} clients`,
          met: growth <= GROWTH_GOAL,
        },
      ],
    };
  },
};
