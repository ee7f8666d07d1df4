import { BOUNDS } from './duties/bounds.js';
import { ENTERING } from './duties/entering.js';
import { FRAMES } from './duties/frames.js';
import { GREETING } from './duties/greeting.js';
import { LEAVING } from './duties/leaving.js';
import { MESSAGES } from './duties/messages.js';
import { PLAIN } from './duties/plain.js';
import { RESUMING } from './duties/resuming.js';
import { SENDERS } from './duties/senders.js';
import type { Duty } from './duty.js';

/** 17 of `PS17-window`. */
const ruleOf = ({ id }: Duty) => Number(/\d+/.exec(id)?.[0]);

/**
 * Every duty, in the order in which reports have them. What cannot be seen from outside is not among them: that an `ack` is
 * durable without a restart (PS6), 90 days (PS12), a backup restored under a running server (PS13), memory (PS14).
 */
export const ALL_DUTIES: readonly Duty[] = [
  ...ENTERING,
  ...LEAVING,
  ...PLAIN,
  ...[...GREETING, ...SENDERS, ...RESUMING, ...MESSAGES, ...BOUNDS, ...FRAMES].sort((a, b) => ruleOf(a) - ruleOf(b)),
];
