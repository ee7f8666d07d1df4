const THROTTLE_MS = 2_000;

export interface StormPolicy {
  readonly delayMs: (attempt: number) => number;
  readonly maxAttempts: number;
}

export interface StormSetting {
  readonly clients: number;
  /** How long the gateway is away. */
  readonly awayS: number;
  readonly acceptedASecond: number;
  /** From a handshake's start to its answer. */
  readonly roundTripMs: number;
}

const USUAL: StormSetting = { clients: 10_000, awayS: 120, acceptedASecond: 500, roundTripMs: 0 };

export interface StormDamage {
  /** The part of the clients that spend their attempts in vain. */
  readonly exhausted: number;
  /** The most handshakes in one second, once the gateway is back. */
  readonly worstSecond: number;
}

export interface StormCourse {
  /** In each second since the connections were lost. */
  readonly handshakes: readonly number[];
  /** How long after the gateway's return each client was back that came back, in order. */
  readonly backAfterMs: readonly number[];
}

/**
 * All clients lose their connection at once; the gateway is away, then takes so many a second and refuses the others.
 * Delays are raised to the throttle's rest, hence never within one second. Usually 10,000, 120 s and 500 a second.
 */
export const storm = (
  { delayMs, maxAttempts }: StormPolicy,
  setting: Partial<StormSetting> = {},
): StormDamage & StormCourse => {
  const { clients, awayS, acceptedASecond, roundTripMs } = { ...USUAL, ...setting };
  const bySecond = new Map<number, { at: number; attempt: number }[]>();
  const schedule = (at: number, attempt: number) => {
    const second = Math.floor(at / 1_000);
    const others = bySecond.get(second);
    if (others) others.push({ at, attempt });
    else bySecond.set(second, [{ at, attempt }]);
  };
  for (let client = 0; client < clients; client += 1) schedule(delayMs(1), 1);
  const handshakes: number[] = [];
  const backAfterMs: number[] = [];
  let exhausted = 0;
  for (let second = 0; bySecond.size > 0; second += 1) {
    const attempts = (bySecond.get(second) ?? []).sort((one, other) => one.at - other.at);
    bySecond.delete(second);
    handshakes.push(attempts.length);
    const accepted = second < awayS ? 0 : acceptedASecond;
    for (const { at } of attempts.slice(0, accepted)) backAfterMs.push(at + roundTripMs - awayS * 1_000);
    for (const { at, attempt } of attempts.slice(accepted)) {
      if (attempt === maxAttempts) exhausted += 1;
      else schedule(at + Math.max(roundTripMs + delayMs(attempt + 1), THROTTLE_MS), attempt + 1);
    }
  }
  const worstSecond = handshakes.slice(awayS).reduce((worst, count) => Math.max(worst, count), 0);
  return { exhausted: exhausted / clients, worstSecond, handshakes, backAfterMs };
};
