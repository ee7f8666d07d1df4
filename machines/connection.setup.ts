import { assign, type CallbackActorRef, emit, fromCallback, raise, sendTo, setup, spawnChild, stopChild } from 'xstate';
import { delaysUnder, guardsUnder } from './chart-setup.js';
import * as commands from './connection.commands.js';
import * as delays from './connection.delays.js';
import * as ends from './connection.ends.js';
import * as guards from './connection.guards.js';
import { report } from './connection.notices.js';
import type { ConnectionPatch } from './connection.patches.js';
import * as patches from './connection.patches.js';
import type { ConnectionPolicy } from './connection.policy.js';
import type {
  ConnectionContext,
  ConnectionEvent,
  ConnectionInput,
  ConnectionNotice,
  SocketCommand,
  SocketInput,
} from './connection.types.js';
import { mapped } from './mapped.js';

type SocketRef = CallbackActorRef<SocketCommand, SocketInput>;

/** The meaning of the names in the chart under one policy: the plain functions in the form that XState needs. */
export const connectionSetup = (policy: ConnectionPolicy) => {
  const { setTrigger, fail, ...plainPatches } = patches;
  const { socketInput, ...plainCommands } = commands;
  const patch = <Params>(make: ConnectionPatch<Params>) =>
    assign<ConnectionContext, ConnectionEvent, Params, ConnectionEvent, never>(({ context, event }, params) =>
      make(context, event, policy, params),
    );

  const plainActions = {
    ...mapped(plainPatches, (make) => patch(make)),
    ...mapped(ends, (end) =>
      raise<ConnectionContext, ConnectionEvent, ConnectionEvent, undefined, never, never>(({ event }) =>
        end(policy, event),
      ),
    ),
    ...mapped(plainCommands, (command: SocketCommand) =>
      sendTo<ConnectionContext, ConnectionEvent, undefined, SocketRef, ConnectionEvent, never>('socket', command),
    ),
  };

  return setup({
    types: {} as {
      context: ConnectionContext;
      events: ConnectionEvent;
      input: ConnectionInput | undefined;
      emitted: ConnectionNotice;
      children: { socket: 'socket' };
    },
    actors: {
      // Does nothing: whoever runs the bare chart plays the part of the socket and sends its events.
      socket: fromCallback<SocketCommand, SocketInput>(() => undefined),
    },
    guards: guardsUnder(guards, policy),
    delays: delaysUnder(delays, policy),
    actions: {
      ...plainActions,
      setTrigger: patch(setTrigger),
      fail: patch(fail),
      spawnSocket: spawnChild('socket', { id: 'socket', input: ({ context }) => socketInput(context) }),
      hangUp: stopChild('socket'),
      report: emit(({ context, event }, params: Parameters<typeof report>[3]) =>
        report(context, event, policy, params),
      ),
    },
  });
};
