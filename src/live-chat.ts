import type {
  ConnectionEnd,
  ConnectionEvent,
  ConnectionNotice,
  Failure,
  PageState,
} from '../machines/connection.types.js';
import type { CloseInfo } from './domain/close-codes.js';
import { Outgoing, type OutgoingObserver } from './effects/outgoing.js';
import { reportThrown } from './effects/turn.js';
import type { SendableData, WebSocketLike } from './effects/web-socket.js';
import type { ChatEventMap, ChatEventType, MessageData, OutgoingMessage, UndeliveredReason } from './events.js';
import { type LogRecord, levelOf, messageOfRecord } from './log.js';
import type { ResolvedOptions } from './options.js';
import type { ChatEnd, Runtime } from './runtime.js';
import {
  type ChartSnapshot,
  type ConnectionSnapshot,
  type ConnectionState,
  keepIfSame,
  snapshotOf,
  stateOf,
} from './snapshot.js';

/** Why a message was not taken. */
export type SendRefusal = 'queue-full' | 'not-wanted' | 'failed' | 'disposed' | 'too-large' | 'queue-off';

/** What became of a message: handed to the socket, waiting for it, or refused. `id` is unique to the connections object. */
export type SendReceipt =
  | { readonly id: number; readonly status: 'sent' | 'queued' }
  | { readonly id: number; readonly status: 'rejected'; readonly reason: SendRefusal };

/** What a chat needs of the registry that made it. */
export interface ChatOwner {
  readonly options: ResolvedOptions;
  readonly runtime: Runtime;
  readonly isDisposed: boolean;
  isWanted(chatId: string): boolean;
  deliver(event: ChatEventMap['message']): void;
  /** Hands an event to the listeners, at the end of the turn. */
  announce<Type extends ChatEventType>(type: Type, event: ChatEventMap[Type]): void;
  /** The snapshot may have changed. */
  changed(chat: LiveChat): void;
  discreditOffline(): void;
}

const WILL_RETRY: readonly ConnectionState[] = ['throttled', 'connecting', 'backoff'];

/** One chat in use: its chart, its outgoing messages, and what follows from their moves for listeners and the log. */
export class LiveChat implements ChatEnd, OutgoingObserver {
  readonly chatId: string;
  readonly #owner: ChatOwner;
  readonly #actor: ReturnType<Runtime['createActor']>;
  readonly #outgoing: Outgoing;
  #chart: ChartSnapshot;
  #state: ConnectionState;
  #snapshot: ConnectionSnapshot | null = null;
  #lastAliveAt = 0;
  /** How the open connection ended, until the chart has moved. */
  #loss: ConnectionEnd | null = null;
  /** When the last connection since the chat was newly wanted was last known alive. */
  #lostAt: number | null = null;

