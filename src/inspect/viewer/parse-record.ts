import type { StateValue } from 'xstate';
import type { InspectedChat, InspectionFrame, InspectionRecord, RunningDelay } from '../inspection.js';

export type ParsedRecord = { readonly record: InspectionRecord } | { readonly problem: string };

/** A saved record, or in a sentence why it is none. Never throws, whatever is in the text. */
export const parseRecord = (text: string): ParsedRecord => {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return {
      problem: text.includes('"evenkeel-inspection"') ? CUT_OFF : 'This is not an inspection record: it is not JSON.',
    };
  }
  // What shows a record goes into it by calls, and so to the end of the stack.
  if (isDeeperThan(MAX_DEPTH, found)) return { problem: TOO_DEEP };
  if (!isObject(found) || found['format'] !== 'evenkeel-inspection') {
    return { problem: 'This is JSON, but not an inspection record of evenkeel.' };
  }
  const { version, chats, frames, dropped } = found;
  if (version !== 1) {
    return { problem: `This record is of version ${JSON.stringify(version)}; this viewer opens version 1.` };
  }
  if (!Array.isArray(chats) || !Array.isArray(frames) || !isCount(dropped)) {
    return { problem: 'This record is damaged: it lacks its chats, its frames, or how many were dropped.' };
  }
  const chat = chats.findIndex((one) => !isInspectedChat(one));
  if (chat !== -1) return { problem: `This record is damaged: chat ${chat + 1} of ${chats.length} is incomplete.` };
  const frame = frames.findIndex((one, index) => !isFrame(one) || !isAfter(one, frames[index - 1]));
  if (frame !== -1) return { problem: `This record is damaged: frame ${frame + 1} of ${frames.length} is incomplete.` };
  const record = { format: 'evenkeel-inspection', version, dropped } as const;
  return { record: { ...record, chats: chats.map(withChart), frames: frames.map(withChart) } };
};

const CUT_OFF = 'This inspection record is damaged: it was cut off or edited, and is no longer JSON.';

const TOO_DEEP = 'This is not an inspection record: it is nested too deep.';

/** Deeper than any record of a chart. */
const MAX_DEPTH = 30;

/** Level by level, since calls within calls are what it guards against. */
const isDeeperThan = (maxDepth: number, found: unknown): boolean => {
  let level = [found];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true;
    level = level.flatMap((value): unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
};

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

/** An instant that a date can show. */
const isInstant = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= 8.64e15;

const isStateValue = (value: unknown): value is StateValue =>
  typeof value === 'string' || (isObject(value) && Object.values(value).every(isStateValue));

const isDelay = (value: unknown): value is RunningDelay =>
  isObject(value) && typeof value['name'] === 'string' && isInstant(value['startedAt']) && isInstant(value['delayMs']);

const isContextOf = (chart: unknown, { lastClose }: Fields): boolean =>
  chart === 'delivery' ||
  ((chart === undefined || chart === 'connection') && (lastClose === null || isObject(lastClose)));

/** Records that were saved before there was another have the charts of connections, and do not say so. */
const withChart = <One extends InspectedChat>(one: One): One => ({ ...one, chart: one.chart ?? 'connection' });

const isInspectedChat = (value: unknown): value is InspectedChat =>
  isObject(value) &&
  typeof value['chatId'] === 'string' &&
  isInstant(value['at']) &&
  isStateValue(value['value']) &&
  isObject(value['context']) &&
  isContextOf(value['chart'], value['context']) &&
  Array.isArray(value['delays']) &&
  value['delays'].every(isDelay);

const isFrame = (value: unknown): value is InspectionFrame =>
  isObject(value) &&
  isInspectedChat(value) &&
  isCount(value['serial']) &&
  isObject(value['event']) &&
  typeof value['event']['type'] === 'string' &&
  Array.isArray(value['edges']) &&
  value['edges'].every((edge) => typeof edge === 'string');

const isAfter = ({ serial }: InspectionFrame, before: InspectionFrame | undefined) =>
  before === undefined || serial > before.serial;
