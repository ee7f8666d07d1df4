import type { Outbox } from '../contract/delivery.js';
import { changesOf, type Senders } from './outbox-senders.js';

/**
 * Messages wait in this page's memory, and end with it. It finds nothing, and nobody takes from it. What is asked of it is done
 * when a method returns: its promise is settled.
 */
export const memoryOutbox = (): Outbox => ({
  async open() {
    const senders: Senders = new Map();
    return {
      storage: 'memory',
      ...changesOf(senders, async (change) => change(senders)),
      onFound() {},
      onTaken() {},
      close() {},
    };
  },
});
