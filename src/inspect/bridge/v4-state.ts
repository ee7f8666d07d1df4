import type { AnyEventObject, AnyMachineSnapshot, StateValue } from 'xstate';
import { v4EventType } from './v4-definition.js';

/** An event as XState 4 wraps it. */
export interface V4Event {
  readonly name: string;
  readonly data: AnyEventObject;
  readonly $$type: 'scxml';
  readonly type: 'external';
}

/** A state as XState 4 has it: what `State.create` takes. */
export interface V4State {
  readonly value: StateValue;
  readonly context: unknown;
  readonly event: AnyEventObject;
  readonly _event: V4Event;
  readonly _sessionid: string;
  readonly actions: readonly [];
  readonly activities: object;
  readonly meta: object;
  readonly events: readonly [];
  readonly transitions: readonly [];
  readonly children: object;
  readonly done: boolean;
  readonly tags: readonly string[];
}

export const v4Event = (event: AnyEventObject): V4Event => {
  const name = v4EventType(event.type);
  return { name, data: { ...event, type: name }, $$type: 'scxml', type: 'external' };
};

/** The state of a chart after it took the event. */
export const v4State = (
  { value, context, status, tags }: AnyMachineSnapshot,
  event: AnyEventObject,
  sessionId: string,
): V4State => {
  const _event = v4Event(event);
  return {
    value,
    context,
    event: _event.data,
    _event,
    _sessionid: sessionId,
    actions: [],
    activities: {},
    meta: {},
    events: [],
    transitions: [],
    children: {},
    done: status === 'done',
    tags: [...tags],
  };
};
