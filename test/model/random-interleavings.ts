import fc from 'fast-check';
import { type SearchOptions, search } from './random-search.js';
import { ORDINARY } from './random-settings.js';
import { type Answer, wishes, wordsOf } from './random-steps.js';
import { end } from './walk-ending.js';
import { checkAtRest } from './walk-rest.js';
import { World } from './walk-world.js';

/** What a socket's far end does, one after the other, each when the scheduler says. */
const fates = fc.array(fc.constantFrom('accepts', 'refuses', 'sends', 'closes', 'errors'), {
  minLength: 1,
  maxLength: 4,
});

const plans = fc.record({
  scheduler: fc.scheduler(),
  wishes: fc.array(wishes, { minLength: 1, maxLength: 8 }),
  answers: fc.array(fc.constantFrom<Answer[]>('an address', 'a rejection', 'RejectedError'), {
    minLength: 1,
    maxLength: 4,
  }),
  fates: fc.array(fates, { minLength: 1, maxLength: 3 }),
  waitsMs: fc.array(fc.constantFrom(0, 250, 2_000, 10_000), { maxLength: 6 }),
  ending: fc.constantFrom('disposes', 'lets go', 'heals'),
});

type Plan = typeof plans extends fc.Arbitrary<infer Value> ? Value : never;

const interleave = async ({ scheduler, wishes, answers, fates, waitsMs, ending }: Plan): Promise<void> => {
  const world = new World({ ...ORDINARY, address: 'query', throttleMs: 0, maxHandshakes: 2, burstMs: 0, ending });
  const { clock, gateway } = world;
  const task = (label: string, fn: () => unknown) => void scheduler.schedule(Promise.resolve(label), label).then(fn);
  const inTurn = (tasks: readonly { readonly label: string; fn(): unknown }[]) =>
    void scheduler.scheduleSequence(tasks.map(({ label, fn }) => ({ label, builder: async () => fn() })));

  let sockets = 0;
  gateway.behave((peer) => {
    sockets += 1;
    const number = sockets;
    const acts = {
      accepts: () => peer.readyState === 0 && peer.accepts(),
      refuses: () => peer.readyState === 0 && peer.refuses(),
      sends: () => peer.readyState === 1 && peer.sends(`${/(?<=chats\/)\w/.exec(peer.url)}!`),
      closes: () => peer.readyState === 1 && peer.closes(4401),
      errors: () => peer.emits('error', {}),
    };
    const story = fates[number % fates.length] ?? [];
    inTurn(story.map((fate) => ({ label: `socket ${number} ${fate}`, fn: acts[fate] })));
  });
  inTurn(wishes.map((wish) => ({ label: wordsOf(wish), fn: () => world.wish(wish) })));
  inTurn(waitsMs.map((ms) => ({ label: `${ms} ms pass`, fn: () => clock.advance(ms) })));

  let asked = 0;
  do {
    for (; asked < world.requests.length; asked += 1) {
      const [request, answer] = [world.requests[asked], answers[asked % answers.length]];
      task(`request ${asked} is answered with ${answer}`, () => request?.answer(answer ?? 'an address'));
    }
    if (scheduler.count() > 0) await scheduler.waitNext(1);
    await clock.settle();
    checkAtRest(world);
    if (world.violation !== null) break;
  } while (scheduler.count() > 0 || asked < world.requests.length);
  if (world.violation === null) await end(world);
  if (world.violation !== null) throw world.violation;
};

/** Tries random orders of what is asynchronous until the time is used up or a rule did not hold. */
export const exploreInterleavings = async (
  options: SearchOptions,
): Promise<{ readonly interleavings: number; readonly report: string }> => {
  let interleavings = 0;
  const found = await search(
    plans,
    async (plan) => {
      await interleave(plan);
      interleavings += 1;
    },
    options,
  );
  const report = found === null ? '' : `${found.error}\n${found.replay}\n${fc.stringify(found.value)}`;
  return { interleavings, report };
};
