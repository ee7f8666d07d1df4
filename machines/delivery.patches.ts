/** What the delivery chart records in its context. */
import type { DeliveryContext, DeliveryEvent, DeliveryPolicy } from './delivery.types.js';

export type DeliveryPatch = (
  context: DeliveryContext,
  event: DeliveryEvent | { readonly type: string },
  policy: DeliveryPolicy,
) => Partial<DeliveryContext>;

export const noteStorage: DeliveryPatch = ({ storage }, event) => ({
  storage: 'storage' in event ? event.storage : storage,
});

export const noteGap: DeliveryPatch = ({ why }, event) => ({ why: 'why' in event ? event.why : why });

/** A hole that does not close by connecting again: the log is not what it was. */
export const noteHole: DeliveryPatch = () => ({ why: 'diverged' });

export const countHole: DeliveryPatch = ({ holes }) => ({ holes: holes + 1 });

export const forgetHoles: DeliveryPatch = () => ({ holes: 0 });

export const countSnapshot: DeliveryPatch = ({ snapshots }) => ({ snapshots: snapshots + 1 });

export const forgetSnapshots: DeliveryPatch = () => ({ snapshots: 0 });
