import type { DeliveryContext } from './delivery.types.js';

export const initialDeliveryContext = (chatId: string): DeliveryContext => ({
  chatId,
  storage: 'memory',
  holes: 0,
  snapshots: 0,
  why: 'new',
});
