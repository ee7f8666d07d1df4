import { attemptCall } from './effects/turn.js';
import { checkFunction } from './events.js';

interface Subscription<Value> {
  readonly fn: (value: Value) => void;
  seen: Value;
  isActive: boolean;
}

/** Subscribers in the sense of Svelte's store contract: called at once, then on every change. */
export class Subscribers<Value> {
  #subscriptions: readonly Subscription<Value>[] = [];

  get isEmpty(): boolean {
    return this.#subscriptions.length === 0;
  }

  add(fn: (value: Value) => void, value: Value): () => void {
    checkFunction('The subscriber', fn);
    const subscription: Subscription<Value> = { fn, seen: value, isActive: true };
    this.#subscriptions = [...this.#subscriptions, subscription];
    attemptCall(fn, value);
    return () => {
      subscription.isActive = false;
      this.#subscriptions = this.#subscriptions.filter((other) => other !== subscription);
    };
  }

  /** Calls those who have not seen this value. */
  publish(value: Value): void {
    for (const subscription of this.#subscriptions) {
      if (!subscription.isActive || subscription.seen === value) continue;
      subscription.seen = value;
      attemptCall(subscription.fn, value);
    }
  }

  clear(): void {
    for (const subscription of this.#subscriptions) subscription.isActive = false;
    this.#subscriptions = [];
  }
}
