import { type ChatConnection, type ChatConnections, type ConnectionSnapshot, DisposedError } from '../../src/index.js';
import type { Settings } from './random-settings.js';
import { type AbandonName, CHATS, type ChatName, type Wish } from './random-steps.js';
import { ABANDONED_FOR_MS, type ExpectedBudget } from './walk-budget.js';
import type { Expect, MessageLedger } from './walk-messages.js';
import type { ExpectedWishes } from './walk-wishes.js';

/** Of a world, what wishes need. */
export interface Wisher {
  readonly chats: ChatConnections;
  readonly claims: Settings;
  readonly clock: { now(): number };
  readonly wishes: ExpectedWishes;
  readonly ledger: MessageLedger;
  readonly expect: Expect;
  isDisposed: boolean;
  /** Whether the library is in the midst of something, so that this comes a little later. */
  readonly reactions: { readonly isAmid: boolean };
  handle(chat: ChatName): ChatConnection;
  at(chat: ChatName): ConnectionSnapshot;
  budget(chat: ChatName): ExpectedBudget;
  fingerprint(): string;
}

/** Asks this of the library; nothing but what the rules say may be thrown. */
export const makeWish = (world: Wisher, wish: Wish): void => {
  try {
    make(world, wish);
  } catch (error) {
    const isExpected = world.isDisposed && error instanceof DisposedError;
    world.expect('EN1', isExpected, () => `${wish.does} threw ${error}`);
  }
};

const make = (world: Wisher, wish: Wish): void => {
  switch (wish.does) {
    case 'select':
      if (wish.chat === null) return world.wishes.deselect();
      callsRegistry(world);
      return select(world, wish.chat);
    case 'retain':
      callsRegistry(world);
      return world.wishes.retain(wish.chat);
    case 'release':
      return world.wishes.release(wish.which);
    case 'retry':
      return retry(world, wish.chat);
    case 'reconnect':
      return reconnect(world, wish.chat);
    case 'abandon':
      return abandon(world, wish.chat, wish.verdict);
    case 'send':
      return send(world, wish.chat, wish.size);
    case 'dispose':
      world.isDisposed = true;
      return world.chats.dispose();
  }
};

const callsRegistry = (world: Wisher): void => {
  const { isAmid } = world.reactions;
  for (const chat of CHATS) {
    const { state, wanted } = world.at(chat);
    if (!wanted && (state === 'idle' || isAmid)) world.budget(chat).registryCalled(isAmid);
  }
};

const select = (world: Wisher, chat: ChatName): void => {
  if (world.wishes.selected !== chat || world.isDisposed) return world.wishes.select(chat);
  // What is to be forgotten is forgotten at any call (SE9).
  world.chats.get(chat);
  const before = world.fingerprint();
  world.wishes.select(chat);
  world.expect('SE2', world.fingerprint() === before, () => `select(${chat}) once more changed something`);
};

const retry = (world: Wisher, chat: ChatName | null): void => {
  for (const one of chat === null ? CHATS : [chat]) {
    const { wanted, state } = world.at(one);
    const budget = world.budget(one);
    if (world.reactions.isAmid || budget.isBehind(state)) budget.mayDiffer();
    else if (wanted && state !== 'open' && state !== 'connecting') budget.restore();
  }
  if (chat === null) world.chats.retry();
  else world.handle(chat).retry();
};

const reconnect = (world: Wisher, chat: ChatName | null): void => {
  for (const one of chat === null ? CHATS : [chat]) {
    const { wanted, state } = world.at(one);
    const budget = world.budget(one);
    if (world.reactions.isAmid || budget.isBehind(state)) budget.mayDiffer();
    else if (wanted) budget.restore();
  }
  if (chat === null) world.chats.reconnect();
  else world.handle(chat).reconnect();
};

const abandon = (world: Wisher, chat: ChatName, verdict: AbandonName): void => {
  const { state } = world.at(chat);
  const before = world.fingerprint();
  world.handle(chat).abandon(verdict === 'later' ? { retryAfterMs: ABANDONED_FOR_MS } : verdict, verdict);
  // An inspector sees that the chart was told, and may react.
  const mayAct = state === 'open' || world.reactions.isAmid || world.claims.reactions.length > 0;
  world.expect('RE8', mayAct || world.fingerprint() === before, () => `abandon(${chat}) in ${state} had an effect`);
};

const send = (world: Wisher, chat: ChatName, size: 'text' | 'binary' | 'large'): void => {
  const before = world.at(chat);
  const wasDisposed = world.isDisposed;
  const data = world.ledger.compose(chat, size, world.clock.now());
  const receipt = world.handle(chat).send(data);
  world.ledger.receipt(data, receipt);
  const answer = receipt.status === 'rejected' ? receipt.reason : receipt.status;
  // Whoever is called while it is sent may dispose.
  const allowed = [...(world.isDisposed ? ['disposed'] : []), ...(wasDisposed ? [] : answersTo(before, world.claims))];
  world.expect('SD1', allowed.includes(answer), () => `send to ${chat} (${JSON.stringify(before)}) was ${answer}`);
};

const answersTo = ({ state, wanted }: ConnectionSnapshot, { queue }: Settings): readonly string[] => {
  const queueing = queue === 'off' ? ['queue-off'] : ['queued', 'queue-full', 'too-large'];
  if (state === 'open') return ['sent', ...queueing];
  if (!wanted) return ['not-wanted'];
  return state === 'failed' ? ['failed'] : queueing;
};
