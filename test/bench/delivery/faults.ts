import { createSeededRandom } from '../../../src/testing/index.js';

/** What happens to every connection at the same moment; a duration is how long it lasts. */
export type Fault =
  /** RST, or FIN, at both ends. */
  | { readonly kind: 'reset' | 'end'; readonly ms: 0 }
  /** Bytes of the present connections are swallowed both ways; then they are cut. New ones work. */
  | { readonly kind: 'half-open'; readonly ms: number }
  /** What the server says does not arrive, what it is told does; then the connections are cut. */
  | { readonly kind: 'unacknowledged'; readonly ms: number }
  /** Each segment takes so long. */
  | { readonly kind: 'delay'; readonly ms: number; readonly transitMs: number }
  /** A burst of other users' messages over a line of few bytes; halfway the connections are cut. */
  | { readonly kind: 'slow reader'; readonly ms: number; readonly bytesPerMs: number; readonly burst: number }
  /** Nobody can connect, while the server and the other users go on. */
  | { readonly kind: 'outage'; readonly ms: number }
  /** As `unacknowledged`, and then the server is killed and started again; `ms` is for both. */
  | { readonly kind: 'kill'; readonly ms: number };

export interface Scheduled {
  /** Since the start. */
  readonly atMs: number;
  readonly fault: Fault;
}

export interface Schedule {
  readonly totalMs: number;
  readonly faults: readonly Scheduled[];
}

const times = (count: number, fault: Fault): Fault[] => Array.from({ length: count }, () => fault);

const FULL_MS = 600_000;
const FULL: readonly Fault[] = [
  ...times(1, { kind: 'outage', ms: 150_000 }),
  ...times(3, { kind: 'kill', ms: 20_000 }),
  ...times(1, { kind: 'half-open', ms: 70_000 }),
  ...times(2, { kind: 'half-open', ms: 15_000 }),
  ...times(8, { kind: 'unacknowledged', ms: 1_500 }),
  ...times(5, { kind: 'reset', ms: 0 }),
  ...times(5, { kind: 'end', ms: 0 }),
  ...times(2, { kind: 'delay', ms: 10_000, transitMs: 250 }),
  ...times(2, { kind: 'slow reader', ms: 12_000, bytesPerMs: 100, burst: 300 }),
];

const SMOKE_MS = 7_000;
const SMOKE: readonly Fault[] = [
  { kind: 'unacknowledged', ms: 400 },
  { kind: 'half-open', ms: 400 },
  { kind: 'kill', ms: 2_500 },
  { kind: 'end', ms: 0 },
  { kind: 'slow reader', ms: 400, bytesPerMs: 100, burst: 10 },
];

/** All faults, in an order and at moments that the seed alone decides. */
export const scheduleOf = (scale: 'full' | 'smoke', seed: number): Schedule => {
  const [faults, totalMs] = scale === 'full' ? [FULL, FULL_MS] : [SMOKE, SMOKE_MS];
  const random = createSeededRandom(seed);
  const ordered = faults
    .map((fault) => ({ fault, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ fault }) => fault);
  // Peace between them, and before the first: from half as long to one and a half times as long as the mean.
  const shares = [...ordered, null].map(() => 0.5 + random());
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const peaceMs = totalMs - ordered.reduce((sum, { ms }) => sum + ms, 0);
  let atMs = 0;
  return {
    totalMs,
    faults: ordered.map((fault, index) => {
      atMs += (peaceMs * (shares[index] ?? 0)) / whole;
      const scheduled = { atMs: Math.round(atMs), fault };
      atMs += fault.ms;
      return scheduled;
    }),
  };
};
