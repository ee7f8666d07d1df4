import { inspect } from 'node:util';
import type { ConnectionSnapshot } from '../../../src/index.js';
import type { LoggedRecord } from '../../support/session.js';

/** What happened, as the troubleshooting page tells it: lines, each with a value below it. */
export type Quote = readonly string[];

const LINE_LENGTH = 112;

/** As `inspect` has it, several entries to a line. */
const filled = (value: object): string => {
  const lines: string[] = [];
  for (const [name, part] of Object.entries(value)) {
    const entry = `${name}: ${inspect(part, { breakLength: Number.POSITIVE_INFINITY, depth: 4 })}`;
    const longer = `${lines.at(-1)}, ${entry}`;
    if (lines.length > 0 && longer.length <= LINE_LENGTH) lines.splice(-1, 1, longer);
    else lines.push(entry);
  }
  return `{ ${lines.join(',\n        ')} }`;
};

export const quoted = (line: string, value: object): string => `${line}\n      ${filled(value)}\n`;

/** Level, message, event and trigger; the message tells the other fields. */
export const quotedRecord = ({ level, message, event, trigger }: LoggedRecord): string =>
  `${level.padEnd(5)} ${message} [${trigger === undefined ? event : `${event}, ${trigger}`}]\n`;

/** The parts of a snapshot that the page is about, without what is null. */
export const quotedSnapshot = ({ state, phase, retryAt, wanted }: ConnectionSnapshot): string => {
  const told = Object.entries({ state, phase, retryAt, wanted }).filter(([, fact]) => fact !== null);
  return quoted('snapshot', Object.fromEntries(told));
};
