import { type DeliveryCodec, jsonCodec } from '../../src/delivery/index.js';
import type { RecordItem } from './record.js';

/** The frames as the protocol writes them; records how many messages of a sender one connection has without an answer. */
export const countingCodec = (life: string, record: RecordItem): DeliveryCodec => {
  /** The most that were recorded, in each chat. */
  const most = new Map<string, number>();
  return {
    ...jsonCodec,
    connect(chat) {
      const session = jsonCodec.connect(chat);
      const settled = new Map<string, number>();
      let window = 0;
      const settle = (sender: string, n: number) => settled.set(sender, Math.max(settled.get(sender) ?? 0, n));
      return {
        encode(frame) {
          if (frame.t === 'msg' || frame.t === 'skip') {
            const count = frame.n - (settled.get(frame.s) ?? 0);
            if (count > (most.get(chat) ?? 0)) {
              most.set(chat, count);
              record({ type: 'in flight', life, chat, count, window });
            }
          }
          return session.encode(frame);
        },
        decode(data) {
          const frames = session.decode(data);
          for (const frame of frames) {
            if (frame.t === 'welcome') {
              window = frame.window;
              for (const [sender, last] of Object.entries(frame.last)) settle(sender, last);
            }
            if (frame.t === 'ack' || frame.t === 'nack') settle(frame.s, frame.n);
          }
          return frames;
        },
      };
    },
  };
};
