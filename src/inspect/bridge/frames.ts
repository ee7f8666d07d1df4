import type { ChartService } from './chart-service.js';
import type { V4Event } from './v4-state.js';

/** What `@xstate/inspect` sends to a viewer; `machine`, `state` and `event` are JSON. */
export type XstateInspectFrame =
  | {
      readonly type: 'service.register';
      readonly machine: string;
      readonly state: string;
      readonly id: string;
      readonly sessionId: string;
    }
  | { readonly type: 'service.event'; readonly event: string; readonly sessionId: string }
  | { readonly type: 'service.state'; readonly state: string; readonly sessionId: string }
  | { readonly type: 'service.stop'; readonly sessionId: string };

/** Tells a viewer of a service: what it is, and where it is now. */
export const registration = ({ id, sessionId, machine, state }: ChartService): XstateInspectFrame => ({
  type: 'service.register',
  machine: JSON.stringify(machine),
  state: JSON.stringify(state),
  id,
  sessionId,
});

/** Sends a viewer all that becomes of a service, until it stops. */
export const sendFrames = (service: ChartService, send: (frame: XstateInspectFrame) => void): void => {
  const { sessionId } = service;
  const sendEvent = (event: V4Event) => send({ type: 'service.event', event: JSON.stringify(event), sessionId });
  send(registration(service));
  sendEvent(service.state._event);
  service.send = sendEvent;
  service.subscribe((state) => send({ type: 'service.state', state: JSON.stringify(state), sessionId }));
  service.onStop(() => send({ type: 'service.stop', sessionId }));
};
