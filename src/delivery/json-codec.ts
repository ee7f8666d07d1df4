import type { ClientFrame } from '../domain/delivery-frames.js';
import type { DeliveryCodec } from './codec.js';
import { parseServerFrame } from './server-frame.js';

const PING = '{"t":"ping"}';
const PONG = '{"t":"pong"}';

/** The frames as docs/protocol.md writes them: one JSON object in a text frame. */
export const jsonCodec: DeliveryCodec = {
  guarantee: 'exactly-once',
  heartbeat: { ping: () => PING, isPong: (data) => data === PONG },
  connect: () => ({
    encode: (frame: ClientFrame) => JSON.stringify(frame),
    decode: (data) => [parseServerFrame(data)],
  }),
};
