/** A timer that waits in a world. */
export interface PendingTimer<Due> {
  readonly id: string;
  readonly at: number;
  readonly event: Due;
}

/** A world with a time of its own. */
export interface TimedWorld<Due> {
  readonly now: number;
  /** In order of time; timers of one instant in the order in which they fire. */
  readonly timers: readonly PendingTimer<Due>[];
}

export const setTimer = <World extends TimedWorld<unknown>>(
  world: World,
  id: string,
  delayMs: number,
  event: World['timers'][number]['event'],
): World => {
  const others = world.timers.filter((timer) => timer.id !== id);
  const timers = [...others, { id, at: world.now + delayMs, event }].sort((a, b) => a.at - b.at);
  return { ...world, timers };
};

export const clearTimer = <World extends TimedWorld<unknown>>(world: World, id: string): World => ({
  ...world,
  timers: world.timers.filter((timer) => timer.id !== id),
});

/** Fires everything that is due at `until`: from deadline to deadline or, after a sleep, all of it late. */
export const elapse = <Due, World extends TimedWorld<Due>>(
  start: World,
  until: number,
  isAsleep: boolean,
  fire: (world: World, event: Due) => World,
): World => {
  let world = isAsleep ? { ...start, now: until } : start;
  for (let timer = firstDue(world, until); timer !== undefined; timer = firstDue(world, until)) {
    const { id, at, event } = timer;
    world = fire({ ...clearTimer(world, id), now: Math.max(world.now, at) }, event);
  }
  return { ...world, now: until };
};

/** How long until the next timer fires; without end if none waits. */
export const untilNext = ({ timers, now }: TimedWorld<unknown>): number =>
  (timers[0]?.at ?? Number.POSITIVE_INFINITY) - now;

const firstDue = <Due>({ timers }: TimedWorld<Due>, until: number) => timers.find(({ at }) => at <= until);
