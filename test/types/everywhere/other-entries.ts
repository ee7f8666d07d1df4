import { type ChatConnectionsOptions, createChatConnections } from 'evenkeel';
import { createInspector, createXstateInspectBridge, type InspectionMessage } from 'evenkeel/inspect';
import {
  type ConnectionContext,
  type ConnectionPolicy,
  connectionMachine,
  createConnectionMachine,
  defaultPolicy,
} from 'evenkeel/machines';
import {
  accepts,
  type ConnectionDriver,
  createFakeGateway,
  createFakePage,
  createSeededRandom,
  createVirtualClock,
  refuses,
  sequence,
  startPathTarget,
} from 'evenkeel/testing';
import { createActor, type SnapshotFrom } from 'xstate';
import { holds, type Same } from './same.js';

/** The chart as XState's own tools take it. */
export const actor = createActor(connectionMachine, { input: { chatId: '42' } });
holds<Same<SnapshotFrom<typeof connectionMachine>['context'], ConnectionContext>>();
actor.send({ type: 'chat.want', isOffline: false, isFrozen: false });
// @ts-expect-error the chart takes no such event
actor.send({ type: 'chat.wanted' });
// @ts-expect-error a chart is of a chat
createActor(connectionMachine, { input: {} });

const policy: ConnectionPolicy = { ...defaultPolicy, maxAttempts: 3 };
export const ownMachine = createConnectionMachine(policy);

/** The testing kit fits the options that it stands in for. */
export const inATest = () => {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({ clock, behaviour: sequence(refuses(), accepts()) });
  gateway.latest('42').peer.sends('hello');
  return {
    clock,
    WebSocket: gateway.WebSocket,
    signals: createFakePage(),
    random: createSeededRandom(1),
  } satisfies ChatConnectionsOptions;
};

export const alongPaths = async () => {
  const { driver, snapshot } = await startPathTarget({ heartbeat: true });
  holds<Same<typeof driver, Required<ConnectionDriver>>>();
  return snapshot().state;
};
// @ts-expect-error there is no such feature
void startPathTarget({ heartbeats: true });

/** Both inspectors fit the option that they are given to. */
export const inspected = () => {
  const inspector = createInspector({ maxFrames: 100, dock: 'bottom' });
  inspector.subscribe((message) => {
    holds<Same<typeof message, InspectionMessage>>();
    if (message.type === 'record') holds<Same<typeof message.record.format, 'evenkeel-inspection'>>();
    else holds<Same<typeof message.dropped, number>>();
  });
  createChatConnections({ inspect: inspector });
  return createChatConnections({ inspect: createXstateInspectBridge({ send: () => undefined }) });
};
// @ts-expect-error a panel stands right or at the bottom
createInspector({ dock: 'left' });
