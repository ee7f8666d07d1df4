import type { InspectionFrame, InspectionMessage } from '../inspection.js';
import type { SentFrame, SentMessage } from '../sent-message.js';

/** Reads what a `MessageWriter` wrote: puts back what it left out because it had not changed. */
export class MessageReader {
  /** The last frame of each chart. */
  readonly #last = { connection: new Map<string, InspectionFrame>(), delivery: new Map<string, InspectionFrame>() };

  read(text: string): InspectionMessage {
    const message = JSON.parse(text) as SentMessage;
    if (message.type === 'record') {
      for (const last of Object.values(this.#last)) last.clear();
      return message;
    }
    const frames = message.frames.map((frame) => this.#whole(frame));
    for (const last of Object.values(this.#last)) for (const chatId of message.gone) last.delete(chatId);
    return { ...message, frames };
  }

  #whole(sent: SentFrame): InspectionFrame {
    const last = this.#last[sent.chart];
    const before = last.get(sent.chatId);
    const context = sent.context === undefined ? before?.context : { ...before?.context, ...sent.context };
    const frame = { ...before, ...sent, context } as InspectionFrame;
    last.set(frame.chatId, frame);
    return frame;
  }
}
