import { createWindowReceiver } from '@xstate/inspect';
import { whatIsSeenBy } from '../what-was-seen.js';

/** A viewer, reduced to what it is told. */
export class Viewer {
  readonly #receiver = createWindowReceiver();
  readonly seen = whatIsSeenBy(this.#receiver);

  count(type: string): number {
    return this.seen.filter((one) => one.type === type).length;
  }

  /** What a viewer does when its user sends an event to a chart. */
  sendTo(sessionId: string, type: string): void {
    const event = JSON.stringify({ name: type, data: { type }, $$type: 'scxml', type: 'external', origin: sessionId });
    this.#receiver.send({ type: 'xstate.event', event, service: sessionId });
  }
}
