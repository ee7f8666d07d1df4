import { expect, test } from 'vitest';
import { createFakePage, type FakePageOptions } from '../../src/testing/index.js';

function watch(options?: FakePageOptions) {
  const page = createFakePage(options);
  const log: unknown[] = [];
  const stop = page.subscribe((signal) => log.push([signal, page.isOnline(), page.isVisible()]));
  return { page, log, stop };
}

test('signals each change, and already is what it signals', () => {
  const { page, log } = watch();
  page.goesOffline();
  page.hides();
  page.comesOnline();
  page.shows();
  page.freezes();
  page.resumes();
  expect(log).toEqual([
    ['offline', false, true],
    ['hidden', false, false],
    ['online', true, false],
    ['visible', true, true],
    ['frozen', true, true],
    ['resumed', true, true],
  ]);
});

test('begins as it is told, and signals no change that is none', () => {
  const { page, log } = watch({ online: false, visible: false });
  page.goesOffline();
  page.hides();
  expect([page.isOnline(), page.isVisible(), log]).toEqual([false, false, []]);
});

test('signals anything on request, and changes nothing by it', () => {
  const { page, log } = watch();
  page.emits('offline');
  page.emits('visible');
  expect(log).toEqual([
    ['offline', true, true],
    ['visible', true, true],
  ]);
});

test('counts subscriptions, each of them ended on its own', () => {
  const page = createFakePage();
  let heard = 0;
  const listener = (): void => {
    heard += 1;
  };
  const stops = [page.subscribe(listener), page.subscribe(listener)];
  page.emits('online');
  const both = [page.listenerCount, heard];
  stops[0]?.();
  stops[0]?.();
  page.emits('online');
  expect([both, [page.listenerCount, heard]]).toEqual([
    [2, 2],
    [1, 3],
  ]);
});
