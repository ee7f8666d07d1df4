import type { InspectedChat, InspectionFrame, InspectionMessage } from '../inspection.js';
import type { SentFrame, SentMessage } from '../sent-message.js';

type Context = InspectedChat['context'];

/**
 * Writes what a source tells, once for all viewers elsewhere, who are each to be sent all of it. Of a chat it writes what has
 * changed since its frame before: writing is the most that such a viewer costs.
 */
export class MessageWriter {
  readonly #written = new WeakMap<InspectionMessage, string>();
  /** The last frame of each chat that all viewers were sent. */
  readonly #sent = new Map<string, InspectionFrame>();

  textOf(message: InspectionMessage): string {
    const known = this.#written.get(message);
    if (known !== undefined) return known;
    const text = JSON.stringify(this.#sentMessageOf(message));
    this.#written.set(message, text);
    return text;
  }

  #sentMessageOf(message: InspectionMessage): SentMessage {
    if (message.type === 'record') {
      // Who is sent it knows no frame before: the next of each chat is whole, for all.
      this.#sent.clear();
      return message;
    }
    const frames = message.frames.map((frame) => this.#sentFrameOf(frame));
    for (const chatId of message.gone) this.#sent.delete(chatId);
    return { ...message, frames };
  }

  #sentFrameOf(frame: InspectionFrame): SentFrame {
    const before = this.#sent.get(frame.chatId);
    this.#sent.set(frame.chatId, frame);
    if (before === undefined) return frame;
    const { serial, chatId, at, event, edges, value, context, delays } = frame;
    return {
      serial,
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

const changesOf = (context: Context, before: Context): Partial<Context> => {
  const changes: Record<string, unknown> = {};
  for (const name in context) {
    const fact = context[name as keyof Context];
    if (fact !== before[name as keyof Context]) changes[name] = fact;
  }
  return changes;
};
