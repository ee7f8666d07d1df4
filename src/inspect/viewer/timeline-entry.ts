import type { InspectedChat, InspectionFrame } from '../inspection.js';
import { wayOf } from './overview-ways.js';
import { newIn, stateName, topOf } from './state-names.js';

/** Where a chart of a chat was at some time, where it was before, and along which edges it last moved. */
export interface ChatMoment {
  readonly chat: InspectedChat;
  /** Null if nothing is known of it. */
  readonly previous: InspectedChat | null;
  readonly edges: readonly string[];
  /** The way between two of the six states that it went last; null if that is not known. */
  readonly way: string | null;
}

/** What stands out in a timeline: an attempt that starts, or a socket that closes or fails. */
export interface Highlight {
  readonly kind: 'attempt' | 'close';
  readonly text: string;
}

export interface TimelineEntry extends ChatMoment {
  readonly chat: InspectionFrame;
  /** The event as people call it: `chat.want`, `after backoffDelay`. */
  readonly name: string;
  readonly highlights: readonly Highlight[];
  /** What else the event said, on one line. */
  readonly facts: string;
  /** The state that it led to, if it led to another. */
  readonly led: string | null;
  /** What a filter looks through. */
  readonly text: string;
}

/** A line of text, not a document. */
const MAX_FACTS = 300;

export const entryOf = (frame: InspectionFrame, before: ChatMoment | undefined): TimelineEntry => {
  const previous = before?.chat ?? null;
  const name = nameOf(frame.event.type);
  const highlights = highlightsOf(frame, previous);
  const facts = factsOf(frame.event);
  const state = stateName(frame.value);
  const words = [frame.chart, frame.chatId, name, ...highlights.map(({ text }) => text), facts, state, ...frame.edges];
  return {
    chat: frame,
    previous,
    edges: frame.edges.length > 0 ? frame.edges : (before?.edges ?? []),
    way: wayOf(frame.edges) ?? before?.way ?? null,
    name,
    highlights,
    facts,
    led: newIn(frame.value, previous?.value ?? null),
    text: words.join(' ').toLowerCase(),
  };
};

/** XState calls the end of a delay `xstate.after.<delay>.<state>`. */
const nameOf = (type: string): string => type.replace(/^xstate\.after\.([^.]+)\..*$/, 'after $1');

const highlightsOf = (frame: InspectionFrame, previous: InspectedChat | null): Highlight[] => {
  if (frame.chart !== 'connection' || previous?.chart === 'delivery') return [];
  const { event, context, value } = frame;
  const isEnd = event.type === 'connection.ended';
  const hasClosed = previous !== null && !isSame(context.lastClose, previous.context.lastClose);
  const hasStarted =
    topOf(value) === 'connecting' &&
    (previous === null || topOf(previous.value) !== 'connecting' || context.startedAt !== previous.context.startedAt);
  const code = isEnd ? codeOf(event['close']) : context.lastClose?.code;
  return [
    ...(isEnd || hasClosed
      ? [{ kind: 'close', text: code === undefined ? String(event['kind'] ?? 'ended') : `close ${code}` } as const]
      : []),
    ...(hasStarted ? [{ kind: 'attempt', text: `attempt ${context.attempt}` } as const] : []),
  ];
};

const codeOf = (close: unknown): unknown =>
  typeof close === 'object' && close !== null && 'code' in close ? close.code : undefined;

/** Values that came over a wire: without identity. */
export const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

const factsOf = ({ type: _, ...facts }: InspectionFrame['event']): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ')
    .slice(0, MAX_FACTS);
