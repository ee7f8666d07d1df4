import { deliveryDefinition } from '../../machines/delivery.definition.js';
import type { ChatConnections, PlatformDisposable } from '../contract/chat-connections.js';
import type { Clock } from '../contract/clock.js';
import type { DeliveryChat as DeliveryHandle, OpenOutbox, Outbox, StoredSender } from '../contract/delivery.js';
import { DisposedError, invalidOption } from '../contract/errors.js';
import type { ChatConnectionsOptions } from '../contract/options.js';
import { encodeChatId } from '../domain/chat-id.js';
import type { Cursor } from '../domain/delivery-frames.js';
import { randomText } from '../domain/random-text.js';
import { attemptCall } from '../effects/attempt-call.js';
import { completeClock, platformClock } from '../effects/clock.js';
import { runDefinitionOf } from '../engine/run-definition.js';
import {
  aFunction,
  type Checks,
  checkedFields,
  objectWith,
  positiveDuration,
  wholeNumberFrom,
} from '../options/option-checks.js';
import { disposableBy } from '../registry/disposable-by.js';
import type { DeliveryCodec } from './codec.js';
import type { Commit } from './commits.js';
import { DeliveryChat } from './delivery-chat.js';
import type { DeliveryOwner, SnapshotRequest } from './delivery-owner.js';
import { Drain } from './drain.js';
import { jsonCodec } from './json-codec.js';
import { memoryOutbox } from './memory-outbox.js';

/** What a delivery asks of the connections that it uses; pass it on as it is. */
export type DeliveryConnectionsOptions = Required<Pick<ChatConnectionsOptions, 'greeting' | 'queue'>> &
  Pick<ChatConnectionsOptions, 'heartbeat'>;

/** The options of `createDelivery`. A bad value or an unknown name throws `TypeError` (`ERR_INVALID_OPTION`). */
export interface DeliveryOptions {
  /** Makes the connections, with these options among yours. Called once, at once. */
  readonly connections: (options: DeliveryConnectionsOptions) => ChatConnections;
  /** Anything that the server is to be told in every hello; it may be a promise. Default: nothing. */
  readonly auth?: (request: { readonly chatId: string }) => unknown;
  /** Where messages wait. Default `memoryOutbox()`: until the page ends. */
  readonly outbox?: Outbox;
  /** How frames are written. Default: as docs/protocol.md says. */
  readonly codec?: DeliveryCodec;
  /**
   * Gets the state of a chat after a gap, and resolves with a cursor that was read before that state or together with it (PC8).
   * Default: the event `gap` is raised, and delivery goes on with what comes.
   */
  readonly snapshot?: (request: SnapshotRequest) => Promise<Cursor>;
  /**
   * Stores events and the cursor after them together. What it rejects is given again with the next event. Then give that
   * cursor as the answer of `snapshot`, and each event takes effect once; without it, at least once across a crash.
   */
  readonly commit?: Commit;
  /** How long a message may be without an acknowledgement before the connection is given up (PC6). Milliseconds, from 1; default 10000. */
  readonly ackTimeoutMs?: number;
  /** How long a chat is kept connected for what it has to send, without progress. Milliseconds, from 1; default 120000. */
  readonly drainMs?: number;
  /** How many messages may wait, of all chats. Default 1000. */
  readonly maxMessages?: number;
  /** How many bytes of JSON may wait, of all chats. Default 1000000. */
  readonly maxBytes?: number;
  /** Default: the platform's. Give the same to the connections. */
  readonly clock?: Clock;
  /** Told when storage or a function of yours fails, with the error's own text; never with a message's content. Default: nobody. */
  readonly logger?: { warn(message: string): void };
}

/** The delivery of an application's chats. */
export interface Delivery extends PlatformDisposable {
  /** The connections beneath: select, retain and watch chats there. */
  readonly connections: ChatConnections;
  /** The delivery of one chat; the same object for the same id. Throws `DisposedError` after `dispose`. */
  readonly get: (chatId: string) => DeliveryHandle;
  /** Ends the connections, and gives up the outbox: what is stored stays for the next page. Idempotent. */
  readonly dispose: () => void;
}

const OPTIONS: Checks<DeliveryOptions> = {
  connections: aFunction,
  auth: aFunction,
  outbox: objectWith(['open']),
  codec: objectWith(['connect']),
  snapshot: aFunction,
  commit: aFunction,
  ackTimeoutMs: positiveDuration,
  drainMs: positiveDuration,
  maxMessages: wholeNumberFrom(1),
  maxBytes: wholeNumberFrom(1),
  clock: objectWith(['now', 'setTimeout', 'clearTimeout'], ['wallNow']),
  logger: objectWith(['warn']),
};

