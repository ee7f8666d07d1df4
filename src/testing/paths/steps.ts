import { stateOf } from '../../chat/snapshot-of.js';
import { classifyClose } from '../../domain/close-codes.js';
import type { StepKind } from './explore.js';
import type { PathFeatures } from './path-options.js';
import { untilNext } from './timed-world.js';
import type { World, WorldModel } from './world.js';

/** What happens to a chat from outside. Each is a method of a driver. */
export type StepName =
  | 'select'
  | 'selectAmidBurst'
  | 'letGo'
  | 'retry'
  | 'reconnect'
  | 'abandon'
  | 'crowdOut'
  | 'answerAddress'
  | 'failAddress'
  | 'rejectAddress'
  | 'breakConstruction'
  | 'holdGate'
  | 'freeGate'
  | 'acceptHandshake'
  | 'refuseHandshake'
  | 'refuseAsUnauthorized'
  | 'welcome'
  | 'refuseGreeting'
  | 'deliverFrame'
  | 'drop'
  | 'close'
  | 'goOffline'
  | 'comeOnline'
  | 'becomeVisible'
  | 'freeze'
  | 'resume'
  | 'proveOnline'
  | 'pass'
  | 'oversleep';

/** One thing that happens to a chat from outside. */
export interface Step {
  readonly name: StepName;
  /** The code and reason for `close`, the milliseconds for `pass` and `oversleep`. */
  readonly args: readonly (string | number)[];
}

/** Deadlines are overslept by more than the 2 s that the liveness check tolerates. */
const OVERSLEPT_MS = 5_000;
/** An attempt that is newer than this is recent when the page becomes visible (PL2). */
export const RECENT_MS = 10_000;

