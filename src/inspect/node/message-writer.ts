import type { InspectionFrame, InspectionMessage } from '../inspection.js';
import type { SentFrame, SentMessage } from '../sent-message.js';

/**
 * Writes what a source tells, once for all viewers elsewhere, who are each to be sent all of it. Of a chart it writes what has
 * changed since its frame before: writing is the most that such a viewer costs.
 */
export class MessageWriter {
  readonly #written = new WeakMap<InspectionMessage, string>();
  /** The last frame of each chart that all viewers were sent. */
  readonly #sent = { connection: new Map<string, InspectionFrame>(), delivery: new Map<string, InspectionFrame>() };

  textOf(message: InspectionMessage): string {
    const known = this.#written.get(message);
    if (known !== undefined) return known;
    const text = JSON.stringify(this.#sentMessageOf(message));
    this.#written.set(message, text);
    return text;
  }

  #sentMessageOf(message: InspectionMessage): SentMessage {
    if (message.type === 'record') {
      // Who is sent it knows no frame before: the next of each chart is whole, for all.
      for (const sent of Object.values(this.#sent)) sent.clear();
      return message;
    }
    const frames = message.frames.map((frame) => this.#sentFrameOf(frame));
    for (const sent of Object.values(this.#sent)) for (const chatId of message.gone) sent.delete(chatId);
    return { ...message, frames };
  }

  #sentFrameOf(frame: InspectionFrame): SentFrame {
    const sent = this.#sent[frame.chart];
    const before = sent.get(frame.chatId);
    sent.set(frame.chatId, frame);
    if (before === undefined) return frame;
    const { serial, chart, chatId, at, event, edges, value, context, delays } = frame;
    return {
      serial,
      chart,
      chatId,
      at,
      event,
      edges,
      value: value === before.value ? undefined : value,
      context: context === before.context ? undefined : changesOf(context, before.context),
      delays: delays === before.delays ? undefined : delays,
    };
  }
}

type Facts = Readonly<Record<string, unknown>>;

const changesOf = (context: object, before: object): object => {
  const [now, then] = [context as Facts, before as Facts];
  const changes: Record<string, unknown> = {};
  for (const name in now) if (now[name] !== then[name]) changes[name] = now[name];
  return changes;
};
