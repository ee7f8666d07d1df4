import {
  type ChatConnection,
  type ChatConnections,
  type ChatConnectionsOptions,
  type Clock,
  createChatConnections,
} from '../../src/index.js';
import {
  createFakeGateway,
  createFakePage,
  createVirtualClock,
  type FakeGateway,
  hangs,
} from '../../src/testing/index.js';
import type { EdgeCount } from '../support/edges-taken.js';
import type { Settings } from './random-settings.js';
import { CHATS, type ChatName } from './random-steps.js';
import { ExpectedBudget, NEVER, type NotedMoment } from './walk-budget.js';
import { Listening } from './walk-listening.js';
import { MessageLedger } from './walk-messages.js';
import { type AddressRequest, optionsOf } from './walk-options.js';
import { ObservedPage } from './walk-page.js';
import { Reactions } from './walk-reactions.js';
import { ObservedSockets } from './walk-sockets.js';
import { Planted, Violation } from './walk-violation.js';
import { makeWish } from './walk-wish.js';
import { ExpectedWishes } from './walk-wishes.js';

/** Makes a walk fail, to show that it can: other promises than those that are kept, or a platform that is broken. */
export interface Sabotage {
  readonly claims?: Partial<Settings>;
  readonly options?: (options: ChatConnectionsOptions) => ChatConnectionsOptions;
}

/** Chat connections on a virtual platform, and what the rules say of them, seen from outside alone. */
export class World {
  /** What the library was told. */
  readonly settings: Settings;
  /** What it is held to: the same, but for sabotage. */
  readonly claims: Settings;
  readonly clock = createVirtualClock();
  readonly gateway: FakeGateway;
  readonly page: ObservedPage;
  readonly sockets: ObservedSockets;
  readonly chats: ChatConnections;
  readonly handles: ReadonlyMap<ChatName, ChatConnection>;
  readonly wishes: ExpectedWishes;
  readonly ledger: MessageLedger;
  readonly listening: Listening;
  readonly reactions = new Reactions(this);
  readonly react = this.reactions.react;
  readonly requests: AddressRequest[] = [];
  readonly edges: EdgeCount = {};
  readonly #budgets: ReadonlyMap<string, ExpectedBudget>;
  readonly #loggedOf = new Map<string, number>();
  #logged = 0;
  /** When the last sleep ended, and when the wall clock was last moved. */
  sleptUntil = Number.NEGATIVE_INFINITY;
  wallMovedAt = Number.NEGATIVE_INFINITY;
  readonly #constructions: NotedMoment[] = [];
  #moments = 0;
  readonly lingersSince = new Map<ChatName, number>();
  answersAtOnce = false;
  isDisposed = false;
  readonly #seenSincePublished = new Set<ChatName>();
  violation: Violation | null = null;

  constructor(settings: Settings, { claims, options = (given) => given }: Sabotage = {}) {
    const { clock, expect } = this;
    this.settings = settings;
    this.claims = { ...settings, ...claims };
    const { react } = this;
    this.page = new ObservedPage(createFakePage({ online: settings.startsOnline }), () => react('signals'));
    this.gateway = createFakeGateway({
      clock,
      behaviour: hangs(),
      terminate: settings.terminates,
      reportError: this.report,
    });
    this.sockets = new ObservedSockets(this.gateway, clock, {
      claims: this.claims,
      expect,
      constructed: (chat) => {
        this.#constructions.push(this.#present());
        this.#budgets.get(chat)?.constructed();
      },
      lives: () => this.page.discredit(),
      react,
    });
    const { page, sockets } = this;
    const owner = {
      claims: this.claims,
      expect,
      now: clock.now,
      present: () => this.#present(),
      constructionOf: (socketId: number) => this.#constructions[socketId - 1] ?? NEVER,
      openedAt: (chat: string) => sockets.openedAt(chat),
      lastFrameAt: (chat: string) => sockets.lastFrameAt(chat),
      page,
    };
    this.#budgets = new Map(CHATS.map((chat) => [chat, new ExpectedBudget(chat, owner)]));
    this.ledger = new MessageLedger(expect);
    this.chats = createChatConnections(
      options({
        ...optionsOf(settings, this),
        clock: this.#clockAsked(),
        signals: page.signals,
        WebSocket: sockets.Constructor,
      }),
    );
    this.handles = new Map(CHATS.map((chat) => [chat, this.chats.get(chat)]));
    this.wishes = new ExpectedWishes(this);
    this.listening = new Listening(this);
    this.reactions.begin();
  }

  readonly expect = (rule: string, holds: boolean, what: () => string): void => {
    if (!holds) this.violation ??= new Violation(rule, what());
  };

  /** Where errors are reported: none but the planted ones may come here. */
  readonly report = (error: unknown): void => {
    this.expect('ME2', error instanceof Planted, () => `${error} was reported`);
  };

  readonly log: Parameters<typeof optionsOf>[1]['log'] = (record) => {
    this.#logged += 1;
    this.#loggedOf.set(record.chatId, (this.#loggedOf.get(record.chatId) ?? 0) + 1);
    this.#budgets.get(record.chatId)?.note(record);
  };

  #present(): NotedMoment {
    this.#moments += 1;
    return { at: this.clock.now(), wallAt: this.clock.wallNow(), serial: this.#moments };
  }

  takeLogged(chat: ChatName): number {
    const logged = this.#loggedOf.get(chat) ?? 0;
    this.#loggedOf.delete(chat);
    return logged;
  }

  asked(request: AddressRequest): void {
    this.requests.push(request);
  }

  handle(chat: ChatName): ChatConnection {
    return this.handles.get(chat) as ChatConnection;
  }

  at(chat: ChatName) {
    const snapshot = this.handle(chat).getSnapshot();
    if (snapshot !== this.listening.lastPublished(chat)) this.#seenSincePublished.add(chat);
    return snapshot;
  }

  takeSeenSincePublished(chat: ChatName): boolean {
    return this.#seenSincePublished.delete(chat);
  }

  budget(chat: ChatName): ExpectedBudget {
    return this.#budgets.get(chat) as ExpectedBudget;
  }

  readonly wish = (wish: Parameters<typeof makeWish>[1]): void => this.reactions.wishing(() => makeWish(this, wish));

  #clockAsked(): Clock {
    const { clock, react } = this;
    return {
      ...clock,
      now: () => {
        react('clock');
        return clock.now();
      },
      setTimeout: (fn, delayMs) => {
        react('clock');
        return clock.setTimeout(fn, delayMs);
      },
      clearTimeout: (timer) => {
        react('clock');
        clock.clearTimeout(timer);
      },
    };
  }

  /** Timers of the library, without those by which the fake gateway delivers. */
  get timers(): number {
    return this.clock.pending.length - this.gateway.pendingTasks;
  }

  /** Changes when the library does anything at all. */
  fingerprint(): string {
    const { listening, timers, gateway, requests, page } = this;
    return [this.#logged, listening.heard, timers, gateway.sockets.length, requests.length, page.listenerCount].join();
  }
}
