import type { ConnectionContext, Failure } from '../../machines/connection.types.js';
import { type ConnectionSnapshot, type ConnectionState, NOTHING } from '../contract/snapshot.js';
import type { ChartPosition } from '../engine/chart.js';

type ChartValue = ChartPosition['value'];

/** The top-level state. */
export const stateOf = (value: ChartValue): ConnectionState =>
  (typeof value === 'string' ? value : Object.keys(value)[0]) as ConnectionState;

const PHASES = {
  resolving: 'resolving',
  awaitingSlot: 'awaiting-slot',
  dialing: 'dialing',
  greeting: 'greeting',
} as const;

/** The public meaning of the chart's state. */
const stanceOf = (value: ChartValue, { wait: { retryAt }, failure }: ConnectionContext, protocol: string | null) => {
  if (value === 'idle') return { ...NOTHING, state: value };
  if (value === 'throttled') return { ...NOTHING, state: value, retryAt };
  // Every transition into `failed` sets the failure.
  if (value === 'failed') return { ...NOTHING, state: value, failure: failure as Failure };
  if ('connecting' in value) return { ...NOTHING, state: 'connecting', phase: PHASES[value.connecting] } as const;
  if ('open' in value) {
    const phase = value.open.liveness === 'healthy' ? 'healthy' : 'probing';
    return { ...NOTHING, state: 'open', phase, connected: true, protocol } as const;
  }
  return value.backoff === 'waiting'
    ? ({ ...NOTHING, state: 'backoff', phase: 'waiting', retryAt } as const)
    : ({ ...NOTHING, state: 'backoff', phase: 'parked' } as const);
};

/** Facts that the chart does not have: they come from the registry, the queue and the socket. */
export interface Surroundings {
  /** Of the last connection that opened. */
  readonly protocol: string | null;
  readonly wanted: boolean;
  readonly queued: number;
  readonly maxAttempts: number;
}

export const snapshotOf = (
  { value, context }: ChartPosition,
  { protocol, wanted, queued, maxAttempts }: Surroundings,
): ConnectionSnapshot => {
  const { chatId, attempt, lastClose, lastFailure, page, isLoopback } = context;
  const stance = stanceOf(value, context, protocol);
  return {
    chatId,
    ...stance,
    wanted,
    online: stance.state === 'idle' || isLoopback || !page.isOffline,
    attempt,
    maxAttempts,
    lastClose,
    lastFailure,
    queued,
  };
};
