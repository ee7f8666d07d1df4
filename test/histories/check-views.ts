import type { Cursor } from '../../src/delivery/index.js';
import { isOn, type LogLine, type LogLines } from './log-lines.js';
import type { Item, Place } from './record.js';

type Seen = Extract<Item, { type: 'seen' }>;

/** What a life has seen of a chat since a gap. */
interface Segment {
  readonly start: Cursor | null;
  readonly seen: Seen[];
}

interface View {
  readonly life: string;
  readonly chat: string;
  readonly segments: Segment[];
  /** Whether there was a gap after the last event. */
  isBroken: boolean;
}

/** I4 and I5. */
export const wrongViews = (items: readonly Item[], lines: LogLines): string[] => {
  const wrong: string[] = [];
  const views = new Map<string, View>();
  const dead = new Set(items.flatMap((item) => (item.type === 'ended' ? [item.life] : [])));
  const viewOf = ({ life, chat }: { readonly life: string; readonly chat: string }): View => {
    const key = JSON.stringify([life, chat]);
    const view = views.get(key) ?? { life, chat, segments: [], isBroken: false };
    views.set(key, view);
    return view;
  };
  for (const [index, item] of items.entries()) {
    if (item.type === 'seen') wrong.push(...add(viewOf(item), item));
    if (item.type === 'gap') {
      viewOf(item).isBroken = true;
      if (!hasCause(item, index, lines))
        wrong.push(`I5: ${item.life} was told of a gap in ${item.chat}, ${item.why}, at ${wordsOf(item.cursor)}`);
    }
    if (item.type === 'rests' && !dead.has(item.life)) wrong.push(...wrongAtRest(item, viewOf(item), lines));
  }
  for (const view of views.values()) wrong.push(...wrongSegments(view, lines.of(view.chat)));
  return wrong;
};

const add = (view: View, seen: Seen): string[] => {
  const { life, chat, segments, isBroken } = view;
  const { after, place } = seen;
  view.isBroken = false;
  const last = segments.at(-1)?.seen.at(-1)?.place;
  if (isBroken) segments.push({ start: after, seen: [seen] });
  else if (last === undefined) {
    segments.push({ start: after, seen: [seen] });
    return [`I5: ${life} saw ${place.seq} of ${chat} first, without a gap`];
  } else segments.at(-1)?.seen.push(seen);
  if (after === null || (!isBroken && !isSame(after, last)))
    return [`I5: in ${chat}, ${life} saw ${place.seq} after ${wordsOf(after)}, not ${wordsOf(last)}, without a gap`];
  return place.seq === after.seq + 1 && place.epoch === after.epoch
    ? []
    : [`I5: in ${chat}, ${life} saw ${wordsOf(place)} after ${wordsOf(after)}`];
};

/** I5: all of it is of one log. */
const wrongSegments = ({ life, chat, segments }: View, lines: readonly LogLine[]): string[] =>
  segments.flatMap(({ start, seen }) => {
    const [first, last] = [seen.at(0)?.place.seq, seen.at(-1)?.place.seq];
    return lines.some((line) => (start === null || isAt(line, start)) && seen.every((one) => isEventOf(line, one)))
      ? []
      : [`I5: what ${life} saw in ${chat} from ${first} to ${last} is of no one log`];
  });

/** I4: since its last gap, it has seen the log. */
const wrongAtRest = (
  { life, chat, link, cursor }: Extract<Item, { type: 'rests' }>,
  { segments, isBroken }: View,
  lines: LogLines,
): string[] => {
  if (link !== 'live') return [`I4: ${life} is ${link} in ${chat}`];
  const line = lines.last(chat);
  if (line === undefined || line.head === 0) return [];
  if (cursor?.seq !== line.head || !isOn(line, cursor))
    return [`I4: ${life} is at ${wordsOf(cursor)} in ${chat}, whose head is ${line.head}`];
  const segment = segments.at(-1);
  if (isBroken || segment === undefined) return [`I4: ${life} has not seen the end of ${chat}`];
  const { start, seen } = segment;
  const isWhole = seen.length === line.head - (start?.seq ?? 0) && seen.every((one) => isEventOf(line, one));
  return isWhole ? [] : [`I4: what ${life} saw of ${chat} after ${wordsOf(start)} is not the log`];
};

/** A gap is told only of a cursor that the log cannot go on from. */
const hasCause = ({ chat, why, cursor }: Extract<Item, { type: 'gap' }>, index: number, lines: LogLines): boolean => {
  if (cursor === null || why === 'new') return cursor === null && why === 'new';
  if (why === 'expired') return lines.hasExpired(chat, cursor, index);
  const restored = lines.of(chat).filter(({ beganAt }) => beganAt >= 0 && beganAt < index);
  if (why === 'epoch') return restored.some(({ epoch }) => epoch !== cursor.epoch);
  return restored.some((line) => !isOn(line, cursor));
};

const isEventOf = (line: LogLine, { place, text }: Seen): boolean => {
  const event = line.events.get(place.seq);
  return line.epoch === place.epoch && event?.tag === place.tag && event.text === text;
};

/** A client that goes on from an event which did not fit knows no tag before it. */
const isAt = (line: LogLine, start: Cursor): boolean =>
  start.tag === null ? line.epoch === start.epoch : isOn(line, start);

const isSame = (cursor: Cursor, place: Place | undefined): boolean =>
  cursor.epoch === place?.epoch && cursor.seq === place.seq && cursor.tag === place.tag;

const wordsOf = (cursor: Cursor | null | undefined): string =>
  cursor === null || cursor === undefined
    ? 'no cursor'
    : `${cursor.seq} (${cursor.epoch.slice(0, 4)}, ${cursor.tag?.slice(0, 4)})`;
