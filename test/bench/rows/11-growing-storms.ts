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
        caption: `Handshakes of a client in the worst second, when the gateway accepts ${ACCEPTED_SHARE * 100} % of the clients a second`,
        columns: [
          { title: 'clients' },
          ...AWAY_S.map((awayS) => ({ title: `${awayS} s`, digits: 3 })),
          { title: `run out after ${AWAY_S.at(-1)} s`, unit: '%', digits: 2 },
        ],
        rows: sizes.map(({ clients }, index) => [
          written(clients),
          ...grown.map(({ damages }) => damages[index]?.peak ?? 0),
          (grown.at(-1)?.damages[index]?.exhausted ?? 0) * 100,
        ]),
      },
      {
        caption: `When it accepts ${ACCEPTED_A_SECOND} a second`,
        columns: [
          { title: 'clients' },
          { title: 'away', unit: 's', digits: 0 },
          { title: 'worst second', digits: 3 },
          { title: 'run out', unit: '%', digits: 2 },
        ],
        rows: overrun.map(({ clients, awayS, peak, exhausted }) => [written(clients), awayS, peak, exhausted * 100]),
      },
    ];
    return {
      notes: [
        'Computed from the delays, ten attempts and the throttle only; row 10 compares this with real charts. Figures for 1,000 and 10,000 clients are means of 20 and 5 storms. No delay depends on the number of clients. Ten attempts take about two and a half minutes: when a gateway accepts only 500 a second, clients without a place by then have run out.',
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
          goal: `worst second grows by at most ${Math.round((GROWTH_GOAL - 1) * 100)} %`,
          measured: `${written((growth - 1) * 100, 1)} % from ${written(sizes[0].clients)} to ${written(sizes.at(-1)?.clients ?? 0)} clients`,
          met: growth <= GROWTH_GOAL,
        },
      ],
    };
  },
};
