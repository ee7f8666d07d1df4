import { type AnyActorRef, createActor, createMachine, fromCallback } from 'xstate';

/** The least chart that holds something outside: what an actor of it takes is XState's alone. */
const holder = createMachine({ invoke: { src: fromCallback(() => () => undefined) } });

/** That many actors of a chart that does nothing but invoke one callback, each at the root of a system of its own, as a chat's is. */
export const startActors = (count: number): AnyActorRef[] =>
  Array.from({ length: count }, () => createActor(holder).start());
