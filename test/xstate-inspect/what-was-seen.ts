import type { InspectReceiver, ParsedReceiverEvent } from '@xstate/inspect';
import type { AnyStateMachine } from 'xstate';

/** What a viewer was told, in short. A state is told by its value, as the machine that was registered resolves it. */
export interface Seen {
  readonly sessionId: string;
  readonly type: ParsedReceiverEvent['type'];
  readonly told: readonly unknown[];
}

/** What a receiver hears from now on, as XState 4 reads it. */
export const whatIsSeenBy = (receiver: InspectReceiver): readonly Seen[] => {
  const seen: Seen[] = [];
  const machines = new Map<string, AnyStateMachine>();
  const tell = (event: ParsedReceiverEvent): readonly unknown[] => {
    switch (event.type) {
      case 'service.register':
        machines.set(event.sessionId, event.machine);
        return [event.id, event.machine.id, event.machine.resolveState(event.state).value];
      case 'service.event':
        return [event.event.name];
      case 'service.state':
        return [event.state.event.type, machines.get(event.sessionId)?.resolveState(event.state).value];
      default:
        return [];
    }
  };
  receiver.subscribe((event) => {
    seen.push({ sessionId: event.sessionId, type: event.type, told: tell(event) });
  });
  return seen;
};

/** What was seen of one chat since it was registered last: the frames' types, without `service.`, and what they told. */
export const seenOf = (chatId: string, seen: readonly Seen[]): readonly unknown[] => {
  const begin = seen.findLastIndex(({ type, told }) => type === 'service.register' && told[0] === chatId);
  const sessionId = seen[begin]?.sessionId;
  return seen
    .slice(Math.max(0, begin))
    .filter((one) => one.sessionId === sessionId)
    .map(({ type, told }) => [type.replace('service.', ''), ...told]);
};

/** A chat that opens, is closed with 4403, and is disposed: events are told of when they are sent, states once they are reached. */
export const REFUSED_CHAT = [
  ['register', '42', 'chat', 'idle'],
  ['event', 'xstate.init'],
  ['state', 'xstate.init', 'idle'],
  ['event', 'chat.want'],
  ['event', 'address.located'],
  ['event', 'address.resolved'],
  ['state', 'chat.want', { connecting: 'resolving' }],
  ['state', 'address.located', { connecting: 'resolving' }],
  ['event', 'slot.granted'],
  ['state', 'address.resolved', { connecting: 'awaitingSlot' }],
  ['event', 'socket.constructed'],
  ['state', 'slot.granted', { connecting: 'dialing' }],
  ['state', 'socket.constructed', { connecting: 'dialing' }],
  ['event', 'socket.opened'],
  ['state', 'socket.opened', { open: { liveness: 'healthy', proof: 'unproved', hint: {}, holding: 'wanted' } }],
  ['event', 'connection.ended'],
  ['state', 'connection.ended', 'failed'],
  ['event', 'chat.release'],
  ['state', 'chat.release', 'idle'],
  ['event', 'chat.dispose'],
  ['state', 'chat.dispose', 'idle'],
  ['stop'],
];
