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
export const delays: readonly DeliveryDelay[] = [ackRest, ackRest];

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
  pump,
  resumeEvents,
  takeHead,
  announceGap,
  abandonSnapshot,
  askSnapshot,
  abandonSilence,
  sayHello,
  skipHole,
  abandonHole,
  dropSnapshot,
];

export const table =
  '?()()**+1+*21-,3421+,-6)5)7))*8().,./49,./-6*0:*;(*;*,;*21+;8(**1*71)1+;*14(+(/)).*10+)(.(/)).**1,+()1-2.//13+3/0(+(3))0*241(.(/)).*./2/130*)14251615+(-(/7).8,+19/:-2/16+)(.(3))0**5,+()5-6.3/271330))+(7))0;4,-410<0=(.(3))0*.32/530*)546556281(-(37)08,+593:-6/291*().(7))0;*8,+()8-9.7/3704,-713<3=)).(7))0;.72/830*)8495864,-815<5=))-(77)0>,+897:-9/4,-916<6=';
