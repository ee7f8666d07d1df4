/** What the delivery chart tells those who carry it out. */
import type { DeliveryCommand } from './delivery.types.js';

export const sayHello: DeliveryCommand = { type: 'hello.say' };

export const askSnapshot: DeliveryCommand = { type: 'snapshot.ask' };

export const dropSnapshot: DeliveryCommand = { type: 'snapshot.drop' };

export const resumeEvents: DeliveryCommand = { type: 'events.resume' };

export const pump: DeliveryCommand = { type: 'messages.pump' };

export const announceGap: DeliveryCommand = { type: 'gap.announce' };

export const takeHead: DeliveryCommand = { type: 'cursor.takeHead' };

export const skipHole: DeliveryCommand = { type: 'cursor.skipHole' };

export const abandonHole: DeliveryCommand = { type: 'link.abandonHole' };

export const abandonSilence: DeliveryCommand = { type: 'link.abandonSilence' };

export const abandonSnapshot: DeliveryCommand = { type: 'link.abandonSnapshot' };
