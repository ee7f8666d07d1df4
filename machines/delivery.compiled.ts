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
  'outbox.settled',
];

export const guards: readonly DeliveryGuard[] = [
  isSnapshotRefused,
  hasSnapshot,
  isFirstHole,
  isElsewhere,
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
  ':()))*+)01-+2301++,5)4)()6)-,-.73,-.,5*/8)9*9),9)01*96):4(+(.()-)1/*(,)-)*0++()0,1-..12*(+(2()/)23/(.(.()-)..0/010*)02130414*(-(.5)-6,+07.8-1.15*(,)/)*4++()4,5-2.26/)(,(2()/)3/(4,3//9(.(2()/).20/410*)42534427/(-(25)/6,+4728-5.28/)(.(2()/)*7++()7,8-6.32(4,6/29)(/(2()/).60/710*)72837434(4,7/49)(.(25)/6,+7768-8.35(4,8/59';
