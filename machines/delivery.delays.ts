/** How long the delivery chart waits in a state, in ms. */
import type { DeliveryContext, DeliveryPolicy } from './delivery.types.js';

export type DeliveryDelay = (context: DeliveryContext, policy: DeliveryPolicy) => number;

/** Until the oldest message in flight is overdue; at least 1, because timers of 0 ms would spin. */
export const ackRest: DeliveryDelay = ({ chatId }, { ackRestMs }) => Math.max(1, ackRestMs(chatId));
