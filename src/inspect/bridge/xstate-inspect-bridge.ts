import {
  type ActorRefLike,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type InspectedSnapshotEvent,
  type InspectionEvent,
  isMachineSnapshot,
} from 'xstate';
import { aFunction, type Checks, checkedFields, objectWith } from '../../options/option-checks.js';
import { ChartService, type XstateInspectService } from './chart-service.js';
import { registration, sendFrames, type XstateInspectFrame } from './frames.js';
import { type V4Definition, v4Definition } from './v4-definition.js';
import { v4State } from './v4-state.js';

/** The options of `createXstateInspectBridge`. A bad value or an unknown name throws `TypeError` (`ERR_INVALID_OPTION`). */
export interface XstateInspectBridgeOptions {
  /** Gets the frames for a viewer that listens with `createWindowReceiver` or `createWebSocketReceiver`. Default: none is made. */
  readonly send?: (frame: XstateInspectFrame) => void;
  /** Where each chart of a chat is registered as a service: what `createDevTools()` returns. Default: nowhere. */
  readonly devTools?: { register(service: XstateInspectService): void };
}

/** What stands between chats and an inspector of XState 4. All methods are bound. */
export interface XstateInspectBridge {
  /** Takes an inspection event: give the bridge as the option `inspect`. */
  next(event: InspectionEvent): void;
  /** A service for each chart of each chat that is in use, also to register elsewhere later. */
  readonly services: readonly XstateInspectService[];
  /**
   * Takes what a viewer sends. `xstate.inspecting`, which it says when it opens, is answered through `send` with every chart as it is
   * now; anything else is ignored: a viewer cannot send events to a chart.
   */
  receive(command: unknown): void;
  /** Stops every service, and takes nothing more. */
  close(): void;
}

const OPTIONS: Checks<XstateInspectBridgeOptions> = { send: aFunction, devTools: objectWith(['register']) };

/**
 * Shows chats to the inspector and the viewers of XState 4, `@xstate/inspect` 0.8. It needs neither: the protocol is spoken by the
 * bridge itself. Only charts of this library are shown, with their actions and guards by name; no secret is in them (OB3).
 */
export const createXstateInspectBridge = (options: XstateInspectBridgeOptions = {}): XstateInspectBridge => {
  const { send, devTools } = checkedFields('', options, OPTIONS);
  const services = new Map<ActorRefLike, ChartService>();
  const definitions = new WeakMap<object, V4Definition>();
  let isClosed = false;

  const definitionOf = (machine: AnyStateMachine): V4Definition => {
    const definition = definitions.get(machine) ?? v4Definition(machine);
    definitions.set(machine, definition);
    return definition;
  };

  const begin = ({ actorRef, event }: InspectedSnapshotEvent, snapshot: AnyMachineSnapshot) => {
    const state = v4State(snapshot, event, actorRef.sessionId);
    const service = new ChartService(nameOf(snapshot), definitionOf(snapshot.machine), state);
    services.set(actorRef, service);
    if (send) sendFrames(service, send);
    devTools?.register(service);
  };

  const end = (actorRef: ActorRefLike) => {
    const service = services.get(actorRef);
    services.delete(actorRef);
    service?.stop();
  };

  const move = (inspected: InspectedSnapshotEvent) => {
    const { actorRef, event, snapshot } = inspected;
    if (!isMachineSnapshot(snapshot)) return;
    if (snapshot.status === 'stopped') return end(actorRef);
    const service = services.get(actorRef);
    if (service === undefined) return begin(inspected, snapshot);
    service.move(v4State(snapshot, event, actorRef.sessionId));
  };

  return {
    next(event) {
      if (isClosed) return;
      if (event.type === '@xstate.event') services.get(event.actorRef)?.hear(event.event);
      if (event.type === '@xstate.snapshot') move(event);
    },
    get services() {
      return [...services.values()];
    },
    receive(command) {
      if (!send || (command as { type?: unknown } | null)?.type !== 'xstate.inspecting') return;
      for (const service of services.values()) send(registration(service));
    },
    close() {
      isClosed = true;
      for (const actorRef of [...services.keys()]) end(actorRef);
    },
  };
};

/** The chat's id, or `delivery` and that id: a viewer tells charts apart by their names. */
const nameOf = ({ context, machine }: AnyMachineSnapshot): string =>
  machine.id === 'delivery' ? `delivery ${context['chatId']}` : context['chatId'];
