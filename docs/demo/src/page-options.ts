import type { ChatConnectionsOptions } from 'evenkeel';

export interface PageOptions {
  /** Origin of the gateway, `http(s)`. */
  readonly gateway: string;
  readonly connection: Pick<ChatConnectionsOptions, (typeof OVERRIDES)[number] | 'backoff' | 'heartbeat'>;
}

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
const BACKOFF = ['firstMs', 'baseMs', 'maxMs'];
const HEARTBEAT = ['intervalMs', 'timeoutMs'];

/**
 * What the page's own address asks for, to try things out: `?gateway=http://127.0.0.1:9000&maxAttempts=3&firstMs=500`.
 * The library says which value it cannot use, at log-in.
 */
export function readPageOptions(query: URLSearchParams, defaultGateway: string): PageOptions {
  const numbers = (names: readonly string[]): Record<string, number> =>
    Object.fromEntries(names.filter((name) => query.has(name)).map((name) => [name, Number(query.get(name))]));
  return {
    gateway: query.get('gateway') ?? defaultGateway,
    connection: {
      ...numbers(OVERRIDES),
      backoff: numbers(BACKOFF),
      heartbeat: {
        ping: () => '{"type":"ping"}',
        isPong: (data) => data === '{"type":"pong"}',
        ...numbers(HEARTBEAT),
      },
    },
  };
}
