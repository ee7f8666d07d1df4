import type { ConnectionContext, ConnectionEnd, Failure } from '../../machines/connection.types.js';
import type { ChatEventMap, ChatEventType } from '../contract/events.js';
import type { ConnectionState } from '../contract/snapshot.js';
import type { CloseInfo } from '../domain/close-codes.js';
import { type Clocks, gapMs, type Moment, presentOf } from '../domain/moment.js';

const WILL_RETRY: readonly ConnectionState[] = ['throttled', 'connecting', 'backoff'];

type Announce = <Type extends ChatEventType>(type: Type, event: ChatEventMap[Type]) => void;

/** Announces how a chat's connections open and end. Remembers from one connection what the events of the next must contain. */
export class ConnectionEvents {
  readonly #chatId: string;
  readonly #clock: Clocks;
  readonly #announce: Announce;
  /** The subprotocol of the last connection that opened. */
  #protocol: string | null = null;
  #lastAliveAt: Moment | null = null;
  /** How the open connection ended, until the chart has made its transition. */
  #loss: ConnectionEnd | null = null;
  /** When the last connection was last known to be alive; null if there was none since the chat was newly wanted. */
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

  /** The chat is newly wanted: an earlier connection does not count as lost. */
  begin(): void {
    this.#lostAt = null;
  }

  announceOpen(attempt: number): void {
    const lostForMs = this.#lostAt && gapMs(this.#lostAt, presentOf(this.#clock));
    const reconnected = lostForMs !== null;
    this.#announce('open', { chatId: this.#chatId, attempt, reconnected, lostForMs, protocol: this.#protocol });
  }

  /** The chart has left `open` for `state`, so `lastClose` belongs to this connection. */
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
