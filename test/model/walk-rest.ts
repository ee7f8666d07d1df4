import type { ConnectionSnapshot } from '../../src/index.js';
import { CHATS, type ChatName } from './random-steps.js';
import { hasSocket } from './walk-acts.js';
import { GREETING_TIMEOUT_MS, HEARTBEAT, HELLO, TIMEOUT_MS } from './walk-options.js';
import { expectTimers } from './walk-timers.js';
import type { World } from './walk-world.js';

/** The snapshots of all chats, as they are at rest. */
export type Seen = ReadonlyMap<ChatName, ConnectionSnapshot>;

/** What must be true whenever everything has settled. */
export const checkAtRest = (world: World): void => {
  const { ledger, sockets, expect } = world;
  const seen: Seen = new Map(CHATS.map((chat) => [chat, world.at(chat)]));
  world.listening.takeDelivered();
  for (const chat of CHATS) for (const socket of sockets.of(chat)) ledger.look(chat, socket);
  ledger.settle();
  for (const [chat, snapshot] of seen) {
    ledger.compare(chat, snapshot.queued, world.clock.now());
    checkSnapshot(world, chat, snapshot);
    checkSockets(world, chat, snapshot);
    if (world.isDisposed)
      expect('EN1', snapshot.state === 'idle' && !snapshot.wanted, () => `${chat} is ${snapshot.state}`);
    else checkStanding(world, chat, snapshot);
  }
  checkRegistry(world, seen);
  checkRequests(world, seen);
  expectTimers(world, seen);
};

const PHASES: Record<ConnectionSnapshot['state'], readonly ConnectionSnapshot['phase'][]> = {
  idle: [null],
  throttled: [null],
  connecting: ['resolving', 'awaiting-slot', 'dialing', 'greeting'],
  open: ['healthy', 'probing'],
  backoff: ['waiting', 'parked'],
  failed: [null],
};

const checkSnapshot = (world: World, chat: ChatName, snapshot: ConnectionSnapshot): void => {
  const { listening, clock, claims } = world;
  const { state, phase, connected, failure, retryAt, attempt, chatId } = snapshot;
  const expect = (holds: boolean, what: string) =>
    world.expect('snapshot', holds, () => `${what}: ${JSON.stringify(snapshot)}`);
  expect(world.at(chat) === snapshot, 'another object, with nothing in between');
  expect(listening.lastPublished(chat) === snapshot, 'not what subscribers were told last');
  expect(chatId === chat && PHASES[state].includes(phase), 'state and phase');
  expect(connected === (state === 'open'), 'connected');
  expect((failure !== null) === (state === 'failed'), 'failure');
  expect((retryAt !== null) === (state === 'throttled' || phase === 'waiting'), 'retryAt');
  expect(attempt >= 0 && attempt <= claims.maxAttempts, 'attempt');
  if (retryAt === null || listening.retryAtSince(chat) <= world.wallMovedAt) return;
  const at = retryAt - clock.wallNow() + clock.now();
  expect(
    // It is shown to the whole millisecond.
    clock.pending.some((timer) => Math.abs(timer.at - at) < 0.51),
    'no timer for retryAt',
  );
};

const checkSockets = (world: World, chat: ChatName, snapshot: ConnectionSnapshot): void => {
  const { state } = snapshot;
  const { sockets, clock, expect, claims } = world;
  const newest = sockets.of(chat).at(-1);
  const live = sockets.of(chat).filter(({ readyState }) => readyState < 2);
  const isRight = hasSocket(snapshot) ? live.every((socket) => socket === newest) : live.length === 0;
  expect('AT1', isRight, () => `${chat}, ${state}, has ${live.length} sockets CONNECTING or OPEN`);
  for (const socket of sockets.takeLeft(chat, hasSocket(snapshot))) {
    const counts = (['open', 'message', 'close', 'error'] as const).map((type) => socket.listenerCount(type)).join();
    expect('LI4', counts === '1,1,0,1', () => `a socket that was left has listeners: ${counts}`);
  }
  if (newest === undefined || !hasSocket(snapshot)) return;
  const dialingMs = clock.now() - newest.constructedAt;
  const { phase } = snapshot;
  expect('AT4', phase !== 'dialing' || dialingMs <= TIMEOUT_MS, () => `${chat} dials for ${dialingMs} ms`);
  const isGreeting = phase === 'greeting';
  const greetingMs = clock.now() - sockets.acceptedAt(chat);
  expect('GR3', !isGreeting || greetingMs <= GREETING_TIMEOUT_MS, () => `${chat} greets for ${greetingMs} ms`);
  expect('GR1', !isGreeting || claims.greeting, () => `${chat} greets`);
  const said = newest.sent.filter((data) => data !== HELLO).length;
  expect('GR1', !isGreeting || said === 0, () => `${chat} was handed ${said} messages before its welcome`);
  if (state !== 'open') return;
  const uptimeMs = clock.now() - Math.max(sockets.openedAt(chat), world.sleptUntil);
  const isProved = !claims.heartbeat && uptimeMs > claims.stableUptimeMs;
  expect('RE3', !isProved || snapshot.lastFailure === null, () => `${chat} is not proved after ${uptimeMs} ms`);
  if (!claims.heartbeat) return;
  const aliveAt = Math.max(sockets.openedAt(chat), sockets.lastFrameAt(chat), world.sleptUntil);
  const quietMs = clock.now() - aliveAt;
  const boundMs = HEARTBEAT.intervalMs + HEARTBEAT.timeoutMs;
  expect('LI2', quietMs <= boundMs, () => `${chat} is open without life for ${quietMs} ms`);
};

