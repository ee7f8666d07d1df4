import type { HelloFrame, Nacked, ServerFrame, WelcomeFrame } from '../domain/delivery-frames.js';
import { gapAt } from './gap-at.js';
import type { Greeting, StoredEvent } from './store.js';

const textOf = (frame: ServerFrame): string => JSON.stringify(frame);

export const PONG = textOf({ t: 'pong' });

export const ackText = (s: string, n: number, seq: number | null): string => textOf({ t: 'ack', s, n, seq });

export const nackText = (nacked: Nacked): string => textOf({ t: 'nack', ...nacked });

/** Undefined for what has no JSON. */
export function briefText(from: unknown, d: unknown): string | undefined {
  try {
    return textOf({ t: 'brief', from: from ?? null, d });
  } catch {
    return undefined;
  }
}

/** The data of an event is JSON text already. */
export function eventText({ seq, tag, from, n, data }: StoredEvent): string {
  const author = from === null ? '"from":null' : `"from":${JSON.stringify(from)},"n":${n}`;
  return `{"t":"event","seq":${seq},"tag":${JSON.stringify(tag)},${author},"d":${data}}`;
}

/** The answer to a hello (PS2–PS4). */
export function welcomeTo(
  { cursor }: HelloFrame,
  greeting: Greeting,
  bounds: { readonly window: number; readonly limit: number },
): WelcomeFrame {
  const { epoch, oldest, head, tag, last, nacked, lost, tagAtCursor } = greeting;
  const why = cursor === null ? 'new' : gapAt(greeting, cursor, tagAtCursor);
  return {
    t: 'welcome',
    epoch,
    oldest,
    head,
    tag,
    last: Object.fromEntries(last),
    nacked,
    lost,
    window: bounds.window,
    limit: bounds.limit,
    ...(why === undefined ? { resume: 'whole' } : { resume: 'gap', why }),
  };
}
