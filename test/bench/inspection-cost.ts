import { createActor, type InspectionEvent } from 'xstate';
import type { ConnectionEvent } from '../../machines/connection.types.js';
import { createConnectionMachine, defaultPolicy } from '../../machines/index.js';
import type { InspectionMessage } from '../../src/inspect/inspection.js';
import { MessageWriter } from '../../src/inspect/node/message-writer.js';
import { Recorder } from '../../src/inspect/recorder.js';

/** What a chat's chart takes from being wanted until it is idle again, over and over: eight events. */
const ROUND: readonly ConnectionEvent[] = [
  { type: 'chat.want', isOffline: false, isFrozen: false },
  { type: 'address.located', isLoopback: false },
  { type: 'address.resolved' },
  { type: 'slot.granted' },
  { type: 'socket.constructed', socketId: 1 },
  { type: 'socket.opened' },
  { type: 'chat.release' },
  { type: 'chat.evict' },
];

const machine = createConnectionMachine({ ...defaultPolicy, throttleMs: 0 });
const clock = { setTimeout: () => 0, clearTimeout: () => undefined };

/** Microseconds of the processor that an event takes, of `rounds` on end. */
const microsecondsOf = (rounds: number, inspect?: (event: InspectionEvent) => void, flush?: () => void): number => {
  const options = { clock, input: { chatId: '42' } };
  const actor = createActor(machine, inspect ? { ...options, inspect } : options).start();
  const startedAt = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) {
    for (const event of ROUND) actor.send(event);
    // A thousand events a second are a hundred to the batch.
    if (round % 12 === 0) flush?.();
  }
  flush?.();
  const { user, system } = process.cpuUsage(startedAt);
  actor.stop();
  return (user + system) / (rounds * ROUND.length);
};

/** A recorder that tells its viewer when it is told to. */
const watched = (look: (message: InspectionMessage) => void) => {
  let flush: () => void = () => undefined;
  const virtual = {
    now: () => performance.now(),
    wallNow: () => Date.now(),
    setTimeout: (fn: () => void) => {
      flush = fn;
      return 1;
    },
    clearTimeout: () => undefined,
  };
  const recorder = new Recorder({ clock: virtual });
  recorder.subscribe(look);
  return { next: recorder.next, flush: () => flush() };
};

export interface InspectionCost {
  /** Microseconds of an event that nobody inspects. */
  readonly alone: number;
  /** What an event takes longer if it is inspected: by nobody but XState, without a viewer, with one, with one that gets text. */
  readonly told: number;
  readonly recorded: number;
  readonly shown: number;
  readonly sent: number;
}

/** The best of several tries each, in turn: other work on the machine only ever adds. */
export const measureInspection = (rounds = 200, tries = 100): InspectionCost => {
  const lone = new Recorder();
  const shown = watched(() => undefined);
  const writer = new MessageWriter();
  const sent = watched((message) => writer.textOf(message));
  const measures = {
    alone: () => microsecondsOf(rounds),
    told: () => microsecondsOf(rounds, () => undefined),
    recorded: () => microsecondsOf(rounds, lone.next),
    shown: () => microsecondsOf(rounds, shown.next, shown.flush),
    sent: () => microsecondsOf(rounds, sent.next, sent.flush),
  };
  const best = { alone: Infinity, told: Infinity, recorded: Infinity, shown: Infinity, sent: Infinity };
  for (let attempt = 0; attempt < tries; attempt += 1) {
    for (const name of Object.keys(best) as (keyof InspectionCost)[])
      best[name] = Math.min(best[name], measures[name]());
  }
  const { alone } = best;
  const over = (whole: number) => whole - alone;
  return {
    alone,
    told: over(best.told),
    recorded: over(best.recorded),
    shown: over(best.shown),
    sent: over(best.sent),
  };
};
