import { createActor, fromCallback, type InspectionEvent } from 'xstate';
import { createConnectionMachine } from '../../machines/connection.machine.js';
import type { SocketCommand, SocketInput } from '../../machines/connection.types.js';
import type { Clock, Timer } from '../contract/clock.js';
import type { InspectionObserver } from '../contract/options.js';
import { attemptCall, reportThrown } from '../effects/attempt-call.js';
import type { EngineFactory, Session } from './chart.js';

/** Charts that XState runs, and that can be inspected. */
export const createXstateEngine: EngineFactory = (policy, startSession, clock, inspect) => {
  const sessions = new Map<string, Session>();
  const socket = fromCallback<SocketCommand, SocketInput>(({ input, receive, sendBack }) => {
    const { chatId } = input;
    const session = startSession(input, (fact) => {
      if (sessions.get(chatId) === session) sendBack(fact);
    });
    sessions.set(chatId, session);
    receive((command) => session.obey(command));
    return () => {
      if (sessions.get(chatId) === session) sessions.delete(chatId);
      session.end();
    };
  });
  const machine = createConnectionMachine(policy).provide({ actors: { socket } });

  return (chatId, remembered, observer) => {
    const ownClock = new ChartClock(clock);
    const actor = createActor(machine, {
      clock: ownClock,
      ...(inspect && { inspect: isolated(inspect) }),
      id: chatId,
      input: { chatId },
      ...(remembered && { snapshot: machine.resolveState({ value: 'idle', context: remembered }) }),
    });
    actor.on('*', (notice) => observer.noticed(notice));
    actor.subscribe({ next: (position) => observer.moved(position), error: reportThrown });
    actor.start();
    return {
      get position() {
        return actor.getSnapshot();
      },
      send: (event) => actor.send(event),
      stop() {
        if (inspect) return void actor.stop();
        // To stop an actor takes XState a transition of it and of its child: who disposes of 100,000 chats waits seconds for
        // what nobody sees. Without its timers and its session nothing reaches it any more.
        ownClock.callOff();
        const session = sessions.get(chatId);
        sessions.delete(chatId);
        session?.end();
      },
    };
  };
};

/** A chart's clock, which can call off all that was set by it. */
class ChartClock {
  readonly #clock: Clock;
  /** Null while none waits: most charts are open, and have none. */
  #waiting: Set<Timer> | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  setTimeout(fn: () => void, delayMs: number): Timer {
    const timer = this.#clock.setTimeout(() => {
      this.#forget(timer);
      fn();
    }, delayMs);
    this.#waiting ??= new Set();
    this.#waiting.add(timer);
    return timer;
  }

  clearTimeout(timer: Timer): void {
    this.#forget(timer);
    this.#clock.clearTimeout(timer);
  }

  callOff(): void {
    for (const timer of this.#waiting ?? []) this.clearTimeout(timer);
  }

  #forget(timer: Timer): void {
    this.#waiting?.delete(timer);
    if (this.#waiting?.size === 0) this.#waiting = null;
  }
}

const isolated = (inspect: InspectionObserver) => (event: InspectionEvent) =>
  attemptCall(() => (typeof inspect === 'function' ? inspect(event) : inspect.next?.(event)));
