import type { ConnectionState, LogRecord } from '../../src/index.js';
import type { Settings } from './random-settings.js';
import type { Expect } from './walk-messages.js';
import { classified } from './walk-options.js';
import type { ObservedPage } from './walk-page.js';

/** On both clocks, and which came first of those at the same time. */
export interface NotedMoment {
  readonly at: number;
  readonly wallAt: number;
  readonly serial: number;
}

export const NEVER: NotedMoment = { at: Number.NEGATIVE_INFINITY, wallAt: Number.NEGATIVE_INFINITY, serial: 0 };

export interface BudgetOwner {
  readonly claims: Settings;
  readonly expect: Expect;
  now(): number;
  present(): NotedMoment;
  readonly page: Pick<ObservedPage, 'offline' | 'speaking'>;
  /** When the socket with this serial number was constructed. */
  constructionOf(socketId: number): NotedMoment;
  /** Since when a chat's present socket is open. */
  openedAt(chatId: string): number;
  lastFrameAt(chatId: string): number;
}

const FATAL = [1010, 4400, 4403, 4404, 4409, 4410];
const REFRESH = [4401, 1008];

/** Closes that ask to be left alone, and for how long at least. */
const HOLD_OFFS = [1013, 4429, 4503];
const UNNAMED_HOLD_OFF_MS = 15_000;
/** For how long `abandon` with the verdict `later` holds off. */
export const ABANDONED_FOR_MS = 20_000;
/** `visible` does not attempt sooner than this after the last attempt. */
const RECENT_MS = 10_000;

type Verdict = 'retry' | 'fatal' | 'refresh' | { readonly holdsOffMs: number };

/**
 * What a chat's attempts may be by the rules (AT2, RE1, RE3, RE5), judged by its records alone. While the page may be
 * offline, whether a failure counts is open: the number of failures is known as an interval.
 */
export class ExpectedBudget {
  readonly #owner: BudgetOwner;
  readonly #chat: string;
  #state: ConnectionState = 'idle';
  #fewest = 0;
  #most = 0;
  #hasRefreshed = false;
  /** What user code asked in the midst of something has changed it, or not: from then on it is not known. */
  #isUnsure = false;
  #protocolErrors = 0;
  #end: LogRecord | null = null;
  #failedFor = '';
  #lastStart = NEVER;
  /** The server asked not to be called before this (RE5). */
  #heldUntil = Number.NEGATIVE_INFINITY;
  #lastConstruction = NEVER;

  constructor(chat: string, owner: BudgetOwner) {
    this.#chat = chat;
    this.#owner = owner;
  }

  /** A fresh budget (RE3). */
  restore(): void {
    this.#fewest = 0;
    this.#most = 0;
    this.#hasRefreshed = false;
    this.#protocolErrors = 0;
    this.#heldUntil = Number.NEGATIVE_INFINITY;
  }

  /** Whether records are still to come of how the chat came to be in this state: subscribers may hear before the logger. */
  isBehind(state: ConnectionState): boolean {
    return this.#state !== state;
  }

  mayDiffer(): void {
    this.#isUnsure = true;
    this.#heldUntil = Number.NEGATIVE_INFINITY;
  }

  /** The registry was called, which forgets a chat that is idle and not wanted, in its time (SE9). */
  registryCalled(isAmid: boolean): void {
    const { claims } = this.#owner;
    const last = this.#later(this.#lastConstruction);
    const mayBeForgotten = this.#owner.now() - last.at >= claims.throttleMs && this.#agoMs(last) >= claims.cooldownMs;
    if (!mayBeForgotten) return;
    if (isAmid) this.mayDiffer();
    else this.restore();
  }

  constructed(): void {
    const { claims, expect } = this.#owner;
    const construction = this.#owner.present();
    const sinceMs = construction.at - this.#lastConstruction.at;
    expect(
      'AT2',
      sinceMs >= claims.throttleMs,
      () => `a socket of ${this.#chat} was constructed ${sinceMs} ms after another`,
    );
    this.#lastConstruction = construction;
  }

