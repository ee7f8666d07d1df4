import type { DeliveryOutcome, DeliveryReceipt, DeliveryStatus, PendingMessage } from '../contract/delivery.js';

/** A message from `send` to its end; to the application, its receipt. */
export class OutgoingMessage {
  readonly id: string;
  /** A copy of its own. */
  readonly data: unknown;
  readonly bytes: number;
  /** Its number; 0 until it is stored. */
  n = 0;
  /** `cancelling`: the cancellation is being stored. To the application that is `stored`. */
  status: DeliveryStatus | 'cancelling' = 'pending';
  /** When it was handed to the socket of the present connection, on the clock. */
  sentAt = 0;
  readonly receipt: DeliveryReceipt;
  #outcome: DeliveryOutcome | null = null;
  #settled: {
    readonly promise: Promise<DeliveryOutcome>;
    readonly resolve: (outcome: DeliveryOutcome) => void;
  } | null = null;

  constructor(id: string, data: unknown, bytes: number) {
    this.id = id;
    this.data = data;
    this.bytes = bytes;
    this.receipt = receiptOf(this);
  }

  /** Of one that has not ended. */
  toPending(): PendingMessage {
    const { id, data, status } = this;
    return { id, data, status: status === 'pending' || status === 'sent' ? status : 'stored' };
  }

  get settled(): Promise<DeliveryOutcome> {
    this.#settled ??= withResolver();
    if (this.#outcome !== null) this.#settled.resolve(this.#outcome);
    return this.#settled.promise;
  }

  /** If it has a number already, that will be skipped. */
  get hasEnded(): boolean {
    return this.#outcome !== null;
  }

  settle(outcome: DeliveryOutcome): void {
    this.status = outcome.status;
    this.#outcome = outcome;
    this.#settled?.resolve(outcome);
  }
}

const receiptOf = (message: OutgoingMessage): DeliveryReceipt => ({
  id: message.id,
  get status() {
    return message.status === 'cancelling' ? 'stored' : message.status;
  },
  get settled() {
    return message.settled;
  },
});

const withResolver = () => {
  let resolve: (outcome: DeliveryOutcome) => void = () => {};
  const promise = new Promise<DeliveryOutcome>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};
