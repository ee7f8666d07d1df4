const CLIENTS = 10_000;
const AWAY_S = 120;
const ACCEPTED_A_SECOND = 500;
const THROTTLE_MS = 2_000;

export interface StormPolicy {
  readonly delayMs: (attempt: number) => number;
  readonly maxAttempts: number;
}

export interface StormDamage {
  /** The part of the clients that spend their attempts in vain. */
  readonly exhausted: number;
  /** The most handshakes in one second, once the gateway is back. */
  readonly worstSecond: number;
}

/**
 * 10,000 clients lose their connection at once; the gateway is away for 120 s, then takes 500 a second and refuses the
 * others. Delays are raised to the throttle's rest, hence never within one second.
 */
export const storm = ({ delayMs, maxAttempts }: StormPolicy): StormDamage => {
  const bySecond = new Map<number, { at: number; attempt: number }[]>();
  const schedule = (lostAt: number, attempt: number, minimumMs: number) => {
    const at = lostAt + Math.max(delayMs(attempt), minimumMs);
    const second = Math.floor(at / 1_000);
    const others = bySecond.get(second);
    if (others) others.push({ at, attempt });
    else bySecond.set(second, [{ at, attempt }]);
  };
  for (let client = 0; client < CLIENTS; client += 1) schedule(0, 1, 0);
  let exhausted = 0;
  let worstSecond = 0;
  for (let second = 0; bySecond.size > 0; second += 1) {
    const attempts = (bySecond.get(second) ?? []).sort((one, other) => one.at - other.at);
    bySecond.delete(second);
    if (second >= AWAY_S) worstSecond = Math.max(worstSecond, attempts.length);
    const refused = second < AWAY_S ? attempts : attempts.slice(ACCEPTED_A_SECOND);
    for (const { at, attempt } of refused) {
      if (attempt === maxAttempts) exhausted += 1;
      else schedule(at, attempt + 1, THROTTLE_MS);
    }
  }
  return { exhausted: exhausted / CLIENTS, worstSecond };
};
