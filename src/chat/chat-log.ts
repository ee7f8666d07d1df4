import type { LogEvent, Logger, LogRecord } from '../contract/log.js';
import type { Batch } from '../effects/batch.js';
import type { ChartPosition } from '../engine/chart.js';
import { levelOf, messageOfRecord } from './log-message.js';
import { stateOf } from './snapshot-of.js';

/** Writes the records of one chat (OB1). */
export class ChatLog {
  readonly #logger: Logger;
  readonly #maxAttempts: number;
  readonly #batch: Batch;
  readonly #present: () => ChartPosition;

  /** `present` returns where the chart is, even during a transition. */
  constructor(logger: Logger, maxAttempts: number, batch: Batch, present: () => ChartPosition) {
    this.#logger = logger;
    this.#maxAttempts = maxAttempts;
    this.#batch = batch;
    this.#present = present;
  }

  /** Makes a record of the current state; the logger gets it at the end of the batch. */
  write(event: LogEvent, details: Partial<LogRecord>): void {
    const { value, context } = this.#present();
    const { chatId, attempt, socketId } = context;
    const record: LogRecord = {
      event,
      chatId,
      socketId,
      attempt,
      maxAttempts: this.#maxAttempts,
      state: stateOf(value),
      ...details,
    };
    this.#batch.afterwards(() => this.#logger[levelOf(event)](messageOfRecord(record), record));
  }
}
