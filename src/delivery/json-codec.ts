import type { ClientFrame } from '../domain/delivery-frames.js';
import type { DeliveryCodec } from './codec.js';
import { parseServerFrame } from './server-frame.js';

const PING = '{"t":"ping"}';
/** Other servers write spaces or a newline. */
const PONG = /^\s*\{\s*"t"\s*:\s*"pong"\s*\}\s*$/;
const LONGEST_PONG = 64;

/** The frames as docs/protocol.md writes them: one JSON object in a text frame. */
export const jsonCodec: DeliveryCodec = {
  guarantee: 'exactly-once',
  heartbeat: {
    ping: () => PING,
    isPong: (data) => typeof data === 'string' && data.length <= LONGEST_PONG && PONG.test(data),
  },
  connect: () => ({
    encode: (frame: ClientFrame) => JSON.stringify(frame),
    decode: (data) => [parseServerFrame(data)],
  }),
};
