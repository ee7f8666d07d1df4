import type { ConnectionSnapshot } from '../../src/index.js';
import {
  type ConnectionPath,
  followPath,
  type PathFeatures,
  type PathTarget,
  pathOptions,
} from '../../src/testing/index.js';

/** What a socket that was left says. */
export const STALE = 'a frame of a socket that was left';

/** A target that can be asked what no user sees. */
export interface ReplayTarget extends PathTarget {
  /** Makes the chat's sockets that were left say whatever they can; left out: they do by themselves. */
  haunt?(chatId: string): void;
  /** The sockets made for a chat, in order. */
  socketsOf(chatId: string): readonly { readonly constructedAt: number; readonly readyState: number }[];
  /** How many timers of the library wait, but for those of sockets that were left. */
  timers(): number;
}

/** What was not as the chart has it, or against an invariant, after a step. */
export interface Violation {
  readonly after: string;
  readonly what: string;
  readonly seen: unknown;
  readonly expected: unknown;
}

/** What is compared: words of messages are the implementation's own. */
const comparable = ({ lastFailure, failure, ...snapshot }: ConnectionSnapshot) => ({
  ...snapshot,
  lastFailure: lastFailure?.kind ?? null,
  failure: failure?.reason ?? null,
});

const isSame = (seen: unknown, expected: unknown) => JSON.stringify(seen) === JSON.stringify(expected);

/** Leads the target along the path, to its end or to the first step after which something is wrong. */
export const replayPath = async (
  { name, steps }: ConnectionPath,
  features: PathFeatures,
  target: ReplayTarget,
): Promise<Violation | null> => {
  const { chats, driver, settle, snapshot } = target;
  let violation: Violation | null = null;
  let haunted = 0;
  chats.on('message', ({ data }) => {
    if (data === STALE) haunted += 1;
  });
  const seen = () => comparable(snapshot());
  for (const [index, step] of steps.entries()) {
    const expected = comparable(step.expected);
    const check = (what: string, seen: unknown, expected: unknown) => {
      if (isSame(seen, expected)) return;
      violation ??= { after: `step ${index + 1}, ${step.name} ${step.args.join(' ')}`, what, seen, expected };
    };
    await followPath({ name, steps: [step] }, driver, async () => {
      await settle(() => isSame(seen(), expected));
      target.haunt?.('42');
      check('snapshot', seen(), expected);
      check('frames of sockets that were left', haunted, 0);
      for (const [what, count] of Object.entries(broken(target, features))) check(what, count, 0);
    });
    if (violation !== null) break;
  }
  return violation;
};

/** How often each invariant is broken. */
const broken = ({ socketsOf, snapshot, timers }: ReplayTarget, features: PathFeatures) => {
  const { throttleMs, maxAttempts } = pathOptions(features);
  const { state, attempt } = snapshot();
  const sockets = socketsOf('42');
  const live = sockets.filter(({ readyState }) => readyState <= 1).length;
  const isQuiet = state === 'idle' || state === 'failed';
  // Other chats have timers of their own.
  const isAlone = !features.company && !features.gate && !features.linger && !features.network;
  const tooSoon = sockets.filter(
    ({ constructedAt }, index) => constructedAt - (sockets[index - 1]?.constructedAt ?? -throttleMs) < throttleMs,
  );
  return {
    'sockets beyond the one of a chat': Math.max(0, live - 1),
    'sockets of a chat that is idle or failed': isQuiet ? live : 0,
    'timers in idle or failed': isQuiet && isAlone ? timers() : 0,
    'attempts that came too soon': tooSoon.length,
    'attempts beyond the budget': Math.max(0, attempt - maxAttempts),
  };
};
