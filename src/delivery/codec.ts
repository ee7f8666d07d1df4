import type { DeliveryGuarantee } from '../contract/delivery.js';
import type { MessageData } from '../contract/events.js';
import type { HeartbeatOptions } from '../contract/options.js';
import type { SendableData } from '../contract/web-socket.js';
import type { ClientFrame, ServerFrame } from '../domain/delivery-frames.js';

/** How the frames of docs/protocol.md are written. */
export interface DeliveryCodec {
  /** What the protocol beneath can promise. */
  readonly guarantee: DeliveryGuarantee;
  /** How a dead connection is found; null if the protocol has no way. */
  readonly heartbeat: Pick<HeartbeatOptions, 'ping' | 'isPong' | 'reply'> | null;
  /** For one connection, before its first frame. */
  connect(chatId: string): CodecSession;
}

/** The frames of one connection. */
export interface CodecSession {
  /** What to send; null for a frame that the protocol does not have. */
  encode(frame: ClientFrame): SendableData | null;
  /** The frames in what came, in order. Throws for what breaks the protocol: the connection is then given up. */
  decode(data: MessageData): readonly ServerFrame[];
}
