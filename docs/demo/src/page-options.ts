import type { ChatConnectionsOptions, HeartbeatOptions } from 'evenkeel';
import type { DeliveryOptions } from 'evenkeel/delivery';

export interface PageOptions {
  /** Origin of the gateway, `http(s)`. */
  readonly gateway: string;
  /** Where its faults are asked for; null if nowhere. */
  readonly faults: string | null;
  readonly connection: Pick<ChatConnectionsOptions, (typeof OVERRIDES)[number] | 'backoff' | 'random'>;
  readonly heartbeat: Pick<HeartbeatOptions, (typeof HEARTBEAT)[number]>;
  readonly delivery: Pick<DeliveryOptions, (typeof DELIVERY)[number]>;
}

/** With short waits: ten refused attempts take less than half a minute. */
export const hastier = (options: PageOptions): PageOptions => ({
  ...options,
  connection: { ...options.connection, throttleMs: 200, backoff: { firstMs: 300, baseMs: 200, maxMs: 3000 } },
});

const OVERRIDES = [
  'throttleMs',
  'maxAttempts',
  'connectTimeoutMs',
  'stableUptimeMs',
  'cooldownMs',
  'lingerMs',
  'maxLingering',
  'burstMs',
] as const;
/** Shorter than the library's own, so that whoever cuts the line need not wait half a minute to see it found. */
const PATIENCE = { intervalMs: 6000, timeoutMs: 4000 };
const BACKOFF = ['firstMs', 'baseMs', 'maxMs'];
const HEARTBEAT = ['intervalMs', 'timeoutMs'] as const;
const DELIVERY = ['ackTimeoutMs', 'drainMs'] as const;

/**
 * What the page's own address asks for, to try things out: `?gateway=http://127.0.0.1:9000&maxAttempts=3&firstMs=500`,
 * and with `random=0.5` nothing is left to chance.
 * The library says which value it cannot use, at log-in.
 */
export function readPageOptions(
  query: URLSearchParams,
  defaults: Pick<PageOptions, 'gateway' | 'faults'>,
): PageOptions {
  const numbers = (names: readonly string[]): Record<string, number> =>
    Object.fromEntries(names.filter((name) => query.has(name)).map((name) => [name, Number(query.get(name))]));
  return {
    gateway: query.get('gateway') ?? defaults.gateway,
    faults: query.get('faults') ?? defaults.faults,
    connection: {
      ...numbers(OVERRIDES),
      ...(query.has('random') && { random: () => Number(query.get('random')) }),
      backoff: numbers(BACKOFF),
    },
    heartbeat: { ...PATIENCE, ...numbers(HEARTBEAT) },
    delivery: numbers(DELIVERY),
  };
}
