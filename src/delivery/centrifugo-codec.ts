import type { MessageData } from '../contract/events.js';
import type { ClientFrame, EventFrame, HelloFrame, ServerFrame, WelcomeFrame } from '../domain/delivery-frames.js';
import type { CodecSession, DeliveryCodec } from './codec.js';
import { parsedFrame } from './server-frame.js';

/** The options of `centrifugoCodec`. */
export interface CentrifugoCodecOptions {
  /** The channel of a chat. Default: its id. */
  readonly channelOf?: (chatId: string) => string;
}

const NOTHING = '{}';
/** So many commands may wait for their answers; Centrifugo has no bound of its own. */
const WINDOW = 32;
const LIMIT = 65_536;
const CONNECT = 1;
const SUBSCRIBE = 2;

interface Publication {
  readonly offset?: number;
  readonly data: unknown;
}

/** As far as it is read. */
interface Reply {
  readonly id?: number;
  readonly error?: { readonly code: number; readonly message: string; readonly temporary?: boolean };
  readonly subscribe?: {
    readonly epoch?: string;
    readonly offset?: number;
    readonly recovered?: boolean;
    readonly publications?: readonly Publication[];
  };
  readonly push?: {
    readonly channel?: string;
    readonly pub?: Publication;
    readonly unsubscribe?: { readonly code: number };
  };
}

/**
 * Delivery over Centrifugo's JSON protocol (version 4 and later), for channels with history and recovery. `auth` of the delivery is the
 * token to connect with.
 *
 * What Centrifugo cannot do, and so this codec: it does not know a message that is sent again, so that one whose answer was lost with
 * the connection takes effect twice (`at-least-once`); it does not say which publication was whose, so that `id` of an event is null;
 * it has no tags, so that a restored backup with the same epoch passes unseen.
 */
export const centrifugoCodec = ({ channelOf = (chatId) => chatId }: CentrifugoCodecOptions = {}): DeliveryCodec => ({
  guarantee: 'at-least-once',
  heartbeat: {
    ping: null,
    reply: (data) => (data === NOTHING ? NOTHING : null),
  },
  connect: (chatId) => new CentrifugoSession(channelOf(chatId)),
});

class CentrifugoSession implements CodecSession {
  readonly #channel: string;
  readonly #published = new Map<number, { readonly s: string; readonly n: number }>();
  #lastId = SUBSCRIBE;
  #hello: HelloFrame | null = null;
  #epoch = '';

  constructor(channel: string) {
    this.#channel = channel;
  }

  encode(frame: ClientFrame): string | null {
    switch (frame.t) {
      case 'hello':
        return this.#begin(frame);
      case 'msg': {
        this.#lastId += 1;
        this.#published.set(this.#lastId, frame);
        return JSON.stringify({ id: this.#lastId, publish: { channel: this.#channel, data: frame.d } });
      }
      default:
        return null;
    }
  }

  decode(data: MessageData): readonly ServerFrame[] {
    if (typeof data !== 'string') throw new Error('a frame of Centrifugo must be text');
    return data
      .split('\n')
      .flatMap((line) => (line === '' || line === NOTHING ? [] : this.#read(parsedFrame(line) as Reply)));
  }

  #begin(hello: HelloFrame): string {
    const { cursor, auth } = hello;
    this.#hello = hello;
    const recovery = cursor === null ? {} : { recover: true, epoch: cursor.epoch, offset: cursor.seq };
    const commands = [
      { id: CONNECT, connect: auth === undefined ? {} : { token: auth } },
      { id: SUBSCRIBE, subscribe: { channel: this.#channel, ...recovery } },
    ];
    return commands.map((command) => JSON.stringify(command)).join('\n');
  }

  #read(reply: Reply): readonly ServerFrame[] {
    const { id, error, subscribe, push } = reply;
    if (push) {
      if (push.channel !== this.#channel) return [];
      if (push.unsubscribe) throw new Error(`Centrifugo ended the subscription, ${push.unsubscribe.code}`);
      return push.pub ? [this.#eventOf(push.pub)] : [];
    }
    if (id === SUBSCRIBE && subscribe) return this.#welcome(subscribe);
    const published = this.#published.get(id ?? 0);
    if (published === undefined) {
      if (error) throw new Error(`Centrifugo answered ${error.code}`);
      return [];
    }
    this.#published.delete(id ?? 0);
    const { s, n } = published;
    if (!error) return [{ t: 'ack', s, n, seq: null }];
    if (error.temporary) throw new Error(`Centrifugo answered ${error.code}, for now`);
    return [{ t: 'nack', s, n, code: `centrifugo-${error.code}` }];
  }

  #welcome({ epoch = '', offset = 0, recovered, publications = [] }: NonNullable<Reply['subscribe']>): ServerFrame[] {
    this.#epoch = epoch;
    const { cursor = null, senders = [] } = this.#hello ?? {};
    const common = {
      t: 'welcome',
      epoch,
      oldest: 1,
      head: offset,
      tag: offset === 0 ? null : this.#tagOf(offset),
      // It knows no numbers: what has no answer is sent again.
      last: Object.fromEntries(senders.map(({ id, acked }) => [id, acked])),
      nacked: [],
      lost: [],
      window: WINDOW,
      limit: LIMIT,
    } as const;
    const isWhole = cursor !== null && cursor.epoch === epoch && recovered === true;
    const why = cursor === null ? 'new' : cursor.epoch === epoch ? 'expired' : 'epoch';
    const welcome: WelcomeFrame = isWhole ? { ...common, resume: 'whole' } : { ...common, resume: 'gap', why };
    return [welcome, ...(isWhole ? publications.map((one) => this.#eventOf(one)) : [])];
  }

  #eventOf({ offset = 0, data }: Publication): EventFrame {
    return { t: 'event', seq: offset, tag: this.#tagOf(offset), from: null, d: data };
  }

  /** The same for the same place, which is all there is to tell by. */
  #tagOf(offset: number): string {
    return `${this.#epoch}/${offset}`;
  }
}