  note(record: LogRecord): void {
    switch (record.event) {
      case 'attempt.started':
        return this.#started(record);
      case 'attempt.throttled':
        return this.#wake(record);
      case 'attempt.failed':
      case 'connection.lost':
        this.#end = record;
        return;
      case 'connection.proved':
        return this.#proved();
      case 'chat.failed':
        return this.#failed(record);
      case 'state.changed':
        this.#conclude(record.state, null);
        if (this.#state === 'idle' && record.state !== 'failed' && this.#isCooledDown(record)) this.restore();
        // Who is released, and wanted again, need not wait for what the server asked (RE5).
        if (record.state === 'idle') this.#heldUntil = Number.NEGATIVE_INFINITY;
        this.#state = record.state;
    }
  }

  #started(record: LogRecord): void {
    const { attempt, trigger } = record;
    const { claims, expect } = this.#owner;
    const now = this.#owner.now();
    this.#conclude('connecting', null);
    if (this.#state === 'idle' && this.#isCooledDown(record)) this.restore();
    this.#wake(record);
    const sinceMs = now - this.#lastAttempt(record).at;
    expect(
      'AT2',
      sinceMs >= claims.throttleMs,
      () => `an attempt of ${this.#chat} started ${sinceMs} ms after the last`,
    );
    const isExpected = this.#isUnsure || (attempt >= this.#fewest && attempt <= this.#most);
    expect(
      'RE3',
      isExpected,
      () => `attempt ${attempt} of ${this.#chat}, after ${this.#fewest} to ${this.#most} failures`,
    );
    expect('RE1', attempt <= claims.maxAttempts, () => `attempt ${attempt} of ${this.#chat}, of ${claims.maxAttempts}`);
    const wakesUp = !this.#isUnsure && this.#state === 'backoff' && (trigger === 'lost' || trigger === 'woken');
    expect(
      'PL1',
      !wakesUp || this.#owner.page.offline !== 'yes' || claims.isLoopback,
      () => `an attempt of ${this.#chat} (${trigger}) started while offline`,
    );
    const agoMs = this.#lastAttemptAgoMs(record);
    const isTooSoon = wakesUp && this.#owner.page.speaking === 'visible' && agoMs < RECENT_MS;
    expect('PL2', !isTooSoon, () => `visible woke ${this.#chat} ${agoMs} ms after its last attempt`);
    const restMs = wakesUp ? this.#heldUntil - now : 0;
    expect('RE5', restMs <= 0, () => `an attempt of ${this.#chat} (${trigger}) started ${restMs} ms before it may`);
    this.#heldUntil = Number.NEGATIVE_INFINITY;
    this.#fewest = attempt;
    this.#most = attempt;
    this.#lastStart = this.#owner.present();
  }

  /** A wake signal restores the budget of a chat that has failed. */
  #wake(record: LogRecord): void {
    if (this.#isUnsure || this.#state !== 'failed' || record.trigger !== 'woken') return;
    const reason = this.#failedFor;
    this.#owner.expect('RE3', reason === 'attempts-exhausted', () => `${this.#chat}, failed (${reason}), was woken`);
    const isTooSoon = this.#owner.page.speaking === 'visible' && !this.#isCooledDown(record);
    this.#owner.expect('RE3', !isTooSoon, () => `visible woke ${this.#chat} from failed before cooldownMs`);
    this.restore();
  }

  #proved(): void {
    const { claims, expect } = this.#owner;
    const now = this.#owner.now();
    const uptimeMs = now - this.#owner.openedAt(this.#chat);
    expect('RE3', uptimeMs >= claims.stableUptimeMs, () => `${this.#chat} is proved after ${uptimeMs} ms`);
    const hasFrame = this.#owner.lastFrameAt(this.#chat) >= this.#owner.openedAt(this.#chat) + claims.stableUptimeMs;
    expect('RE3', !claims.heartbeat || hasFrame, () => `${this.#chat} is proved without a frame`);
    this.restore();
  }

