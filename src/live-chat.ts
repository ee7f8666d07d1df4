import type {
  ConnectionContext,
  ConnectionEnd,
  ConnectionEvent,
  ConnectionNotice,
  Failure,
  PageState,
} from '../machines/connection.types.js';
import { type ChartObserver, ChatChart } from './chat-chart.js';
import type { CloseInfo } from './domain/close-codes.js';
import { gapMs, type Moment, presentOf } from './domain/moment.js';
import { chosenSubprotocol } from './domain/subprotocols.js';
import { Outgoing, type OutgoingObserver } from './effects/outgoing.js';
import type { SendableData, WebSocketLike } from './effects/web-socket.js';
import type { ChatEventMap, ChatEventType, MessageData, OutgoingMessage, UndeliveredReason } from './events.js';
import { type LogRecord, levelOf, messageOfRecord } from './log.js';
import type { ResolvedOptions } from './options.js';
import type { ChatEnd, Runtime } from './runtime.js';
import { type ConnectionSnapshot, type ConnectionState, keepIfSame, snapshotOf, stateOf } from './snapshot.js';

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
export class LiveChat implements ChatEnd, ChartObserver, OutgoingObserver {
  readonly chatId: string;
  readonly #owner: ChatOwner;
  readonly #chart: ChatChart;
  readonly #outgoing: Outgoing;
  #snapshot: ConnectionSnapshot | null = null;
  #lastAliveAt: Moment | null = null;
  /** The subprotocol of the last connection that opened. */
  #protocol: string | null = null;
  /** How the open connection ended, until the chart has moved. */
  #loss: ConnectionEnd | null = null;
  /** When the last connection since the chat was newly wanted was last known alive. */
  #lostAt: Moment | null = null;

  constructor(chatId: string, owner: ChatOwner) {
    this.chatId = chatId;
    this.#owner = owner;
    this.#outgoing = new Outgoing(owner.runtime.clock, owner.options.queue ?? null, this);
    this.#chart = new ChatChart(chatId, owner.runtime, this);
  }

  get state(): ConnectionState {
    return this.#chart.state;
  }

  /** When the last attempt was made; null before the first. */
  get lastAttemptAt(): Moment | null {
    return this.#chart.position.context.lastAttemptAt;
  }

  get snapshot(): ConnectionSnapshot {
    const { isWanted, options } = this.#owner;
    const wanted = isWanted(this.chatId);
    const { maxAttempts } = options;
    const queued = this.#outgoing.length;
    const next = snapshotOf(this.#chart.position, { protocol: this.#protocol, wanted, queued, maxAttempts });
    this.#snapshot = keepIfSame(this.#snapshot, next);
    return this.#snapshot;
  }

  want(page: PageState): void {
    this.tell({ type: 'chat.want', ...page });
  }

  release(): void {
    this.#chart.tellIfRunning({ type: 'chat.release' });
    this.#retireIfUnwanted();
    this.#owner.changed(this);
  }

  /** It waits to be wanted: who inspects charts sees it meanwhile. */
  appear(): void {
    this.#chart.start();
  }

  tell(event: Extract<ConnectionEvent, { type: `page.${string}` | `chat.${string}` }>): void {
    this.#chart.tell(event);
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
    const { logger, inspect } = this.#owner.options;
    // Leading a chart to `idle` takes longer than all else here: it is for those who hear of it.
    if (this.state === 'open' || logger || inspect) {
      this.release();
      this.#chart.tellIfRunning({ type: 'chat.evict' });
    }
    this.#outgoing.abandon('disposed');
    this.#chart.stop();
  }

  attach(socket: WebSocketLike, onClosing: () => void): void {
    this.#protocol = chosenSubprotocol(socket.protocol, typeof this.#owner.options.protocols === 'function');
    this.#outgoing.attach(socket, onClosing);
  }

  detach(lastAliveAt: Moment): void {
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

  undelivered(messages: readonly OutgoingMessage[], reason: UndeliveredReason, error?: unknown): void {
    const { secrets } = this.#owner.runtime;
    const cause = reason === 'refused' && { error: secrets.messageOf(error) };
    this.log('message.undelivered', { count: messages.length, reason, ...cause });
    this.#owner.announce('undelivered', { chatId: this.chatId, messages, reason });
  }

  lengthChanged(): void {
    this.#owner.changed(this);
  }

  log(event: LogRecord['event'], details: Partial<LogRecord>): void {
    const { options, runtime } = this.#owner;
    const { logger, maxAttempts } = options;
    if (logger === undefined) return;
    const { value, context } = this.#chart.present;
    const { chatId, attempt, socketId } = context;
    const record: LogRecord = { event, chatId, socketId, attempt, maxAttempts, state: stateOf(value), ...details };
    runtime.turn.afterwards(() => logger[levelOf(event)](messageOfRecord(record), record));
  }

  // What the chart tells.

  noticed(notice: ConnectionNotice): void {
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
        const { reason, message } = this.#chart.present.context.failure as Failure;
        return this.log(notice.type, { ...factsOf(notice), reason, error: message });
      }
      case 'offline.discredited':
        return this.#owner.discreditOffline();
      default:
        return this.log(notice.type, factsOf(notice));
    }
  }

