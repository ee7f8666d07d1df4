import { describe, expect, test } from 'vitest';
import { Listeners, noRosters } from '../../src/registry/listeners.js';
import { Subscribers } from '../../src/registry/subscribers.js';

const CLOSED = { chatId: '42', code: 1000, reason: '', wasClean: true, willRetry: false };

describe('listeners', () => {
  test('[ME2] are asked for by the name of an event, and are functions; else the error says what is expected', () => {
    const listeners = new Listeners(noRosters());
    expect(() => listeners.on('opened' as never, () => undefined)).toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_ARGUMENT',
        message: 'The event must be one of message, open, close, failed, sent, undelivered; received "opened"',
      }),
    );
    expect(() => listeners.on('open', 'me' as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_ARGUMENT',
        message: 'The listener must be a function; received "me"',
      }),
    );
    expect(listeners.isEmpty).toBe(true);
  });

  test('are none until one comes, and once the last has left', () => {
    const listeners = new Listeners(noRosters());
    const heard: string[] = [];
    listeners.emit('close', CLOSED);
    const leave = [listeners.on('open', () => heard.push('open')), listeners.on('close', () => heard.push('close'))];
    listeners.emit('close', CLOSED);
    expect([heard, listeners.isEmpty]).toEqual([['close'], false]);
    leave[1]?.();
    expect(listeners.isEmpty).toBe(false);
    leave[0]?.();
    listeners.emit('close', CLOSED);
    expect([heard, listeners.isEmpty]).toEqual([['close'], true]);
  });
});

describe('subscribers', () => {
  test('are functions; else the error says what is expected', () => {
    const subscribers = new Subscribers<number>();
    expect(() => subscribers.add(7 as never, 1)).toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_ARGUMENT',
        message: 'The subscriber must be a function; received 7',
      }),
    );
    expect(subscribers.isEmpty).toBe(true);
  });

  test('are none until one comes, and once the last has left', () => {
    const subscribers = new Subscribers<number>();
    const leave = subscribers.add(() => undefined, 1);
    expect(subscribers.isEmpty).toBe(false);
    leave();
    expect(subscribers.isEmpty).toBe(true);
  });
});
