import type { LogEvent, LogRecord } from '../contract/log.js';
import type { Batch } from '../effects/batch.js';
import type { ChartPosition } from '../engine/chart.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { levelOf, messageOfRecord } from './log-message.js';
import { stateOf } from './snapshot-of.js';

/** Writes the records of one chat (OB1). */
export class ChatLog {
  readonly #options: Pick<ResolvedOptions, 'logger' | 'maxAttempts'>;
  readonly #batch: Batch;
  readonly #present: () => ChartPosition;

  /** `present`: where the chart is, be it amid a transition. */
  constructor(options: Pick<ResolvedOptions, 'logger' | 'maxAttempts'>, batch: Batch, present: () => ChartPosition) {
    this.#options = options;
    this.#batch = batch;
    this.#present = present;
  }

  /** A record says what is so now; the logger hears of it at the end of the batch. */
  write(event: LogEvent, details: Partial<LogRecord>): void {
    const { logger, maxAttempts } = this.#options;
    if (logger === undefined) return;
    const { value, context } = this.#present();
    const { chatId, attempt, socketId } = context;
    const record: LogRecord = { event, chatId, socketId, attempt, maxAttempts, state: stateOf(value), ...details };
    this.#batch.afterwards(() => logger[levelOf(event)](messageOfRecord(record), record));
  }
}
