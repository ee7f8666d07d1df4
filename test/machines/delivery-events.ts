import type { DeliveryEvent } from '../../machines/delivery.types.js';

/** Every event of the delivery chart, with each value that its guards and patches tell apart. */
export const DELIVERY_EVENTS: readonly DeliveryEvent[] = [
  { type: 'link.greeted' },
  { type: 'link.closed' },
  { type: 'welcome.whole' },
  { type: 'welcome.gap', why: 'new' },
  { type: 'welcome.gap', why: 'diverged' },
  { type: 'hello.needed' },
  { type: 'snapshot.taken', isHead: true },
  { type: 'snapshot.taken', isHead: false },
  { type: 'snapshot.failed' },
  { type: 'hole.found' },
  { type: 'event.delivered' },
  { type: 'outbox.opened', storage: 'persistent' },
  { type: 'outbox.opened', storage: 'memory' },
  { type: 'message.sent' },
];
