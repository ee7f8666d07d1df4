import { CHATS } from './random-steps.js';
import { behaviourOf } from './walk-acts.js';
import { checkAtRest } from './walk-rest.js';
import type { World } from './walk-world.js';

const HEALING_ROUNDS = 4;
const ROUND_MS = 60_000;
/** Longer than what is left to end after the last release: lingering, and terminating sockets that were left. */
const AFTERMATH_MS = 12_500;

/** How a walk ends: whatever happened, the rules promise where it leads to. */
export const end = async (world: World): Promise<void> => {
  if (!world.isDisposed) await ENDINGS[world.settings.ending](world);
  if (world.violation !== null) return;
  world.wish({ does: 'dispose' });
  await world.clock.advanceAsync(0);
  checkAtRest(world);
  const before = world.fingerprint();
  await world.clock.advanceAsync(ROUND_MS);
  world.expect('EN1', world.fingerprint() === before, () => 'something happened after dispose');
};

const ENDINGS = {
  disposes: async () => undefined,

  /** Nobody wants anything: all is over soon. */
  'lets go': async (world: World) => {
    world.wishes.letGoOfAll();
    await world.clock.advanceAsync(0);
    checkAtRest(world);
    await world.clock.advanceAsync(AFTERMATH_MS);
    checkAtRest(world);
    // A reaction of user code may have wanted a chat again.
    if (CHATS.some((chat) => world.at(chat).wanted)) return;
    for (const chat of CHATS) world.expect('SE4', world.at(chat).state === 'idle', () => `${chat} is not idle`);
    world.expect('SE4', world.timers === 0, () => `${world.timers} timers, and nobody wants anything`);
  },

  /** The network, the gateway and the page are well, and the user tries again: what is wanted opens. */
  heals: async (world: World) => {
    const { gateway, page, clock } = world;
    world.answersAtOnce = true;
    gateway.behave(behaviourOf('answers pings'));
    for (const chat of CHATS) gateway.behaveFor(chat, behaviourOf('answers pings'));
    for (const signal of ['online', 'resumed', 'visible'] as const) page.goesThrough(signal, false);
    page.goesThrough('online', true);
    for (const request of world.requests) if (!request.isAnswered) request.answer('an address');
    await clock.advanceAsync(0);
    for (let round = 0; round < HEALING_ROUNDS && world.violation === null; round += 1) {
      world.wish({ does: 'retry', chat: null });
      await clock.advanceAsync(ROUND_MS);
      checkAtRest(world);
    }
    // Pings that cannot be made find half-open what is well, and greetings that cannot be said end it.
    if (world.settings.throwers.some((name) => name === 'ping' || name === 'greeting')) return;
    for (const chat of CHATS) {
      const { wanted, state } = world.at(chat);
      world.expect('AT2', !wanted || state === 'open', () => `all is well, and ${chat} is ${state}`);
    }
  },
} satisfies Record<string, (world: World) => Promise<unknown>>;
