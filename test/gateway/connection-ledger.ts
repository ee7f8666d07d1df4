export interface ConnectionRecord {
  readonly chatId: string;
  readonly openedAtMs: number;
  closedAtMs: number | null;
  code: number | null;
}

/** Every socket the gateway ever accepted, in order: what tests count. */
export class ConnectionLedger {
  readonly #records: ConnectionRecord[] = [];

  get records(): readonly Readonly<ConnectionRecord>[] {
    return this.#records;
  }

  opened(chatId: string): ConnectionRecord {
    const record = { chatId, openedAtMs: performance.now(), closedAtMs: null, code: null };
    this.#records.push(record);
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
