// Made of delivery.machine.ts by `npm run compile`: change that, not this.

import type { StateValue } from 'xstate';
import {
  abandonHole,
  abandonSilence,
  abandonSnapshot,
  announceGap,
  askSnapshot,
  dropSnapshot,
  pump,
  resumeEvents,
  sayHello,
  skipHole,
  takeHead,
} from './delivery.commands.js';
import { ackRest, type DeliveryDelay } from './delivery.delays.js';
import {
  type DeliveryGuard,
  hasSnapshot,
  isAckOverdue,
  isElsewhere,
  isFirstHole,
  isSettled,
  isSnapshotRefused,
} from './delivery.guards.js';
import {
  countHole,
  countSnapshot,
  type DeliveryPatch,
  forgetHoles,
  forgetSnapshots,
  noteGap,
  noteHole,
  noteStorage,
} from './delivery.patches.js';
import type { DeliveryCommand, DeliveryEvent } from './delivery.types.js';

export const values: readonly StateValue[] = [
  { link: 'down', outbox: 'opening' },
  { link: 'greeting', outbox: 'opening' },
  { link: 'down', outbox: 'idle' },
  { link: 'live', outbox: 'opening' },
  { link: 'snapshotting', outbox: 'opening' },
  { link: 'greeting', outbox: 'idle' },
  { link: 'down', outbox: 'sending' },
  { link: 'live', outbox: 'idle' },
  { link: 'snapshotting', outbox: 'idle' },
  { link: 'greeting', outbox: 'sending' },
  { link: 'live', outbox: 'sending' },
  { link: 'snapshotting', outbox: 'sending' },
];

export const events: readonly DeliveryEvent['type'][] = [
  'link.greeted',
  'link.closed',
  'welcome.whole',
  'welcome.gap',
  'snapshot.taken',
  'snapshot.failed',
  'hello.needed',
  'event.delivered',
  'hole.found',
  'outbox.opened',
  'message.sent',
];

export const guards: readonly DeliveryGuard[] = [
  isSnapshotRefused,
  hasSnapshot,
  isFirstHole,
  isElsewhere,
  isSettled,
  isAckOverdue,
];

/** Of each timer. */
export const delays: readonly DeliveryDelay[] = [ackRest];

export const patches: readonly DeliveryPatch[] = [
  forgetSnapshots,
  noteStorage,
  noteGap,
  countSnapshot,
  forgetHoles,
  noteHole,
  countHole,
];

export const commands: readonly DeliveryCommand[] = [
  resumeEvents,
  pump,
  takeHead,
  announceGap,
  abandonSnapshot,
  askSnapshot,
  sayHello,
  skipHole,
  abandonHole,
  dropSnapshot,
  abandonSilence,
];

export const table =
  ':()))*+)01-+2301++,5)4)()6)-,-.73,-.,5*/8)9*9),9)01*96):4(+(/().)10*(,).)*1++()1,2-/.13*(+(3()0)24/(.(/().)./0/110*)12231415*(-(/5).6,+17/8-2.16*(,)0)*5++()5,6-3.27/)(+(3()0)3,-4/090((.(3()0).30/510*)52635428/(-(35)06,+5738-6.29/)(-(3()0)*8++()8,9-7.3,-7/393()(.(3()0).70/810*)8293843,-8/595()(-(35)06,+8778-9.3,-9/696(';
