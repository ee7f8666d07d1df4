import type { MsgFrame, SkipFrame } from '../domain/delivery-frames.js';
import type { CommitQueue } from './commit-queue.js';
import type { Guest, ResolvedServerOptions } from './delivery-server-options.js';
import { ackText, nackText } from './frame-texts.js';
import { CloseWith, Refused } from './refusals.js';
import type { Outlet } from './server-socket.js';
import type { Entry, Outcome } from './store.js';

/** So many numbers of one connection are on their way to the store at most, and data of so many times `limit`. */
const MAX_IN_FLIGHT = 128;
const MAX_LIMITS_IN_FLIGHT = 8;

/** After so many refusals the client must say hello again, which confirms them (PS10). */
const MAX_NACKS = 1_000;

/** So many senders one connection may use between two hellos. */
const MAX_SENDERS = 4_096;

type Numbered = Exclude<Entry, { kind: 'publication' }>;

interface Connected {
  close(code: number, reason: string): void;
  callbackFailed(error: unknown): void;
}

/** A connection's messages on their way to the log, and the answers to them, in order. */
export class MessageIntake {
  readonly #commits: CommitQueue;
  readonly #onMessage: ResolvedServerOptions['onMessage'];
  readonly #maxLengthInFlight: number;
  readonly #outlet: Outlet;
  readonly #connected: Connected;
  /** The `last` of each sender that this connection was told, by an earlier hello's welcome too (PS8). */
  #told = new Map<string, number>();
  #maxTold = MAX_SENDERS;
  #inFlight = 0;
  #lengthInFlight = 0;
  #nacks = 0;
  #isEnded = false;
  #waiting: (() => void)[] = [];

  constructor(
    commits: CommitQueue,
    { onMessage, limit }: Pick<ResolvedServerOptions, 'onMessage' | 'limit'>,
    outlet: Outlet,
    connected: Connected,
  ) {
    this.#commits = commits;
    this.#onMessage = onMessage;
    this.#maxLengthInFlight = MAX_LIMITS_IN_FLIGHT * limit;
    this.#outlet = outlet;
    this.#connected = connected;
  }

  /** Whether the log is behind what this connection was told before (PS13). */
  isBehind(last: ReadonlyMap<string, number>): boolean {
    return [...last].some(([s, n]) => n < (this.#told.get(s) ?? 0));
  }

  /** A welcome tells this. */
  tells(last: ReadonlyMap<string, number>): void {
    const earlier = [...this.#told].filter(([s]) => !last.has(s)).slice(-MAX_SENDERS);
    this.#told = new Map([...earlier, ...last]);
    this.#maxTold = this.#told.size + MAX_SENDERS;
    this.#nacks = 0;
  }

  take(guest: Guest, { s, n, d }: MsgFrame): void | Promise<void> {
    if (this.#onMessage === undefined) return this.#append(guest, s, n, d);
    try {
      const answer = this.#onMessage({ ...guest, data: d });
      if (!isPromise(answer)) return this.#append(guest, s, n, answer);
      return Promise.resolve(answer).then(
        (data) => this.#append(guest, s, n, data),
        (error) => this.#turnDown(guest, s, n, error),
      );
    } catch (error) {
      return this.#turnDown(guest, s, n, error);
    }
  }

  skip(guest: Guest, { s, n }: SkipFrame): void | Promise<void> {
    return this.#write({ kind: 'skip', ...numbered(guest, s, n) });
  }

  refuse(guest: Guest, { s, n }: { readonly s: string; readonly n: number }, code: string): void | Promise<void> {
    return this.#write({ kind: 'refusal', ...numbered(guest, s, n), code });
  }

  /** Resolves when everything that was taken has been answered. */
  async settled(): Promise<void> {
    while (this.#inFlight > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  end(): void {
    this.#isEnded = true;
  }

  #append(guest: Guest, s: string, n: number, value: unknown): void | Promise<void> {
    let data: string | undefined;
    try {
      data = JSON.stringify(value);
    } catch (error) {
      return this.#turnDown(guest, s, n, error);
    }
    if (data === undefined) return this.#turnDown(guest, s, n, new TypeError('onMessage answered nothing to log'));
    return this.#write({ kind: 'message', ...numbered(guest, s, n), data });
  }

  #turnDown(guest: Guest, s: string, n: number, error: unknown): void | Promise<void> {
    if (error instanceof Refused) return this.refuse(guest, { s, n }, error.nack);
    if (error instanceof CloseWith) return this.#connected.close(error.closeCode, error.reason);
    this.#connected.callbackFailed(error);
    this.#connected.close(1011, 'the message could not be handled');
  }

  #write(entry: Numbered): void | Promise<void> {
    // It has ended while `onMessage` was asked: an earlier number may be missing.
    if (this.#isEnded) return;
    const length = entry.kind === 'message' ? entry.data.length : 0;
    this.#inFlight += 1;
    this.#lengthInFlight += length;
    this.#commits.add(entry, (outcome) => {
      this.#inFlight -= 1;
      this.#lengthInFlight -= length;
      if (!this.#isEnded) this.#answer(entry, outcome);
      if (this.#waiting.length > 0) this.#letGo();
    });
    if (this.#inFlight >= MAX_IN_FLIGHT || this.#lengthInFlight >= this.#maxLengthInFlight)
      return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #answer(entry: Numbered, outcome: Outcome | undefined): void {
    const { sender: s, n } = entry;
    const { close } = this.#connected;
    const told = this.#told.get(s) ?? 0;
    switch (outcome?.result) {
      case 'taken':
        if (n <= told) return close(1012, 'the log went back');
        this.#tell(s, n);
        if (entry.kind === 'refusal') return this.#nack(s, n, entry.code);
        return this.#outlet.send(ackText(s, n, outcome.seq));
      case 'repeated':
        if (outcome.last < told) return close(1012, 'the log went back');
        this.#tell(s, Math.max(told, n));
        if (outcome.code !== null) return this.#outlet.send(nackText({ s, n, code: outcome.code }));
        return this.#outlet.send(ackText(s, n, outcome.seq));
      case 'ahead':
        if (told >= n - 1 || outcome.last < told) return close(1012, 'the log went back');
        return close(4400, `a number was left out after ${outcome.last}`);
      case 'lost':
        // A client that knows sends nothing more of it; one that does not learns it from its next welcome (PS3).
        return close(1012, 'the sender is lost');
      case 'foreign':
        return close(4403, "a sender of another user's");
      case undefined:
        return close(1011, 'the message could not be stored');
    }
  }

  #nack(s: string, n: number, code: string): void {
    this.#outlet.send(nackText({ s, n, code }));
    this.#nacks += 1;
    if (this.#nacks >= MAX_NACKS) this.#connected.close(1012, 'many refusals');
  }

  #tell(s: string, last: number): void {
    this.#told.set(s, last);
    if (this.#told.size > this.#maxTold) this.#connected.close(4400, 'too many senders');
  }

  #letGo(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

const numbered = ({ chatId, user }: Guest, sender: string, n: number) => ({ chat: chatId, user, sender, n });

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
