import type { DeliveryOutcome } from '../contract/delivery.js';
import type { HelloSender, Nacked } from '../domain/delivery-frames.js';
import type { OutgoingMessage } from './outgoing-message.js';

/** How many acknowledged messages are remembered, to name those that the server forgets later. */
const REMEMBERED = 1_000;

/** What became of a message of the queue. */
export type Settle = (message: OutgoingMessage, outcome: DeliveryOutcome) => void;

/**
 * What the server knows of a sender on the present connection. `fresh`: nothing, and it needs no hello. `unnamed`: maybe something, so
 * that a hello must name it. `named`: the last hello named it. `greeted`: the welcome answered for it. `lost`: the server forgot numbers
 * of it, and it is being numbered again.
 */
export type Standing = 'fresh' | 'unnamed' | 'named' | 'greeted' | 'lost';

/** The messages of one sender that are not settled, in the order of their numbers, which have no holes. */
export class SenderQueue {
  readonly id: string;
  standing: Standing;
  /** The highest number that is known to be settled. */
  acked: number;
  /** The highest of which storage knows that. */
  #storedAcked: number;
  /** The highest number that this connection was given, or that its welcome said was taken. */
  #sentUpTo: number;
  readonly #isFound: boolean;
  readonly #messages: OutgoingMessage[] = [];
  /** By their numbers. */
  readonly #ackedIds = new Map<number, string>();

  constructor(id: string, found: { readonly acked: number } | null = null) {
    this.id = id;
    this.standing = found === null ? 'fresh' : 'unnamed';
    this.#isFound = found !== null;
    this.acked = found?.acked ?? 0;
    this.#storedAcked = this.acked;
    this.#sentUpTo = this.acked;
  }

  get messages(): readonly OutgoingMessage[] {
    return this.#messages;
  }

  /** Sent on this connection, and not settled. */
  get inFlight(): number {
    return this.#sentUpTo - this.acked;
  }

  /** The oldest message in flight. */
  get oldestInFlight(): OutgoingMessage | null {
    return this.inFlight > 0 ? (this.#messages[0] ?? null) : null;
  }

  /** What a hello says of it (PC2). */
  hello(): HelloSender {
    this.standing = 'named';
    return { id: this.id, acked: this.#storedAcked };
  }

  /** Storage knows that the numbers up to this one are settled. */
  noteStored(acked: number): void {
    this.#storedAcked = Math.max(this.#storedAcked, acked);
  }

  add(message: OutgoingMessage): void {
    this.#messages.push(message);
  }

  /** Whether its messages may be sent (PC3). */
  get isOpen(): boolean {
    return this.standing === 'fresh' || this.standing === 'greeted';
  }

  /** The next message to send; null if there is none, or no room in the window (PC3). */
  next(window: number): OutgoingMessage | null {
    const message = this.#messages[this.inFlight];
    if (message === undefined || message.status === 'cancelling' || this.inFlight >= window) return null;
    return message;
  }

  /** Before it is handed to the socket, which may answer within the call. */
  sending(message: OutgoingMessage): void {
    if (this.standing === 'fresh') this.standing = 'greeted';
    this.#sentUpTo = Math.max(this.#sentUpTo, message.n);
  }

  /** The socket did not take it. */
  unsent({ n }: OutgoingMessage): void {
    this.#sentUpTo = Math.max(this.acked, Math.min(this.#sentUpTo, n - 1));
  }

  /** The connection is gone: what was in flight is known again from the next welcome. */
  disconnected(): void {
    if (this.standing !== 'fresh') this.standing = 'unnamed';
    this.#sentUpTo = this.acked;
  }

  /** PC4: what the server has taken is settled. Throws if it cannot have taken that. */
  welcomed(last: number, nacked: readonly Nacked[], settle: Settle): void {
    // Of what another page left, this one may not know all.
    const isUnknown = !this.#isFound && last > this.acked + this.#messages.length;
    if (isUnknown || this.#messages.some((message) => message.n <= last && isUnsent(message))) throw tookUnsent();
    const codes = new Map(nacked.flatMap(({ s, n, code }) => (s === this.id ? [[n, code] as const] : [])));
    this.standing = 'greeted';
    this.#settleUpTo(last, (n) => codes.get(n) ?? null, null, settle);
    this.#sentUpTo = this.acked;
  }

  /** Throws if the server was not sent so many. */
  acknowledged(n: number, seq: number | null, settle: Settle): void {
    this.#checkSent(n);
    this.#settleUpTo(n, () => null, seq, settle);
  }

  /** Throws if the server was not sent so many. */
  refused(n: number, code: string, settle: Settle): void {
    this.#checkSent(n);
    this.#settleUpTo(n, (one) => (one === n ? code : null), null, settle);
  }

  /** The acknowledged messages above `last`, which the server forgot (PC5), as far as they are remembered; it names each once. */
  forgottenAbove(last: number): readonly string[] {
    const forgotten = [...this.#ackedIds].filter(([n]) => n > last);
    for (const [n] of forgotten) this.#ackedIds.delete(n);
    return forgotten.map(([, id]) => id);
  }

  /** Its messages go under another sender. */
  release(): void {
    this.#messages.splice(0);
  }

  /** Whether something that was acknowledged is remembered. */
  get remembers(): boolean {
    return this.#ackedIds.size > 0;
  }

  /** The id of a message that this page gave to `send`, or found. */
  idOf(n: number): string | null {
    return this.#ackedIds.get(n) ?? this.#messages[n - this.acked - 1]?.id ?? null;
  }

  #checkSent(n: number): void {
    if (n > this.#sentUpTo) throw tookUnsent();
  }

  #settleUpTo(n: number, refusalOf: (n: number) => string | null, seq: number | null, settle: Settle): void {
    for (let first = this.#messages[0]; first !== undefined && first.n <= n; first = this.#messages[0]) {
      this.#messages.shift();
      this.acked = first.n;
      const { id } = first;
      const code = refusalOf(first.n);
      if (first.hasEnded) continue;
      if (code !== null) settle(first, { id, status: 'rejected', code });
      else {
        this.#remember(first.n, id);
        settle(first, { id, status: 'acked', seq: first.n === n ? seq : null });
      }
    }
    this.acked = Math.max(this.acked, n);
    this.#sentUpTo = Math.max(this.#sentUpTo, this.acked);
  }

  #remember(n: number, id: string): void {
    this.#ackedIds.set(n, id);
    const [oldest = n] = this.#ackedIds.keys();
    if (this.#ackedIds.size > REMEMBERED) this.#ackedIds.delete(oldest);
  }
}

/** Whether no page can have sent it. */
const isUnsent = ({ status }: OutgoingMessage): boolean => status === 'stored' || status === 'cancelling';

const tookUnsent = () => new Error('the server says that it took what it was not sent');
