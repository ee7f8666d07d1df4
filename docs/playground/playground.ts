import type { ChatConnection, ConnectionSnapshot } from '../../src/index.js';
import type { InspectionSource } from '../../src/inspect/index.js';
import type { FakeGateway } from '../../src/testing/index.js';
import {
  ACTION_IDS,
  type ActionId,
  AT_FIRST,
  actionOf,
  type Conditions,
  conditionsAfter,
  isPossible,
} from './actions.js';
import { asATest } from './as-a-test.js';
import { CHAT_ID, createEvenkeelClient, createNaiveClient, type LogLine } from './clients.js';
import { encodeSteps, MAX_MS, MAX_STEPS, type Step, withStep } from './steps.js';

/** The sockets of a client. */
export interface SocketCount {
  readonly constructed: number;
  readonly live: number;
  readonly mostAtOnce: number;
}

/** What is to be seen. */
export interface PlaygroundView {
  /** Milliseconds since the beginning. */
  readonly now: number;
  readonly snapshot: ConnectionSnapshot;
  readonly log: readonly LogLine[];
  readonly sockets: SocketCount;
  readonly naive: { readonly state: string; readonly sockets: SocketCount };
  readonly conditions: Conditions;
  readonly possible: ReadonlySet<ActionId>;
  /** How long until the next timer of evenkeel or its gateway; null without one. */
  readonly nextTimerMs: number | null;
  /** Whether there is no room for more steps. */
  readonly isOver: boolean;
}

/**
 * Two clients under the same conditions, evenkeel and a page that was written by hand. Their time moves by steps; each step is
 * done when the promise of its call resolves, and steps wait for each other.
 */
export interface Playground {
  /** The chat's connection in evenkeel. */
  readonly connection: Pick<ChatConnection, 'subscribe'>;
  readonly source: InspectionSource;
  readonly wallNow: () => number;
  view(): PlaygroundView;
  act(id: ActionId): Promise<void>;
  advance(ms: number): Promise<void>;
  /** Lets as much time pass as is left until the next timer. */
  advanceToNextTimer(): Promise<void>;
  /** The steps so far, for an address. */
  toText(): string;
  /** The steps so far as a test of Vitest, which passes. */
  toTest(): string;
  dispose(): void;
}

/** Begins with these steps done. `naiveScript` is the text of test/browser/naive/faulty-chat.js. */
export const createPlayground = async (
  naiveScript: string,
  stepsAtFirst: readonly Step[] = [],
): Promise<Playground> => {
  const evenkeel = createEvenkeelClient();
  const naive = await createNaiveClient(naiveScript);
  const clients = [evenkeel, naive];
  const chat = evenkeel.chats.get(CHAT_ID);
  let conditions = AT_FIRST;
  let steps: readonly Step[] = [];
  let passedMs = 0;
  let last: Promise<void> = Promise.resolve();

  const isOver = () => steps.length >= MAX_STEPS || passedMs >= MAX_MS;
  const inTurn = (fn: () => Promise<void>): Promise<void> => {
    last = last.then(fn);
    return last;
  };
  const act = async (id: ActionId): Promise<void> => {
    if (isOver()) return;
    for (const client of clients) {
      actionOf(id).act(client, conditions);
      await client.clock.settle();
    }
    conditions = conditionsAfter(conditions, id);
    steps = withStep(steps, id);
  };
  const advance = async (requestedMs: number): Promise<void> => {
    const ms = Math.min(requestedMs, MAX_MS - passedMs);
    // The time of a frozen page stands still.
    if (isOver() || conditions.isFrozen || ms === 0) return;
    for (const { clock } of clients) await clock.advanceAsync(ms);
    passedMs += ms;
    steps = withStep(steps, ms);
  };
  const nextTimerMs = (): number | null => {
    const [next] = evenkeel.clock.pending;
    return next === undefined || conditions.isFrozen ? null : Math.max(1, Math.ceil(next.at - evenkeel.clock.now()));
  };

  for (const step of stepsAtFirst) await (typeof step === 'number' ? advance(step) : act(step));
  return {
    connection: chat,
    source: evenkeel.inspector,
    wallNow: evenkeel.clock.wallNow,
    view: () => ({
      now: evenkeel.clock.now(),
      snapshot: chat.getSnapshot(),
      log: evenkeel.log,
      sockets: countOf(evenkeel.gateway),
      naive: { state: naive.state, sockets: countOf(naive.gateway) },
      conditions,
      possible: new Set(ACTION_IDS.filter((id) => isPossible(id, conditions, evenkeel.gateway.open.length))),
      nextTimerMs: nextTimerMs(),
      isOver: isOver(),
    }),
    act: (id) => inTurn(() => act(id)),
    advance: (ms) => inTurn(() => advance(ms)),
    advanceToNextTimer: () => inTurn(() => advance(nextTimerMs() ?? 0)),
    toText: () => encodeSteps(steps),
    toTest: () => asATest(steps, { snapshot: chat.getSnapshot(), sockets: evenkeel.gateway.sockets.length }),
    dispose: () => evenkeel.dispose(),
  };
};

const countOf = (gateway: FakeGateway): SocketCount => ({
  constructed: gateway.sockets.length,
  live: gateway.live.length,
  mostAtOnce: gateway.peakLive(),
});