  moved(previousState: ConnectionState): void {
    const { state } = this;
    const { context } = this.#chart.position;
    if (state !== previousState) {
      this.log('state.changed', { previousState });
      if (previousState === 'idle') this.#lostAt = null;
      if (previousState === 'open') this.#farewell(context);
      if (state === 'failed') this.#giveUp(context);
      this.#retireIfUnwanted();
    }
    this.#owner.changed(this);
  }

  #refusal(state: ConnectionState): SendRefusal | null {
    if (state === 'open') return null;
    if (!this.#owner.isWanted(this.chatId)) return 'not-wanted';
    return state === 'failed' ? 'failed' : null;
  }

  #welcome(attempt: number): void {
    const { chatId } = this;
    const lostForMs = this.#lostAt && gapMs(this.#lostAt, presentOf(this.#owner.runtime.clock));
    const reconnected = lostForMs !== null;
    this.#owner.announce('open', { chatId, attempt, reconnected, lostForMs, protocol: this.#protocol });
    this.#outgoing.drain();
  }

  /** The chart has left `open`, so that `lastClose` is this connection's. */
  #farewell(context: ConnectionContext): void {
    const { chatId, state } = this;
    const isAliveUntilNow = this.#loss ? this.#loss.close?.wasClean === true : context.page.isFrozen;
    this.#lostAt = isAliveUntilNow ? presentOf(this.#owner.runtime.clock) : this.#lastAliveAt;
    this.#loss = null;
    const { code, reason, wasClean } = context.lastClose as CloseInfo;
    this.#owner.announce('close', { chatId, code, reason, wasClean, willRetry: WILL_RETRY.includes(state) });
  }

  #giveUp({ failure }: ConnectionContext): void {
    this.#owner.announce('failed', { chatId: this.chatId, failure: failure as Failure });
    this.#outgoing.abandon('failed');
  }

  #retireIfUnwanted(): void {
    if (!this.#isUnused) return;
    this.#outgoing.abandon(this.#owner.isDisposed ? 'disposed' : 'released');
    const { options, runtime } = this.#owner;
    // Who inspects charts sees them until they are forgotten.
    if (options.inspect === undefined) runtime.turn.afterwards(() => this.#isUnused && this.#chart.stop());
  }

  get #isUnused(): boolean {
    return this.state === 'idle' && !this.#owner.isWanted(this.chatId);
  }
}

const factsOf = <Notice extends ConnectionNotice>({ type: _, ...facts }: Notice) => facts as Omit<Notice, 'type'>;
