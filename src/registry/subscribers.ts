import { attemptCall } from '../effects/attempt-call.js';
import { checkFunction } from './listeners.js';
import { Roster } from './roster.js';

interface Subscription<Value> {
  readonly fn: (value: Value) => void;
  seen: Value;
  isActive: boolean;
}

/** Subscribers in the sense of Svelte's store contract: called immediately, then on every change. */
export class Subscribers<Value> {
  readonly #subscriptions = new Roster<Subscription<Value>>();

  get isEmpty(): boolean {
    return this.#subscriptions.isEmpty;
  }

  add(fn: (value: Value) => void, value: Value): () => void {
    checkFunction('The subscriber', fn);
    const leave = this.#subscriptions.add({ fn, seen: value, isActive: true });
    attemptCall(fn, value);
    return leave;
  }

  /** Calls the subscribers that have not seen this value. */
  publish(value: Value): void {
    for (const subscription of this.#subscriptions.list) {
      if (!subscription.isActive || subscription.seen === value) continue;
      subscription.seen = value;
      attemptCall(subscription.fn, value);
    }
  }

  clear(): void {
    this.#subscriptions.clear();
  }
}
