import type { Cursor, EventFrame, WelcomeFrame } from '../domain/delivery-frames.js';

/** Events that are kept while a snapshot is taken; those after them are read from the log again. */
const MAX_BACKLOG = 1_000;

/** What an event is to a client: the next one, one that it has seen, or proof that its log is another one. */
export type Place = 'next' | 'seen' | 'hole';

/** The events of one chat as they come, and how far they were delivered (PC7, PC8). */
export class ChatInbox {
  cursor: Cursor | null = null;
  /** Of the last welcome. */
  #head: Cursor = { epoch: '', seq: 0, tag: null };
  #backlog: EventFrame[] = [];
  /** The event that did not fit. */
  #odd: EventFrame | null = null;

  /** How many events the log had beyond the cursor when the server last said so. */
  get behind(): number {
    return this.cursor === null ? 0 : Math.max(0, this.#head.seq - this.cursor.seq);
  }

  /** Of the log whose events come. */
  get epoch(): string {
    return this.#head.epoch;
  }

  /** Throws if it calls whole what is of another log: events of two never mix. */
  welcomed({ epoch, head, tag, resume }: WelcomeFrame): void {
    if (resume === 'whole' && this.cursor !== null && this.cursor.epoch !== epoch) {
      throw new Error('the welcome is of another epoch, and not a gap');
    }
    this.#head = { epoch, seq: head, tag };
    this.#backlog = [];
  }

  placeOf({ seq, tag }: EventFrame): Place {
    const at = this.cursor;
    if (at === null) return 'hole';
    if (seq === at.seq + 1) return 'next';
    return seq < at.seq || (seq === at.seq && (tag === at.tag || at.tag === null)) ? 'seen' : 'hole';
  }

  moveTo({ seq, tag }: EventFrame): void {
    this.cursor = { epoch: this.epoch, seq, tag };
  }

  /** Kept for later, as far as there is room. */
  keep(event: EventFrame): void {
    if (this.#backlog.length <= MAX_BACKLOG) this.#backlog.push(event);
  }

  takeBacklog(): readonly EventFrame[] {
    return this.#backlog.splice(0);
  }

  takeHead(): void {
    this.cursor = this.#head;
  }

  /** From the cursor of a snapshot. Returns whether that is the head that the welcome named. */
  goOnFrom(cursor: Cursor): boolean {
    this.cursor = cursor;
    const { epoch, seq, tag } = this.#head;
    const isWhole = this.#backlog.length <= MAX_BACKLOG;
    return isWhole && cursor.seq === seq && cursor.tag === tag && cursor.epoch === epoch;
  }

  noteOdd(event: EventFrame): void {
    this.#odd = event;
  }

  /** Goes on right before the event that did not fit, which is returned. */
  skipHole(): EventFrame | null {
    const odd = this.#odd;
    this.#odd = null;
    if (odd !== null) this.cursor = { epoch: this.epoch, seq: odd.seq - 1, tag: null };
    return odd;
  }
}