  constructor(chatId: string, owner: ChatOwner) {
    this.chatId = chatId;
    this.#owner = owner;
    this.#outgoing = new Outgoing(owner.runtime.clock, owner.options.queue ?? null, this);
    this.#actor = owner.runtime.createActor(chatId);
    this.#chart = this.#actor.getSnapshot();
    this.#state = stateOf(this.#chart.value);
    this.#actor.on('*', (notice) => this.#take(notice));
    this.#actor.subscribe({ next: (chart) => this.#move(chart), error: reportThrown });
    this.#actor.start();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** When the last attempt was made, on the clock; null before the first. */
  get lastAttemptAt(): number | null {
    return this.#chart.context.lastAttemptAt;
  }

  get snapshot(): ConnectionSnapshot {
    const { isWanted, options } = this.#owner;
    const wanted = isWanted(this.chatId);
    const { maxAttempts } = options;
    const next = snapshotOf(this.#chart, { wanted, queued: this.#outgoing.length, maxAttempts });
    this.#snapshot = keepIfSame(this.#snapshot, next);
    return this.#snapshot;
  }

  want(page: PageState): void {
    this.#actor.send({ type: 'chat.want', ...page });
  }

  release(): void {
    this.#actor.send({ type: 'chat.release' });
    this.#abandonIfUnwanted();
    this.#owner.changed(this);
  }

  tell(event: Extract<ConnectionEvent, { type: `page.${string}` | 'chat.retry' | 'chat.evict' }>): void {
    this.#actor.send(event);
  }

  send(data: SendableData): SendReceipt {
    const id = this.#owner.runtime.nextMessageId();
    const { state } = this;
    if (state === 'open' && this.#outgoing.sendNow(data)) return { id, status: 'sent' };
    const reason = this.#refusal(state) ?? this.#outgoing.enqueue({ id, data });
    return reason === null ? { id, status: 'queued' } : { id, status: 'rejected', reason };
  }

  /** Ends it for good; what waited to be sent is reported. */
  end(): void {
    this.release();
    this.#actor.send({ type: 'chat.evict' });
    // Its chart may be amid a transition, and a stop would drop the two events above.
    this.#owner.runtime.turn.afterwards(() => this.#actor.stop());
  }

  attach(socket: WebSocketLike, onClosing: () => void): void {
    this.#outgoing.attach(socket, onClosing);
  }

  detach(lastAliveAt: number): void {
    this.#lastAliveAt = lastAliveAt;
    this.#outgoing.detach();
  }

  deliver(data: unknown): void {
    this.#owner.deliver({ chatId: this.chatId, data: data as MessageData });
  }

  // What the outgoing messages tell.

  sent(message: OutgoingMessage): void {
    this.#owner.announce('sent', { chatId: this.chatId, ...message });
  }

  undelivered(messages: readonly OutgoingMessage[], reason: UndeliveredReason): void {
    this.log('message.undelivered', { count: messages.length, reason });
    this.#owner.announce('undelivered', { chatId: this.chatId, messages, reason });
  }

  lengthChanged(): void {
    this.#owner.changed(this);
  }

  log(event: LogRecord['event'], details: Partial<LogRecord>): void {
    const { options, runtime } = this.#owner;
    const { logger, maxAttempts } = options;
    if (logger === undefined) return;
    const { value, context } = this.#actor.getSnapshot();
    const { chatId, attempt, socketId } = context;
    const record: LogRecord = { event, chatId, socketId, attempt, maxAttempts, state: stateOf(value), ...details };
    runtime.turn.afterwards(() => logger[levelOf(event)](messageOfRecord(record), record));
  }

  #refusal(state: ConnectionState): SendRefusal | null {
    if (state === 'open') return null;
    if (!this.#owner.isWanted(this.chatId)) return 'not-wanted';
    return state === 'failed' ? 'failed' : null;
  }

  #take(notice: ConnectionNotice): void {
    switch (notice.type) {
      case 'attempt.opened':
        this.log(notice.type, factsOf(notice));
        return this.#welcome(notice.attempt);
      case 'attempt.failed':
      case 'connection.lost': {
        const { end, ...facts } = factsOf(notice);
        if (notice.type === 'connection.lost') this.#loss = end;
        return this.log(notice.type, { ...facts, ...end.close, error: end.message });
      }
      case 'chat.failed': {
        const { reason, message } = this.#actor.getSnapshot().context.failure as Failure;
        return this.log(notice.type, { ...factsOf(notice), reason, error: message });
      }
      case 'offline.discredited':
        return this.#owner.discreditOffline();
      default:
        return this.log(notice.type, factsOf(notice));
    }
  }

  #welcome(attempt: number): void {
    const { chatId } = this;
    const lostForMs = this.#lostAt === null ? null : this.#owner.runtime.clock.now() - this.#lostAt;
    this.#owner.announce('open', { chatId, attempt, reconnected: lostForMs !== null, lostForMs });
    this.#outgoing.drain();
  }

  #move(chart: ChartSnapshot): void {
    const previousState = this.state;
    this.#chart = chart;
    this.#state = stateOf(chart.value);
    const { state } = this;
    if (state !== previousState) {
      this.log('state.changed', { previousState });
      if (previousState === 'idle') this.#lostAt = null;
      if (previousState === 'open') this.#farewell(chart);
      if (state === 'failed') this.#giveUp(chart);
      this.#abandonIfUnwanted();
    }
    this.#owner.changed(this);
  }

  /** The chart has left `open`, so that `lastClose` is this connection's. */
  #farewell({ context }: ChartSnapshot): void {
    const { chatId, state } = this;
    const isAliveUntilNow = this.#loss ? this.#loss.close?.wasClean === true : context.page.isFrozen;
    this.#lostAt = isAliveUntilNow ? this.#owner.runtime.clock.now() : this.#lastAliveAt;
    this.#loss = null;
    const { code, reason, wasClean } = context.lastClose as CloseInfo;
    this.#owner.announce('close', { chatId, code, reason, wasClean, willRetry: WILL_RETRY.includes(state) });
  }

  #giveUp({ context }: ChartSnapshot): void {
    this.#owner.announce('failed', { chatId: this.chatId, failure: context.failure as Failure });
    this.#outgoing.abandon('failed');
  }

  #abandonIfUnwanted(): void {
    if (this.state !== 'idle' || this.#owner.isWanted(this.chatId)) return;
    this.#outgoing.abandon(this.#owner.isDisposed ? 'disposed' : 'released');
  }
}

const factsOf = <Notice extends ConnectionNotice>({ type: _, ...facts }: Notice) => facts as Omit<Notice, 'type'>;
