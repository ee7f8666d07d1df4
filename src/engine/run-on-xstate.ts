import { createActor, setup } from 'xstate';
import { type ChartTypes, setupOf } from '../../machines/chart-setup.js';
import type { Clock } from '../contract/clock.js';
import type { InspectionObserver } from '../contract/options.js';
import { attemptCall, reportThrown } from '../effects/attempt-call.js';
import type { ChartDefinition, ChartHost, DefinedChart, RunDefinition } from './definition.js';
import { inspectedBy } from './inspected-by.js';

/** Runs charts of a definition on XState. It decides the transition, and emits the commands after it. */
export const runOnXstate =
  (inspect?: InspectionObserver): RunDefinition =>
  <
    Context extends { readonly chatId: string },
    Event extends { readonly type: string },
    Command extends { readonly type: string },
    Policy,
  >(
    definition: ChartDefinition<Context, Event, Command, Policy>,
    policy: Policy,
    clock: Clock,
  ) => {
    const machine = setup(setupOf({} as ChartTypes<Context, Event, Command>, definition, policy)).createMachine({
      ...definition.chart,
      context: ({ input }) => definition.initialContext(input?.chatId ?? ''),
    });
    return (chatId: string, host: ChartHost<Context, Command>): DefinedChart<Context, Event> => {
      const actor = createActor(machine, {
        id: `${machine.id} ${chatId}`,
        clock,
        input: { chatId },
        ...inspectedBy(inspect),
      });
      let told = actor.getSnapshot();
      let isStopped = false;
      actor.on('*', (command) => {
        if (!isStopped) attemptCall(() => host.obey(command));
      });
      actor.subscribe({
        next: (position) => {
          if (isStopped || position === told) return;
          told = position;
          attemptCall(() => host.moved(position));
        },
        error: reportThrown,
      });
      actor.start();
      return {
        get position() {
          return actor.getSnapshot();
        },
        send(event) {
          if (!isStopped) actor.send(event);
        },
        stop() {
          isStopped = true;
          actor.stop();
        },
      };
    };
  };
