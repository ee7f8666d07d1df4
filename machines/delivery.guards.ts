/** What the delivery chart checks before it chooses a transition. */
import type { DeliveryContext, DeliveryEvent, DeliveryPolicy } from './delivery.types.js';

export type DeliveryGuard = (
  context: DeliveryContext,
  event: DeliveryEvent | { readonly type: string },
  policy: DeliveryPolicy,
) => boolean;

export const hasSnapshot: DeliveryGuard = (_, __, policy) => policy.hasSnapshot;

/** The server does not know the cursor that came with a snapshot: another one at once would end the same way. */
export const isSnapshotRefused: DeliveryGuard = ({ snapshots }) => snapshots > 0;

/** What lies between the snapshot and the head is not yet there. */
export const isElsewhere: DeliveryGuard = (_, event) => 'isHead' in event && !event.isHead;

export const isFirstHole: DeliveryGuard = ({ holes }) => holes === 0;

/** Asked when a timer ends, not at every ack: a conversation costs no transition for each message. */
export const isSettled: DeliveryGuard = ({ chatId }, _, policy) => policy.isSettled(chatId);

export const isAckOverdue: DeliveryGuard = ({ chatId }, _, policy) => policy.ackRestMs(chatId) <= 0;