  #failed(record: LogRecord): void {
    this.#failedFor = record.reason ?? '';
    this.#conclude('failed', this.#failedFor);
    if (this.#state === 'idle') {
      this.#owner.expect('RE4', !this.#isCooledDown(record), () => `${this.#chat} is failed again after cooldownMs`);
    }
  }

  /** What follows the end of an attempt or a connection. */
  #conclude(state: ConnectionState, reason: string | null): void {
    const end = this.#end;
    this.#end = null;
    if (end === null || state === 'idle' || this.#isUnsure) return;
    const { claims, expect, page } = this.#owner;
    const verdict = this.#verdictOf(end);
    this.#protocolErrors = end.code === 1002 ? this.#protocolErrors + 1 : 0;
    if (end.code === undefined && (reason === 'misconfigured' || reason === 'rejected')) return;
    if (verdict === 'fatal' || (end.code === 1002 && this.#protocolErrors >= 3)) {
      expect('RE5', reason === 'rejected', () => `${this.#chat} closed with ${end.code} is ${state} (${reason})`);
    } else if (verdict === 'refresh') {
      const isRight = this.#hasRefreshed ? reason === 'unauthorized' : state === 'throttled' || state === 'connecting';
      expect('RE5', isRight, () => `${this.#chat} closed with ${end.code} is ${state} (${reason})`);
      this.#hasRefreshed = true;
    } else {
      if (verdict !== 'retry') this.#heldUntil = this.#owner.now() + verdict.holdsOffMs;
      this.#most += 1;
      if (end.event === 'connection.lost' || page.offline === 'no') this.#fewest += 1;
      const mayGoOn = this.#fewest <= claims.maxAttempts;
      const mayGiveUp = this.#most > claims.maxAttempts;
      const isRight =
        state === 'failed' ? mayGiveUp && reason === 'attempts-exhausted' : mayGoOn && state === 'backoff';
      const failures = () => `${this.#fewest} to ${this.#most} failures of ${claims.maxAttempts}`;
      expect('RE1', isRight, () => `${this.#chat} is ${state} (${reason}) after ${failures()}`);
    }
  }

  #verdictOf({ code = 1006, reason = '', error = '' }: LogRecord): Verdict {
    if (error.endsWith('the server refused it')) return 'refresh';
    const [, abandoned] = /abandoned the connection: (\w+)/.exec(error) ?? [];
    if (abandoned === 'later') return { holdsOffMs: ABANDONED_FOR_MS };
    if (abandoned !== undefined) return abandoned as 'retry' | 'refresh' | 'fatal';
    const own = classified(this.#owner.claims, code);
    if (typeof own === 'string') return own;
    if (own !== undefined) return { holdsOffMs: UNNAMED_HOLD_OFF_MS };
    if (FATAL.includes(code)) return 'fatal';
    if (REFRESH.includes(code)) return 'refresh';
    const [, seconds] = /retry-after=(\d+)/.exec(reason) ?? [];
    const namedMs = seconds === undefined ? UNNAMED_HOLD_OFF_MS : Number(seconds) * 1_000;
    return HOLD_OFFS.includes(code) ? { holdsOffMs: namedMs } : 'retry';
  }

  #isCooledDown(record: LogRecord): boolean {
    return this.#lastAttemptAgoMs(record) >= this.#owner.claims.cooldownMs;
  }

  #lastAttemptAgoMs(record: LogRecord): number {
    return this.#agoMs(this.#lastAttempt(record));
  }

  /** How long ago it was to the world: the machine may have slept with its monotonic clock. */
  #agoMs({ at, wallAt }: NotedMoment): number {
    const present = this.#owner.present();
    return Math.max(present.at - at, present.wallAt - wallAt);
  }

  /** Records come at the end of a batch: `socketId` tells which socket was the chat's last by then. */
  #lastAttempt({ socketId }: LogRecord): NotedMoment {
    return this.#later(this.#owner.constructionOf(socketId));
  }

  #later(construction: NotedMoment): NotedMoment {
    return construction.serial > this.#lastStart.serial ? construction : this.#lastStart;
  }
}
