import { createActor, fromCallback, type InspectionEvent } from 'xstate';
import { createConnectionMachine } from '../../machines/connection.machine.js';
import type { SocketCommand, SocketInput } from '../../machines/connection.types.js';
import type { InspectionObserver } from '../contract/options.js';
import { attemptCall, reportThrown } from '../effects/attempt-call.js';
import type { EngineFactory } from './chart.js';

/** Charts that XState runs, and that can be inspected. */
export const createXstateEngine: EngineFactory = (policy, startSession, clock, inspect) => {
  const socket = fromCallback<SocketCommand, SocketInput>(({ input, receive, sendBack }) => {
    const session = startSession(input, sendBack);
    receive((command) => session.obey(command));
    return () => session.end();
  });
  const machine = createConnectionMachine(policy).provide({ actors: { socket } });
  const actorOptions = inspect ? { clock, inspect: isolated(inspect) } : { clock };

  return (chatId, remembered, observer) => {
    const actor = createActor(machine, {
      ...actorOptions,
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
      stop: () => void actor.stop(),
    };
  };
};

const isolated = (inspect: InspectionObserver) => (event: InspectionEvent) =>
  attemptCall(() => (typeof inspect === 'function' ? inspect(event) : inspect.next?.(event)));
