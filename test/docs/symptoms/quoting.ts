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

/** Level, message and fields, but for those that every record has. */
export const quotedRecord = ({ level, message, ...record }: LoggedRecord): string => {
  const { at: _, chatId, socketId, attempt, maxAttempts, state, ...fields } = record;
  return quoted(`${level.padEnd(5)} ${message}`, fields);
};

/** A snapshot without what is null or 0, and what the page says once of all of them. */
export const quotedSnapshot = ({
  chatId,
  maxAttempts,
  connected,
  state,
  phase,
  ...facts
}: ConnectionSnapshot): string => {
  const told = Object.entries({ state, phase, ...facts }).filter(([, fact]) => fact !== null && fact !== 0);
  return quoted('snapshot', Object.fromEntries(told));
};