/** The steps that the features include, with the condition for each and its effect on the world. */
export const stepKinds = (features: PathFeatures, model: WorldModel): readonly StepKind<World, StepName>[] => {
  const { options, send, end } = model;
  const kinds: StepKind<World, StepName>[] = [];
  const add = (
    isIncluded: boolean | undefined,
    name: StepName,
    isPossible: (world: World) => boolean,
    apply: (world: World) => World,
    args: (world: World) => Step['args'] = () => [],
  ) => {
    if (!isIncluded) return;
    kinds.push({
      step: (world) => ({ name, args: args(world) }),
      isPossible,
      apply: (world) => model.forget(apply(world)),
    });
  };

  // the user
  const isUsed = (world: World) => features.company || isInUse(world);
  // Nobody listens to the page before a chat is in use.
  const hear = (world: World) =>
    isUsed(world) ? world : { ...world, isOffline: !world.isPageOnline, isFrozen: false };
  const isUnselected = ({ isSelected }: World) => !isSelected;
  add(true, 'select', isUnselected, (world) => model.select(hear(world)));
  add(features.company, 'selectAmidBurst', isUnselected, (world) =>
    model.select({ ...hear(world), lastSelectionAt: world.now }),
  );
  add(true, 'letGo', (world) => world.isSelected && (features.linger || !is(world, 'open')), model.letGo);
  add(
    true,
    'retry',
    (world) => world.isSelected,
    (world) => send(world, { type: 'chat.retry' }),
  );
  add(
    features.renewal,
    'reconnect',
    (world) => world.isSelected || isLingering(world),
    (world) => {
      const renewed = send(world, { type: 'chat.renew' });
      return world.isSelected ? send(renewed, { type: 'chat.retry' }) : renewed;
    },
  );
  add(
    features.renewal,
    'abandon',
    (world) => is(world, 'open'),
    (world) => send(world, { type: 'chat.abandon', verdict: 'retry', message: '' }),
  );
  add(
    features.linger,
    'crowdOut',
    (world) => isLingering(world) && !world.isOffline && !world.isFrozen && world.gateHeldAt === null,
    (world) => send(world, { type: 'chat.evict' }),
  );

  // the address and the gate
  const isAsking = (world: World) => world.chart.matches({ connecting: 'resolving' });
  add(features.address, 'answerAddress', isAsking, (world) => send(world, { type: 'address.resolved' }));
  add(features.address, 'failAddress', isAsking, (world) => end(world, 'address', 'retry'));
  add(features.address, 'rejectAddress', isAsking, (world) => end(world, 'address', 'fatal'));
  add(
    features.address,
    'breakConstruction',
    (world) => isAsking(world) && world.gateHeldAt === null,
    (world) => send({ ...world, isConstructionBroken: true }, { type: 'address.resolved' }),
  );
  add(
    features.gate,
    'holdGate',
    (world) => world.gateHeldAt === null && !world.line && !world.isFrozen && !world.isOffline,
    (world) => ({ ...world, gateHeldAt: world.now }),
  );
  add(
    features.gate,
    'freeGate',
    (world) => world.gateHeldAt !== null,
    (world) => {
      const free = { ...world, gateHeldAt: null };
      if (!world.chart.matches({ connecting: 'awaitingSlot' }) || world.line === null) return free;
      return send({ ...free, line: { ...world.line, hasSlot: true } }, { type: 'slot.granted' });
    },
  );

  // the server
  const isDialing = (world: World) => world.chart.matches({ connecting: 'dialing' });
  add(true, 'acceptHandshake', isDialing, (world) => {
    const line = world.line && { ...world.line, hasSlot: false, lastAliveAt: world.now };
    return send({ ...world, line }, { type: 'socket.opened' });
  });
  add(true, 'refuseHandshake', isDialing, (world) => end(world, 'handshake', 'retry', 1006));
  add(features.classifier, 'refuseAsUnauthorized', isDialing, (world) => end(world, 'handshake', 'refresh', 1006));
  const isGreeting = (world: World) => world.chart.matches({ connecting: 'greeting' });
  add(features.greeting, 'welcome', isGreeting, (world) => {
    const line = world.line && { ...world.line, lastAliveAt: world.now };
    return send({ ...world, line }, { type: 'greeting.welcomed' });
  });
  add(features.greeting, 'refuseGreeting', isGreeting, (world) => end(world, 'greeting', 'refresh'));
  add(features.greeting, 'drop', isGreeting, (world) => end(world, 'greeting', 'retry', 1006));
  const isOpen = (world: World) => is(world, 'open');
  add(features.heartbeat || features.network, 'deliverFrame', isOpen, (world) => {
    const { line } = world;
    if (line === null) return world;
    const alive = { ...world, line: { ...line, lastAliveAt: world.now, isFrameWatched: false } };
    return line.isFrameWatched ? send(alive, { type: 'frame.arrived' }) : alive;
  });
  add(true, 'drop', isOpen, (world) => end(world, 'lost', 'retry', 1006));
  const addClose = (isIncluded: boolean | undefined, code: number, reason = '') => {
    const verdict = classifyClose({ code, reason, wasClean: true });
    const args = [code, reason];
    add(
      isIncluded,
      'close',
      isOpen,
      (world) => end(world, 'lost', verdict, code, reason),
      () => args,
    );
  };
  for (const code of [4403, 4401, 1002]) addClose(features.codes, code);
  addClose(features.retryAfter, 4503, 'retry-after=60');

  // the page
  const tell = (world: World, event: Parameters<typeof send>[1]) => (isUsed(world) ? send(world, event) : world);
  add(
    features.network,
    'goOffline',
    ({ isPageOnline }) => isPageOnline,
    (world) => tell({ ...world, isPageOnline: false, isOffline: true }, { type: 'page.wentOffline' }),
  );
  add(features.network, 'comeOnline', isUsed, (world) =>
    tell({ ...world, isPageOnline: true, isOffline: false }, { type: 'page.cameOnline' }),
  );
  add(features.lifecycle, 'becomeVisible', isInUse, (world) => tell(world, { type: 'page.becameVisible' }));
  add(
    features.lifecycle,
    'freeze',
    ({ isPageFrozen }) => !isPageFrozen,
    (world) => tell({ ...world, isPageFrozen: true, isFrozen: true }, { type: 'page.froze' }),
  );
  add(
    features.lifecycle,
    'resume',
    ({ isPageFrozen }) => isPageFrozen,
    (world) => tell({ ...world, isPageFrozen: false, isFrozen: false }, { type: 'page.resumed' }),
  );
  add(
    features.network && !features.loopback,
    'proveOnline',
    (world) => world.isOffline && !world.isFrozen && isInUse(world) && !isLingering(world) && !world.line,
    (world) => send({ ...world, isOffline: false }, { type: 'page.hintDiscredited' }),
  );

  // time
  const canPass = (world: World, ms: number) =>
    // The hung handshake that holds the gate must not time out.
    world.gateHeldAt === null || world.now + ms - world.gateHeldAt < options.connectTimeoutMs;
  add(
    true,
    'pass',
    (world) => world.timers.length > 0 && canPass(world, untilNext(world)),
    (world) => model.pass(world, untilNext(world)),
    (world) => [untilNext(world)],
  );
  for (const ms of [options.throttleMs, RECENT_MS, options.cooldownMs]) {
    add(
      true,
      'pass',
      (world) => untilNext(world) > ms && canPass(world, ms),
      (world) => model.pass(world, ms),
      () => [ms],
    );
  }
  add(
    features.heartbeat,
    'oversleep',
    (world) => isOpen(world) && world.timers.length > 0,
    (world) => model.oversleep(world, untilNext(world) + OVERSLEPT_MS),
    (world) => [untilNext(world) + OVERSLEPT_MS],
  );
  return kinds;
};

const is = ({ chart }: World, state: ReturnType<typeof stateOf>) => stateOf(chart.value) === state;
const isLingering = ({ chart }: World) => chart.matches({ open: { holding: 'lingering' } });
const isInUse = (world: World) => !is(world, 'idle');
