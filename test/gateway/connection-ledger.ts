export interface ConnectionRecord {
  readonly chatId: string;
  readonly openedAtMs: number;
  closedAtMs: number | null;
  code: number | null;
}

/** More than any test counts. */
const MAX_RECORDS = 50_000;

/** The sockets that the gateway accepted, in order, the earliest of very many left out: what tests count. */
export class ConnectionLedger {
  readonly #records: ConnectionRecord[] = [];

  get records(): readonly Readonly<ConnectionRecord>[] {
    return this.#records;
  }

  opened(chatId: string): ConnectionRecord {
    const record = { chatId, openedAtMs: performance.now(), closedAtMs: null, code: null };
    this.#records.push(record);
    // Half at once: moving all the others for each would cost more and more.
    if (this.#records.length > MAX_RECORDS) this.#records.splice(0, MAX_RECORDS / 2);
    return record;
  }

  closed(record: ConnectionRecord, code: number): void {
    record.closedAtMs = performance.now();
    record.code = code;
  }

  /** How many sockets were ever accepted, for one chat or for all. */
  accepted(chatId?: string): number {
    return this.#of(chatId).length;
  }

  /** How many are open now. */
  open(chatId?: string): number {
    return this.#of(chatId).filter((record) => record.closedAtMs === null).length;
  }

  #of(chatId: string | undefined): ConnectionRecord[] {
    return chatId === undefined ? this.#records : this.#records.filter((record) => record.chatId === chatId);
  }
}
