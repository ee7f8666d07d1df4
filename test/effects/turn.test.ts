import { afterEach, describe, expect, test, vi } from 'vitest';
import { attemptCall, Turn } from '../../src/effects/turn.js';

afterEach(() => vi.unstubAllGlobals());

/** Where the page reports uncaught errors. */
const reportedErrors = () => {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  return reported;
};

describe('Turn', () => {
  test('[ME2] runs callbacks in order, once, when the outermost call is over', () => {
    const turn = new Turn();
    const order: string[] = [];
    const result = turn.run(() => {
      turn.afterwards(() => order.push('first'));
      turn.run(() => turn.afterwards(() => order.push('second')));
      order.push('body');
      return 'answer';
    });
    turn.run(() => undefined);
    expect({ result, order }).toEqual({ result: 'answer', order: ['body', 'first', 'second'] });
  });

  test('[ME2] runs what a callback asks for after the callbacks that were there, not inside it', () => {
    const turn = new Turn();
    const order: string[] = [];
    turn.run(() => {
      turn.afterwards(() => {
        order.push('a starts');
        turn.run(() => turn.afterwards(() => order.push('asked by a')));
        order.push('a ends');
      });
      turn.afterwards(() => order.push('b'));
    });
    expect(order).toEqual(['a starts', 'a ends', 'b', 'asked by a']);
  });

  test('[ME2] reports a callback that throws, and goes on with the others', () => {
    const reported = reportedErrors();
    const turn = new Turn();
    const order: string[] = [];
    turn.run(() => {
      turn.afterwards(() => {
        throw new Error('a listener');
      });
      turn.afterwards(() => order.push('next'));
    });
    expect({ order, reported }).toEqual({ order: ['next'], reported: [new Error('a listener')] });
  });

  test('ends the turn of a body that throws: its callbacks run, the error is the caller’s', () => {
    const turn = new Turn();
    const order: string[] = [];
    const fail = () =>
      turn.run(() => {
        turn.afterwards(() => order.push('callback'));
        throw new TypeError('a bad argument');
      });
    expect(fail).toThrow(new TypeError('a bad argument'));
    turn.run(() => turn.afterwards(() => order.push('next turn')));
    expect(order).toEqual(['callback', 'next turn']);
  });

  test('[EN1] settles at once what waits, from within a callback too', () => {
    const turn = new Turn();
    const order: string[] = [];
    turn.run(() => {
      turn.afterwards(() => {
        turn.run(() => turn.afterwards(() => order.push('reported')));
        turn.settle();
        order.push('callback ends');
      });
    });
    expect(order).toEqual(['reported', 'callback ends']);
  });
});

describe('what comes next in a turn', () => {
  test('[EN1, SE3] waits until what is under way is done, in order, and comes before the callbacks', () => {
    const turn = new Turn();
    const order: string[] = [];
    const result = turn.run(() => {
      turn.afterwards(() => order.push('callback'));
      turn.next(() => {
        order.push('next starts');
        turn.run(() => turn.next(() => order.push('asked by next')));
        order.push('next ends');
      });
      turn.run(() => turn.next(() => order.push('asked amid it')));
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
    const turn = new Turn();
    const order: string[] = [];
    turn.run(() => {
      turn.afterwards(() => {
        turn.run(() => {
          turn.next(() => {
            throw new Error('next');
          });
          turn.next(() => order.push('next'));
        });
        order.push('callback ends');
      });
    });
    expect({ order, reported }).toEqual({ order: ['next', 'callback ends'], reported: [new Error('next')] });
  });

  test('comes though the body throws', () => {
    const turn = new Turn();
    const order: string[] = [];
    const fail = () =>
      turn.run(() => {
        turn.next(() => order.push('next'));
        throw new TypeError('a bad argument');
      });
    expect(fail).toThrow(new TypeError('a bad argument'));
    expect(order).toEqual(['next']);
  });

  test('[EN1] and the callbacks are soon done, however many wait', () => {
    const turn = new Turn();
    let done = 0;
    const count = () => {
      done += 1;
    };
    turn.run(() => {
      for (let each = 0; each < 300_000; each += 1) {
        turn.next(count);
        turn.afterwards(count);
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
