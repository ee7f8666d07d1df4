import { describe, expect, test } from 'vitest';
import type { PageSignal } from '../../src/contract/page-signals.js';
import { Batch } from '../../src/effects/batch.js';
import { PageWatch } from '../../src/effects/page-watch.js';

/** A watch on a page that signals what a test says, as its listener hears it. */
const startWatch = ({ isOnline = true } = {}) => {
  const page = { isOnline, listeners: 0, signal: (_: PageSignal): void => undefined, asked: (): void => undefined };
  const told: string[] = [];
  const signals = {
    isOnline: () => {
      page.asked();
      return page.isOnline;
    },
    subscribe(fn: (signal: PageSignal) => void) {
      page.listeners += 1;
      page.signal = fn;
      return () => {
        page.listeners -= 1;
      };
    },
  };
  const watch = new PageWatch(signals, new Batch(), ({ type }) => told.push(type));
  watch.start();
  const hearing = (...heard: PageSignal[]) => {
    for (const signal of heard) page.signal(signal);
    return [watch.state.isOffline, watch.state.isFrozen];
  };
  return { page, told, watch, hearing };
};

describe('what a chat is told of the page that was not in use when the page said it', () => {
  test('[PL1, PL4] nothing, before anybody listens', () => {
    const { watch, page } = startWatch({ isOnline: false });
    watch.stop();
    const untold = new PageWatch({ isOnline: () => false } as never, new Batch(), () => undefined);
    expect([untold.state, page.listeners]).toEqual([{ isOffline: false, isFrozen: false }, 0]);
  });

  test.each<[PageSignal[], boolean, boolean]>([
    [[], false, false],
    [['offline'], true, false],
    [['offline', 'visible'], true, false],
    [['offline', 'frozen'], true, true],
    [['offline', 'online'], false, false],
    [['online'], false, false],
    [['visible', 'hidden'], false, false],
    [['frozen'], false, true],
    [['frozen', 'visible'], false, true],
    [['frozen', 'offline'], true, true],
    [['frozen', 'resumed'], false, false],
  ])('[PL1, PL3] after %j: offline %s, frozen %s', (heard, isOffline, isFrozen) => {
    const { page, hearing } = startWatch();
    page.isOnline = !heard.includes('offline');
    expect(hearing(...heard)).toEqual([isOffline, isFrozen]);
  });

  test('[PL1] offline, if it is when the listening begins', () => {
    expect(startWatch({ isOnline: false }).hearing()).toEqual([true, false]);
  });

  test('[PL1] discredited, it is not offline, and stays frozen', () => {
    const { watch, told, hearing } = startWatch();
    hearing('offline', 'frozen');
    watch.discreditOffline();
    expect([watch.state, told.at(-1)]).toEqual([{ isOffline: false, isFrozen: true }, 'page.hintDiscredited']);
  });
});

describe('what is passed on', () => {
  test('[PL4] every signal but hidden, and none that is not known', () => {
    const { hearing, told } = startWatch();
    hearing('offline', 'online', 'visible', 'hidden', 'frozen', 'resumed', 'no such signal' as PageSignal);
    expect(told).toEqual(['wentOffline', 'cameOnline', 'becameVisible', 'froze', 'resumed'].map((is) => `page.${is}`));
  });

  test.each([
    ['offline', false, ['page.froze', 'page.wentOffline', 'page.resumed']],
    ['online', true, ['page.wentOffline', 'page.froze', 'page.cameOnline', 'page.resumed']],
  ])('[PL3] that it came to be %s while it was frozen, before that it resumed', (_, isOnline, expected) => {
    const { page, hearing, told } = startWatch();
    if (isOnline) hearing('offline');
    hearing('frozen');
    page.isOnline = isOnline;
    hearing('resumed');
    expect(told).toEqual(expected);
  });

  test.each<[boolean, PageSignal]>([
    [true, 'online'],
    [false, 'offline'],
  ])('[PL3] but not again what it had said itself (online %s)', (isOnline, said) => {
    const { page, hearing, told } = startWatch({ isOnline: !isOnline });
    page.isOnline = isOnline;
    hearing(said, 'frozen', 'resumed');
    expect(told.slice(1)).toEqual(['page.froze', 'page.resumed']);
  });
});

test.each<[string, PageSignal, readonly [boolean, boolean]]>([
  ['froze', 'frozen', [false, true]],
  ['wentOffline', 'offline', [true, false]],
])(
  '[PL3] while it resumes, what the page signals when it is asked for its network comes after: %s',
  (is, said, state) => {
    const { page, hearing, told } = startWatch();
    hearing('frozen');
    page.asked = () => {
      page.asked = () => undefined;
      page.isOnline = said !== 'offline';
      page.signal(said);
    };
    expect([hearing('resumed'), told]).toEqual([state, ['page.froze', 'page.resumed', `page.${is}`]]);
  },
);

test('[PL4] who stops listening when the page asks for its network is told no more of it', () => {
  const { page, watch, hearing, told } = startWatch();
  hearing('frozen');
  page.isOnline = false;
  page.asked = () => watch.stop();
  hearing('resumed');
  expect(told).toEqual(['page.froze', 'page.resumed']);
});

describe('listening', () => {
  test('[PL4] begins once, ends, and begins anew', () => {
    const { page, watch, hearing, told } = startWatch();
    watch.start();
    const listeners = [page.listeners];
    watch.stop();
    watch.stop();
    listeners.push(page.listeners);
    hearing('offline');
    watch.start();
    listeners.push(page.listeners);
    expect([listeners, told, watch.state]).toEqual([[1, 0, 1], [], { isOffline: false, isFrozen: false }]);
  });
});
