import type { StateValue } from 'xstate';
import type { DeliveryLink } from './delivery.types.js';

const LINKS: readonly DeliveryLink[] = ['down', 'greeting', 'snapshotting', 'live'];

/** Where the link is in a state of the delivery chart. */
export const linkOf = (value: StateValue): DeliveryLink => LINKS.find((link) => isAt(value, 'link', link)) ?? 'down';

/** Whether a region of a chart is in this state. */
const isAt = (value: StateValue, region: string, state: string): boolean =>
  typeof value !== 'string' && value[region] === state;

/** Whether no message is on its way. */
export const isOutboxIdle = (value: StateValue): boolean => isAt(value, 'outbox', 'idle');
