import { wrongMessages } from './check-messages.js';
import { wrongViews } from './check-views.js';
import { LogLines } from './log-lines.js';
import type { Item } from './record.js';

/** What the protocol lets a client have in flight, whatever the server takes (PC3). */
const MAX_WINDOW = 32;

/** Codes with which a server says that the client broke the protocol. */
const ACCUSATIONS = [1003, 1007, 1009, 4400, 4403, 4404];

export interface Verdict {
  /** Each begins with the invariant. Empty: everything holds. */
  readonly violations: readonly string[];
  /** Messages that a restore took after the page that was told of them had died, so that nobody could be told `lost`. */
  readonly forgotten: number;
}

/**
 * What is wrong with a history:
 *
 * - I1 a message takes effect once; I2 those of a life in the order in which it was given them;
 * - I3 a message is in exactly one of outbox, log, rejected, cancelled, lost; lost only after a restore took it;
 * - I4 a client that is live and level with the head has seen the log, from its cursor's beginning on;
 * - I5 between two gaps a client sees one log, and a gap has a cause;
 * - I6 in flight ≤ window;
 * - L1 after peace every stored message has ended.
 *
 * The record ends with a reading of every log, and with how every life rests.
 */
export const check = (items: readonly Item[]): Verdict => {
  const lines = new LogLines(items);
  const messages = wrongMessages(items, lines);
  const violations = [
    ...lines.wrong.map((wrong) => `log: ${wrong}`),
    ...messages.wrong,
    ...wrongViews(items, lines),
    ...wrongConnections(items),
  ];
  return { violations, forgotten: messages.forgotten };
};

const wrongConnections = (items: readonly Item[]): string[] =>
  items.flatMap((item) => {
    if (item.type === 'in flight' && item.count > Math.min(item.window, MAX_WINDOW))
      return [`I6: ${item.life} has ${item.count} messages in flight in ${item.chat}, with a window of ${item.window}`];
    if (item.type === 'closed' && ACCUSATIONS.includes(item.code))
      return [`protocol: ${item.life} was closed with ${item.code} in ${item.chat}`];
    return item.type === 'fell' ? ['server: a gateway ended by itself'] : [];
  });
