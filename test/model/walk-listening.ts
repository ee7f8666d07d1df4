import type { ChatConnections, ConnectionSnapshot } from '../../src/index.js';
import { EVENT_TYPES } from '../support/session.js';
import type { Reaction, Settings } from './random-settings.js';
import { CHATS, type ChatName } from './random-steps.js';
import type { Expect, MessageLedger } from './walk-messages.js';
import { PONG, throwing } from './walk-options.js';

export interface ListeningOwner {
  readonly settings: Settings;
  readonly chats: ChatConnections;
  readonly ledger: MessageLedger;
  readonly clock: { now(): number };
  readonly expect: Expect;
  /** How many records of this chat have come since this was asked. */
  takeLogged(chat: ChatName): number;
  /** Whether this chat was looked at, and was another than published last, since this was asked. */
  takeSeenSincePublished(chat: ChatName): boolean;
  react(on: Reaction['on']): void;
}

interface Published {
  readonly snapshot: ConnectionSnapshot;
  readonly retryAtSince: number;
}

/** Whoever listens to the library in a walk: what each event and snapshot must be, and user code that answers back. */
export class Listening {
  readonly #owner: ListeningOwner;
  readonly #published = new Map<ChatName, Published>();
  readonly #connected = new Set<string>();
  readonly #delivered: unknown[] = [];
  /** How many events and snapshots have come. */
  heard = 0;

  constructor(owner: ListeningOwner) {
    this.#owner = owner;
    const { chats, settings } = owner;
    for (const chat of CHATS) {
      const handle = chats.get(chat);
      handle.subscribe((snapshot) => this.#publish(chat, snapshot));
      handle.subscribe(throwing(settings, 'subscriber', () => undefined));
      for (const type of EVENT_TYPES)
        handle.on(
          type,
          throwing(settings, 'listener', () => undefined),
        );
    }
    for (const type of EVENT_TYPES) {
      chats.on(type, () => {
        this.heard += 1;
      });
    }
    chats.on('open', ({ chatId, reconnected, lostForMs }) => {
      owner.expect('AT5', !this.#connected.has(chatId), () => `${chatId} opened twice`);
      owner.expect('AT5', reconnected === (lostForMs !== null), () => `${chatId} was lost for ${lostForMs}`);
      owner.expect('AT5', (lostForMs ?? 0) >= 0, () => `${chatId} was lost for ${lostForMs}`);
      this.#connected.add(chatId);
    });
    chats.on('close', ({ chatId }) => {
      owner.expect('AT5', this.#connected.delete(chatId), () => `${chatId} closed, and was not open`);
    });
    chats.on('message', ({ chatId, data }) => {
      owner.expect('ME3', data === PONG || String(data).startsWith(`${chatId}!`), () => `${chatId} got ${data}`);
      const isFiltered = settings.heartbeat && !settings.throwers.includes('isPong');
      owner.expect('LI1', data !== PONG || !isFiltered, () => `${chatId} was delivered a pong`);
      this.#delivered.push(data);
    });
    chats.on('sent', (event) => owner.ledger.sent(event));
    chats.on('undelivered', (event) => owner.ledger.undelivered(event));
    for (const type of EVENT_TYPES) chats.on(type, () => owner.react(type));
    let isFirst = true;
    chats.subscribe(() => {
      if (!isFirst) owner.react('change');
      isFirst = false;
    });
  }

  /** Messages delivered since the last look. */
  takeDelivered(): readonly unknown[] {
    return this.#delivered.splice(0);
  }

  /** What subscribers of this chat were told last. */
  lastPublished(chat: ChatName): ConnectionSnapshot | undefined {
    return this.#published.get(chat)?.snapshot;
  }

  /** Since when their `retryAt` is what it is. */
  retryAtSince(chat: ChatName): number {
    return this.#published.get(chat)?.retryAtSince ?? Number.NEGATIVE_INFINITY;
  }

  /** Chats whose last `open` no `close` has followed. */
  get connected(): readonly string[] {
    return [...this.#connected];
  }

  #publish(chat: ChatName, snapshot: ConnectionSnapshot): void {
    const last = this.lastPublished(chat);
    // An attempt that starts and fails within one batch may leave things as they were, but for another failure like the last.
    const isLogged = this.#owner.takeLogged(chat) > 0;
    const hasFailed = last?.lastFailure !== snapshot.lastFailure || last?.failure !== snapshot.failure;
    // Who looks at a chat in the middle of a batch has seen another object: of that, this is a change.
    const isAnother = this.#owner.takeSeenSincePublished(chat) && last !== snapshot;
    const isNew = isLogged || hasFailed || isAnother || JSON.stringify(last) !== JSON.stringify(snapshot);
    this.#owner.expect('snapshot', isNew, () => `${chat} published ${JSON.stringify(snapshot)} twice`);
    const retryAtSince = last?.retryAt === snapshot.retryAt ? this.retryAtSince(chat) : this.#owner.clock.now();
    this.#published.set(chat, { snapshot, retryAtSince });
    this.heard += 1;
  }
}
