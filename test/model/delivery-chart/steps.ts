import type { StepKind } from '../../../src/testing/paths/explore.js';
import { untilNext } from '../../../src/testing/paths/timed-world.js';
import { MOMENT_MS } from './timing.js';
import { type DeliveryModel, type DeliveryWorld, linkIn, named, pendingIn, recalled } from './world.js';

/** What happens to the delivery of a chat from outside. */
export type DeliveryStepName =
  | 'openStorage'
  | 'connect'
  | 'welcomeWhole'
  | 'welcomeGap'
  | 'answerSnapshot'
  | 'answerSnapshotElsewhere'
  | 'failSnapshot'
  | 'deliverEvent'
  | 'deliverHole'
  | 'send'
  | 'sendAndBreak'
  | 'findMessage'
  | 'acknowledge'
  | 'acknowledgeOldest'
  | 'drop'
  | 'pass';

type Kind = StepKind<DeliveryWorld, DeliveryStepName>;

/** No more of this page's own are explored. */
const MAX_MESSAGES = 2;

/** Every step, with the condition for it and its effect on the world. */
export const deliverySteps = ({ send, pump, close, pass }: DeliveryModel): readonly Kind[] => {
  const kinds: Kind[] = [];
  const add = (
    name: DeliveryStepName,
    isPossible: Kind['isPossible'],
    apply: Kind['apply'],
    args: (world: DeliveryWorld) => readonly (string | number)[] = () => [],
  ) => kinds.push({ step: (world) => ({ name, args: args(world) }), isPossible, apply });

  const isOpening = ({ chart }: DeliveryWorld) => chart.matches({ outbox: 'opening' });
  const isLive = (world: DeliveryWorld) => linkIn(world) === 'live';
  const isSnapshotting = (world: DeliveryWorld) => linkIn(world) === 'snapshotting';
  const isGreeting = (world: DeliveryWorld) => linkIn(world) === 'greeting';
  const hello = (world: DeliveryWorld) => send(named(recalled(world)), { type: 'link.greeted' });

  for (const storage of ['persistent', 'memory'] as const) {
    add(
      'openStorage',
      isOpening,
      (world) => {
        const opened = send(world, { type: 'outbox.opened', storage });
        return opened.connection === null ? opened : hello(opened);
      },
      () => [storage],
    );
  }
  add(
    'connect',
    ({ connection }) => connection === null,
    (before) => {
      const later = pass(before, Math.max(0, before.retryAt - before.now));
      const world = { ...later, connection: { isOpen: false, since: later.now } };
      // A hello needs the senders that are in storage.
      return isOpening(world) ? world : hello(world);
    },
    ({ retryAt, now }) => [Math.max(0, retryAt - now)],
  );

  /** What was in flight was not taken, and is sent again. */
  const welcomed = (before: DeliveryWorld, welcome: Parameters<typeof send>[1]) => {
    const world = recalled({ ...before, found: before.found === 'named' ? 'greeted' : before.found });
    const after = send(world, welcome);
    if (after.connection?.isOpen !== false) return after;
    return pump({ ...after, connection: { ...after.connection, isOpen: true } });
  };
  add(
    'welcomeWhole',
    (world) => isGreeting(world) && world.hasCursor,
    (world) => welcomed(world, { type: 'welcome.whole' }),
  );
  add('welcomeGap', isGreeting, (world) => welcomed(world, { type: 'welcome.gap', why: 'expired' }));

  const answered = (world: DeliveryWorld, isHead: boolean) =>
    send({ ...world, hasCursor: true }, { type: 'snapshot.taken', isHead });
  add('answerSnapshot', isSnapshotting, (world) => answered(world, true));
  add('answerSnapshotElsewhere', isSnapshotting, (world) => answered(world, false));
  add('failSnapshot', isSnapshotting, (world) => send(world, { type: 'snapshot.failed' }));

  add(
    'deliverEvent',
    (world) => isLive(world) && world.hasCursor,
    (world) => (world.chart.context.holes > 0 ? send(world, { type: 'event.delivered' }) : world),
  );
  add('deliverHole', isLive, (world) => send(world, { type: 'hole.found' }));

  const ownIn = (world: DeliveryWorld) => pendingIn(world) - (world.found === null ? 0 : 1);
  add(
    'send',
    (world) => !isOpening(world) && ownIn(world) < MAX_MESSAGES,
    (world) => pump({ ...world, waiting: world.waiting + 1 }),
  );
  add(
    'sendAndBreak',
    (world) => isLive(world) && pendingIn(world) === 0,
    (world) => close({ ...world, waiting: 2 }),
  );
  add(
    'findMessage',
    (world) => !isOpening(world) && world.found === null,
    (world) => pump({ ...world, found: 'unnamed' }),
  );
  const canHear = (world: DeliveryWorld) => isLive(world) || isSnapshotting(world);
  const acknowledged = (world: DeliveryWorld, count: number) => {
    const isFoundTaken = world.inFlight.slice(0, count).some(({ isFound }) => isFound);
    return pump({ ...world, inFlight: world.inFlight.slice(count), found: isFoundTaken ? null : world.found });
  };
  add(
    'acknowledge',
    (world) => canHear(world) && world.inFlight.length > 0,
    (world) => acknowledged(world, world.inFlight.length),
  );
  add(
    'acknowledgeOldest',
    (world) => canHear(world) && world.inFlight.length > 1,
    (world) => acknowledged(world, 1),
  );
  add('drop', (world) => world.connection !== null && !isOpening(world), close);

  add(
    'pass',
    ({ timers }) => timers.length > 0,
    (world) => pass(world, untilNext(world)),
    (world) => [untilNext(world)],
  );
  add(
    'pass',
    (world) => world.timers.length > 0 && untilNext(world) > MOMENT_MS,
    (world) => pass(world, MOMENT_MS),
    () => [MOMENT_MS],
  );
  return kinds;
};
