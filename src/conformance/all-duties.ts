import { BOUNDS } from './duties/bounds.js';
import { ENTERING } from './duties/entering.js';
import { FRAMES } from './duties/frames.js';
import { GREETING } from './duties/greeting.js';
import { LEAVING } from './duties/leaving.js';
import { MESSAGES } from './duties/messages.js';
import { PLAIN } from './duties/plain.js';
import { READING } from './duties/reading.js';
import { RESUMING } from './duties/resuming.js';
import { SENDERS } from './duties/senders.js';
import type { Duty } from './duty.js';

/** 17 of `PS17-window`. */
const ruleOf = ({ id }: Duty) => Number(/\d+/.exec(id)?.[0]);

/** Every duty, in the order in which reports have them; `checkGateway` says what is not among them. */
export const ALL_DUTIES: readonly Duty[] = [
  ...ENTERING,
  ...LEAVING,
  ...PLAIN,
  ...READING,
  ...[...GREETING, ...SENDERS, ...RESUMING, ...MESSAGES, ...BOUNDS, ...FRAMES].sort((a, b) => ruleOf(a) - ruleOf(b)),
];