const checkStanding = (world: World, chat: ChatName, { state, phase, wanted }: ConnectionSnapshot): void => {
  const { wishes, page, clock, claims, expect } = world;
  const awaitsBurst = wishes.awaitsBurst(chat);
  const stance = () => `${chat} is ${state} ${phase ?? ''}, wanted: ${wanted}`;
  expect('SE3', wanted === wishes.has(chat), stance);
  expect('SE7', awaitsBurst !== 'yes' || state === 'idle', stance);
  expect('AT2', !wanted || awaitsBurst !== 'no' || state !== 'idle', stance);
  expect('SE4', wanted || state === 'idle' || state === 'open', stance);
  const isQuiet = state === 'idle' || state === 'failed' || phase === 'parked';
  expect('PL3', !page.isFrozen || isQuiet, () => `while frozen ${stance()}`);
  const isLingering = state === 'open' && !wanted;
  if (!isLingering) world.lingersSince.delete(chat);
  else if (!world.lingersSince.has(chat)) world.lingersSince.set(chat, clock.now());
  const lingeredMs = clock.now() - (world.lingersSince.get(chat) ?? clock.now());
  expect('SE4', lingeredMs <= claims.lingerMs, () => `${chat} lingers for ${lingeredMs} ms`);
};

const checkRegistry = (world: World, seen: Seen): void => {
  const { chats, wishes, isDisposed, claims, page, expect } = world;
  const snapshot = chats.getSnapshot();
  const inUse = [...seen.values()].filter(({ wanted, state }) => wanted || state !== 'idle');
  expect(
    'SE9',
    [...snapshot.chats.keys()].sort().join() === inUse.map(({ chatId }) => chatId).join(),
    () => `in use ${inUse.map(({ chatId }) => chatId)}, listed ${[...snapshot.chats.keys()]}`,
  );
  for (const [chatId, one] of snapshot.chats) {
    const isSame = JSON.stringify(one) === JSON.stringify(seen.get(chatId as ChatName));
    expect('snapshot', isSame, () => `the registry has another snapshot of ${chatId}`);
  }
  const selected = isDisposed ? null : wishes.selected;
  const connected = selected !== null && seen.get(selected)?.connected === true;
  expect('SE3', snapshot.selected === selected, () => `selected is ${snapshot.selected}, not ${selected}`);
  expect('snapshot', snapshot.connected === connected, () => `connected is ${snapshot.connected}`);
  expect('snapshot', chats.getSnapshot() === snapshot, () => 'another registry snapshot, with nothing in between');
  const lingering = inUse.filter(({ wanted }) => !wanted);
  expect('SE4', lingering.length <= claims.maxLingering, () => `${lingering.length} chats linger`);
  const listeners = inUse.length > 0 ? 1 : 0;
  expect(
    'PL4',
    page.listenerCount === listeners,
    () => `${page.listenerCount} listeners on the page, in use: ${inUse.map(({ chatId }) => chatId)}`,
  );
  if (isDisposed)
    expect('EN1', world.listening.connected.length === 0, () => `${world.listening.connected} raised no close`);
};

/** An address that nobody waits for any more is told so (AT3). */
const checkRequests = (world: World, seen: Seen): void => {
  for (const request of world.requests.filter(({ isAnswered }) => !isAnswered)) {
    const { chatId, signal } = request;
    const isNewest = request === world.requests.findLast((other) => other.chatId === chatId);
    const isAwaited = isNewest && seen.get(chatId as ChatName)?.phase === 'resolving';
    world.expect(
      'AT3',
      signal.aborted !== isAwaited,
      () => `a request of ${chatId}: awaited ${isAwaited}, aborted ${signal.aborted}`,
    );
  }
};
