import type { ConnectionEvent, ConnectionNotice, Failure, PageState } from '../../machines/connection.types.js';
import type {
  ChatEventMap,
  ChatEventType,
  MessageData,
  OutgoingMessage,
  UndeliveredReason,
} from '../contract/events.js';
import type { LogEvent, LogRecord } from '../contract/log.js';
import type { SendReceipt, SendRefusal } from '../contract/receipts.js';
import { type ConnectionSnapshot, type ConnectionState, keepIfSame } from '../contract/snapshot.js';
import type { SendableData, WebSocketLike } from '../contract/web-socket.js';
import type { Verdict } from '../domain/close-codes.js';
import type { Moment } from '../domain/moment.js';
import { chosenSubprotocol } from '../domain/subprotocols.js';
import type { SocketOwner } from '../effects/socket-environment.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { ChatChart, type ChatChartObserver } from './chat-chart.js';
import { ChatLog } from './chat-log.js';
import { ConnectionEvents } from './connection-events.js';
import { Outgoing, type OutgoingObserver } from './outgoing.js';
import type { ChatPort, Runtime } from './runtime.js';
import { snapshotOf } from './snapshot-of.js';

/** What a chat needs from the registry that made it. */
export interface ChatOwner {
  readonly options: ResolvedOptions;
  readonly runtime: Runtime;
  readonly isDisposed: boolean;
  isWanted(chatId: string): boolean;
  deliver(event: ChatEventMap['message']): void;
  /** Passes an event to the listeners, at the end of the batch. */
  announce<Type extends ChatEventType>(type: Type, event: ChatEventMap[Type]): void;
  /** The snapshot may have changed. */
  changed(chat: LiveChat): void;
  discreditOffline(): void;
}

/** One chat in use: its chart, its outgoing messages, and what they mean for listeners and the log. */
export class LiveChat implements ChatPort, ChatChartObserver, OutgoingObserver {
  readonly chatId: string;
  readonly #owner: ChatOwner;
  readonly #chart: ChatChart;
  readonly #outgoing: Outgoing;
  readonly #events: ConnectionEvents;
  /** Null without a logger. */
  readonly #log: ChatLog | null;
  #snapshot: ConnectionSnapshot | null = null;

  constructor(chatId: string, owner: ChatOwner) {
    this.chatId = chatId;
    this.#owner = owner;
    const { options, runtime } = owner;
    this.#outgoing = new Outgoing(runtime.clock, options.queue ?? null, this);
    this.#chart = new ChatChart(chatId, runtime.runChart, this);
    this.#events = new ConnectionEvents(chatId, runtime.clock, (type, event) => owner.announce(type, event));
    const { logger, maxAttempts } = options;
    this.#log = logger ? new ChatLog(logger, maxAttempts, runtime.batch, () => this.#chart.present) : null;
  }

  get state(): ConnectionState {
    return this.#chart.state;
  }

  /** When the last attempt was made; null if there was none. */
  get lastAttemptAt(): Moment | null {
    return this.#chart.position.context.lastAttemptAt;
  }

  get snapshot(): ConnectionSnapshot {
    const { isWanted, options } = this.#owner;
    const wanted = isWanted(this.chatId);
    const { maxAttempts } = options;
    const queued = this.#outgoing.length;
    const next = snapshotOf(this.#chart.position, { protocol: this.#events.protocol, wanted, queued, maxAttempts });
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

  /** Starts the chart, which waits to be wanted; inspectors can see it meanwhile. */
  appear(): void {
    this.#chart.start();
  }

  tell(event: Extract<ConnectionEvent, { type: `page.${string}` | `chat.${string}` }>): void {
    this.#chart.tell(event);
  }

  /** The application gives up the open connection. */
  abandon(verdict: Verdict, reason: unknown): void {
    const said = this.#owner.runtime.secrets.messageOf(reason);
    const message = `the application abandoned the connection${said && `: ${said}`}`;
    this.#chart.tellIfRunning({ type: 'chat.abandon', verdict, message });
  }

  send(data: SendableData, mayQueue: boolean): SendReceipt {
    const id = this.#owner.runtime.nextMessageId();
    const { state } = this;
    if (state === 'open' && this.#outgoing.sendNow(data)) return { id, status: 'sent' };
    const reason = this.#refusal(state) ?? (mayQueue ? this.#outgoing.enqueue({ id, data }) : 'not-open');
    return reason === null ? { id, status: 'queued' } : { id, status: 'rejected', reason };
  }

  /** Ends the chat for good and reports its queued messages. */
  end(): void {
    const { logger, inspect } = this.#owner.options;
    // Leading a chart to `idle` is the slowest part, so it is done only if somebody sees the result.
    if (this.state === 'open' || logger || inspect) {
      this.release();
      this.#chart.tellIfRunning({ type: 'chat.dispose' });
    }
    this.#outgoing.abandon('disposed');
    this.#chart.stop();
  }

  attach(socket: WebSocketLike, owner: SocketOwner): void {
    const isSecret = typeof this.#owner.options.protocols === 'function';
    this.#events.connected(chosenSubprotocol(socket.protocol, isSecret));
    this.#outgoing.attach(socket, owner);
  }

  detach(lastAliveAt: Moment): void {
    this.#events.disconnected(lastAliveAt);
    this.#outgoing.detach();
  }

  deliver(data: unknown): void {
    this.#owner.deliver({ chatId: this.chatId, data: data as MessageData });
  }

  // Reports of the outgoing messages.

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

  log(event: LogEvent, details: Partial<LogRecord>): void {
    this.#log?.write(event, details);
  }

  // Reports of the chart.

  noticed(notice: ConnectionNotice): void {
    switch (notice.type) {
      case 'attempt.opened':
        this.log(notice.type, factsOf(notice));
        this.#events.announceOpen(notice.attempt);
        return this.#outgoing.drain();
      case 'attempt.failed':
      case 'connection.lost': {
        const { end, ...facts } = factsOf(notice);
        if (notice.type === 'connection.lost') this.#events.lost(end);
        return this.log(notice.type, { ...facts, ...end.close, error: end.message });
      }
      case 'chat.failed': {
        const { reason, message } = this.#chart.present.context.failure as Failure;
        return this.log(notice.type, { ...factsOf(notice), reason, error: message });
      }
      case 'probe.sent':
        // With `ping: null` no probe is sent.
        return this.#owner.options.heartbeat?.ping === null ? undefined : this.log(notice.type, factsOf(notice));
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
      if (previousState === 'idle') this.#events.begin();
      if (previousState === 'open') this.#events.announceClose(context, state);
      if (state === 'failed') {
        this.#events.announceFailure(context);
        this.#outgoing.abandon('failed');
      }
      this.#retireIfUnwanted();
    }
    this.#owner.changed(this);
  }

  #refusal(state: ConnectionState): SendRefusal | null {
    if (state === 'open') return null;
    if (!this.#owner.isWanted(this.chatId)) return 'not-wanted';
    return state === 'failed' ? 'failed' : null;
  }

  #retireIfUnwanted(): void {
    if (!this.#isUnused) return;
    this.#outgoing.abandon(this.#owner.isDisposed ? 'disposed' : 'released');
    const { options, runtime } = this.#owner;
    // Inspectors see a chart until the chat is forgotten.
    if (options.inspect === undefined) runtime.batch.afterwards(() => this.#isUnused && this.#chart.stop());
  }

  get #isUnused(): boolean {
    return this.state === 'idle' && !this.#owner.isWanted(this.chatId);
  }
}

const factsOf = <Notice extends ConnectionNotice>({ type: _, ...facts }: Notice) => facts as Omit<Notice, 'type'>;