/** Messages that take effect once and in order, and events of which none is missed unseen: docs/delivery.md. */
export const createDelivery = (given: DeliveryOptions): Delivery => {
  const options = checkedFields('', given, OPTIONS);
  const {
    connections: connect,
    auth,
    outbox = memoryOutbox(),
    codec = jsonCodec,
    snapshot,
    commit,
    ackTimeoutMs = 10_000,
    drainMs = 120_000,
    maxMessages = 1_000,
    maxBytes = 1_000_000,
    logger,
  } = options;
  if (connect === undefined) throw invalidOption('connections', OPTIONS.connections.expected, undefined);
  const clock = completeClock(options.clock ?? platformClock);
  const log = (message: string) => attemptCall(() => logger?.warn(message));
  const warn = (chatId: string, what: string, error: unknown) =>
    log(`Chat ${chatId}: ${what}: ${wordsOf(error, 'no reason was given')}`);
  const chats = new Map<string, DeliveryChat>();
  let storage: OpenOutbox | null = null;
  let isDisposed = false;
  /** Random texts cost more than all else that is done for a message. */
  const page = randomText();
  let ids = 0;
  let messages = 0;
  let bytes = 0;

  const chatOf = (chatId: string): DeliveryChat => {
    const known = chats.get(chatId);
    if (known !== undefined) return known;
    const chat = new DeliveryChat(chatId, owner);
    chats.set(chatId, chat);
    connections.get(chatId).subscribe(({ connected, phase }) => {
      if (!connected && phase !== 'greeting') chat.link.disconnected();
    });
    if (storage !== null) chat.opened(storage);
    return chat;
  };
  const found = (senders: readonly StoredSender[]) => {
    for (const sender of senders) chatOf(sender.chatId).found(sender);
  };
  const open = async (): Promise<void> => {
    let opened: OpenOutbox;
    try {
      opened = await outbox.open();
    } catch (error) {
      log(`Messages wait in memory: ${wordsOf(error, 'the outbox did not open')}`);
      opened = await memoryOutbox().open();
    }
    if (isDisposed) return opened.close();
    storage = opened;
    for (const chat of chats.values()) chat.opened(opened);
    try {
      opened.onTaken((senders) => {
        for (const chat of chats.values()) chat.taken(senders);
      });
      opened.onFound(found);
    } catch (error) {
      log(`Messages of other pages wait: ${wordsOf(error, 'the outbox does not tell them')}`);
    }
  };
  const ready = open();

  const connections = connect({
    queue: false,
    ...(codec.heartbeat && { heartbeat: codec.heartbeat }),
    greeting: {
      start: async ({ chatId, attempt, signal }) => {
        // So that one hello names all senders. Storage that hangs keeps no events away for longer.
        if (attempt === 0) await ready;
        return chatOf(chatId).link.greet(signal);
      },
      answer: (data, { chatId }) => (chatOf(chatId).link.receive(data) ? 'welcome' : 'wait'),
    },
  });
  const ackRestOf = (chatId: string) => chatOf(chatId).ackRestMs(ackTimeoutMs);
  const retain = (chatId: string): (() => void) => {
    try {
      return connections.retain(chatId);
    } catch (error) {
      // The application has disposed of the connections, and not of this: messages are stored.
      warn(chatId, 'its messages wait', error);
      return () => {};
    }
  };
  const drain = new Drain(clock, drainMs, retain);
  const owner: DeliveryOwner = {
    connections,
    codec,
    now: clock.now,
    randomText,
    newId: () => {
      ids += 1;
      return `${page}-${ids}`;
    },
    runChart: runDefinitionOf(connections)(
      deliveryDefinition,
      {
        hasSnapshot: snapshot !== undefined,
        isSettled: (chatId) => ackRestOf(chatId) === null,
        ackRestMs: (chatId) => ackRestOf(chatId) ?? ackTimeoutMs,
      },
      clock,
    ),
    commit,
    snapshot,
    auth: (chatId) => auth?.({ chatId }),
    refusalOf: (more) => {
      if (isDisposed) return 'disposed';
      return messages >= maxMessages || bytes + more > maxBytes ? 'full' : null;
    },
    took: (more) => {
      messages += 1;
      bytes += more;
    },
    ended: (less) => {
      messages -= 1;
      bytes -= less;
    },
    progressed: (chat, hasMoved) => {
      if (!isDisposed) drain.progressed(chat, hasMoved);
    },
    failed: warn,
  };
  connections.on('open', ({ chatId }) => chatOf(chatId).link.pump());
  connections.on('message', ({ chatId, data }) => {
    const { link } = chatOf(chatId);
    try {
      link.receive(data);
    } catch (error) {
      link.abandon(error);
    }
  });

  const dispose = () => {
    if (isDisposed) return;
    isDisposed = true;
    drain.end();
    connections.dispose();
    for (const chat of chats.values()) chat.end();
    storage?.close();
  };
  return {
    connections,
    get: (chatId) => {
      if (isDisposed) throw new DisposedError('This delivery was disposed of: create another one with createDelivery');
      encodeChatId(chatId);
      return chatOf(chatId).handle;
    },
    dispose,
    ...disposableBy(dispose),
  };
};

const wordsOf = (error: unknown, otherwise: string): string => (error instanceof Error ? error.message : otherwise);
