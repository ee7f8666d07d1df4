import { afterEach, describe, expect, test, vi } from 'vitest';
import { attemptCall } from '../../src/effects/attempt-call.js';
import { Batch } from '../../src/effects/batch.js';

afterEach(() => vi.unstubAllGlobals());

/** Where the page reports uncaught errors. */
const reportedErrors = () => {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  return reported;
};

describe('Batch', () => {
  test('[ME2] runs callbacks in order, once, when the outermost call is over', () => {
    const batch = new Batch();
    const order: string[] = [];
    const result = batch.run(() => {
      batch.afterwards(() => order.push('first'));
      batch.run(() => batch.afterwards(() => order.push('second')));
      order.push('body');
      return 'answer';
    });
    batch.run(() => undefined);
    expect({ result, order }).toEqual({ result: 'answer', order: ['body', 'first', 'second'] });
  });

  test('[ME2] runs what a callback asks for after the callbacks that were there, not inside it', () => {
    const batch = new Batch();
    const order: string[] = [];
    batch.run(() => {
      batch.afterwards(() => {
        order.push('a starts');
        batch.run(() => batch.afterwards(() => order.push('asked by a')));
        order.push('a ends');
      });
      batch.afterwards(() => order.push('b'));
    });
    expect(order).toEqual(['a starts', 'a ends', 'b', 'asked by a']);
  });

  test('[ME2] reports a callback that throws, and goes on with the others', () => {
    const reported = reportedErrors();
    const batch = new Batch();
    const order: string[] = [];
    batch.run(() => {
      batch.afterwards(() => {
        throw new Error('a listener');
      });
      batch.afterwards(() => order.push('next'));
    });
    expect({ order, reported }).toEqual({ order: ['next'], reported: [new Error('a listener')] });
  });

  test('ends the batch of a body that throws: its callbacks run, the error is the caller’s', () => {
    const batch = new Batch();
    const order: string[] = [];
    const fail = () =>
      batch.run(() => {
        batch.afterwards(() => order.push('callback'));
        throw new TypeError('a bad argument');
      });
    expect(fail).toThrow(new TypeError('a bad argument'));
    batch.run(() => batch.afterwards(() => order.push('next batch')));
    expect(order).toEqual(['callback', 'next batch']);
  });

  test('[EN1] settles at once what waits, from within a callback too', () => {
    const batch = new Batch();
    const order: string[] = [];
    batch.run(() => {
      batch.afterwards(() => {
        batch.run(() => batch.afterwards(() => order.push('reported')));
        batch.settle();
        order.push('callback ends');
      });
    });
    expect(order).toEqual(['reported', 'callback ends']);
  });
});

describe('what comes next in a batch', () => {
  test('[EN1, SE3] waits until what is under way is done, in order, and comes before the callbacks', () => {
    const batch = new Batch();
    const order: string[] = [];
    const result = batch.run(() => {
      batch.afterwards(() => order.push('callback'));
      batch.next(() => {
        order.push('next starts');
        batch.run(() => batch.next(() => order.push('asked by next')));
        order.push('next ends');
      });
      batch.run(() => batch.next(() => order.push('asked amid it')));
      order.push('body');
      return 'answer';
    });
    expect({ result, order }).toEqual({
      result: 'answer',
      order: ['body', 'next starts', 'next ends', 'asked amid it', 'asked by next', 'callback'],
    });
  });

  test('[EN1, ME2] comes before the callbacks of those who called back, and does not end with one that throws', () => {
    const reported = reportedErrors();
    const batch = new Batch();
    const order: string[] = [];
    batch.run(() => {
      batch.afterwards(() => {
        batch.run(() => {
          batch.next(() => {
            throw new Error('next');
          });
          batch.next(() => order.push('next'));
        });
        order.push('callback ends');
      });
    });
    expect({ order, reported }).toEqual({ order: ['next', 'callback ends'], reported: [new Error('next')] });
  });

  test('comes though the body throws', () => {
    const batch = new Batch();
    const order: string[] = [];
    const fail = () =>
      batch.run(() => {
        batch.next(() => order.push('next'));
        throw new TypeError('a bad argument');
      });
    expect(fail).toThrow(new TypeError('a bad argument'));
    expect(order).toEqual(['next']);
  });

  test('[EN1] and the callbacks are soon done, however many wait', () => {
    const batch = new Batch();
    let done = 0;
    const count = () => {
      done += 1;
    };
    batch.run(() => {
      for (let each = 0; each < 300_000; each += 1) {
        batch.next(count);
        batch.afterwards(count);
      }
    });
    expect(done).toBe(600_000);
  });
});

describe('attemptCall', () => {
  test('[ME2] reports by reportError where the platform has it', () => {
    const reported = reportedErrors();
    attemptCall(() => {
      throw new Error('thrown');
    });
    expect(reported).toEqual([new Error('thrown')]);
  });

  test('[ME2] throws again in a microtask where it has not', () => {
    vi.stubGlobal('reportError', undefined);
    const queued: (() => void)[] = [];
    vi.stubGlobal('queueMicrotask', (fn: () => void) => queued.push(fn));
    attemptCall(() => {
      throw new Error('thrown');
    });
    expect(queued).toHaveLength(1);
    expect(queued[0]).toThrow(new Error('thrown'));
  });
});
