import type { ConnectionContext, ConnectionEnd, Failure } from '../../machines/connection.types.js';
import type { ChatEventMap, ChatEventType } from '../contract/events.js';
import type { ConnectionState } from '../contract/snapshot.js';
import type { CloseInfo } from '../domain/close-codes.js';
import { type Clocks, gapMs, type Moment, presentOf } from '../domain/moment.js';

const WILL_RETRY: readonly ConnectionState[] = ['throttled', 'connecting', 'backoff'];

type Announce = <Type extends ChatEventType>(type: Type, event: ChatEventMap[Type]) => void;

/** Announces how a chat's connections open and end, and remembers of one what the event of the next must say. */
export class ConnectionEvents {
  readonly #chatId: string;
  readonly #clock: Clocks;
  readonly #announce: Announce;
  /** The subprotocol of the last connection that opened. */
  #protocol: string | null = null;
  #lastAliveAt: Moment | null = null;
  /** How the open connection ended, until the chart has moved. */
  #loss: ConnectionEnd | null = null;
  /** When the last connection since the chat was newly wanted was last known alive. */
  #lostAt: Moment | null = null;

  constructor(chatId: string, clock: Clocks, announce: Announce) {
    this.#chatId = chatId;
    this.#clock = clock;
    this.#announce = announce;
  }

  get protocol(): string | null {
    return this.#protocol;
  }

  connected(protocol: string | null): void {
    this.#protocol = protocol;
  }

  disconnected(lastAliveAt: Moment): void {
    this.#lastAliveAt = lastAliveAt;
  }

  lost(end: ConnectionEnd): void {
    this.#loss = end;
  }

  /** The chat is newly wanted: what was before is no loss. */
  begin(): void {
    this.#lostAt = null;
  }

  announceOpen(attempt: number): void {
    const lostForMs = this.#lostAt && gapMs(this.#lostAt, presentOf(this.#clock));
    const reconnected = lostForMs !== null;
    this.#announce('open', { chatId: this.#chatId, attempt, reconnected, lostForMs, protocol: this.#protocol });
  }

  /** The chart has left `open` for `state`, so that `lastClose` is this connection's. */
  announceClose({ page, lastClose }: ConnectionContext, state: ConnectionState): void {
    const isAliveUntilNow = this.#loss ? this.#loss.close?.wasClean === true : page.isFrozen;
    this.#lostAt = isAliveUntilNow ? presentOf(this.#clock) : this.#lastAliveAt;
    this.#loss = null;
    const { code, reason, wasClean } = lastClose as CloseInfo;
    this.#announce('close', { chatId: this.#chatId, code, reason, wasClean, willRetry: WILL_RETRY.includes(state) });
  }

  announceFailure({ failure }: ConnectionContext): void {
    this.#announce('failed', { chatId: this.#chatId, failure: failure as Failure });
  }
}
