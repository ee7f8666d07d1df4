import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/contract/clock.js';
import { createDelivery, type DeliveryOptions } from '../../src/delivery/index.js';
import { createVirtualClock } from '../../src/testing/index.js';
import { thrownBy, typeError } from '../domain/thrown-by.js';
import { scriptedClient, welcomes } from './scripted-client.js';

class ClassClock implements Clock {
  readonly #clock = createVirtualClock();

  now() {
    return this.#clock.now();
  }

  setTimeout(fn: () => void, delayMs: number) {
    return this.#clock.setTimeout(fn, delayMs);
  }

  clearTimeout(timer: unknown) {
    this.#clock.clearTimeout(timer);
  }

  advance(ms: number) {
    return this.#clock.advanceAsync(ms);
  }
}

describe('the options of a delivery', () => {
  it('must say how to connect', () => {
    expect(thrownBy(() => createDelivery({} as DeliveryOptions))).toEqual(
      typeError('ERR_INVALID_OPTION', 'The option connections must be a function; received undefined'),
    );
  });

  it('may have a clock whose methods are those of a class', async () => {
    const clock = new ClassClock();
    const client = scriptedClient(welcomes, { clock, ackTimeoutMs: 5_000 });
    await client.connect();
    client.chat.send('x');
    await client.settle(20);
    await clock.advance(4_999);
    expect(client.connection.getSnapshot().state).toBe('open');
    await clock.advance(1);
    expect(client.connection.getSnapshot().state).toBe('backoff');
  });
});
