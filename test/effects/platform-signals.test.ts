import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PageSignal } from '../../src/contract/page-signals.js';
import { platformSignals } from '../../src/effects/platform-signals.js';

/** An `EventTarget` that knows how many listeners it has. */
class CountingTarget extends EventTarget {
  readonly listeners = new Set<string>();

  override addEventListener(type: string, listener: EventListener): void {
    this.listeners.add(type);
    super.addEventListener(type, listener);
  }

  override removeEventListener(type: string, listener: EventListener): void {
    this.listeners.delete(type);
    super.removeEventListener(type, listener);
  }
}

class FakeDocument extends CountingTarget {
  visibilityState = 'visible';
}

let window: CountingTarget;
let document: FakeDocument;
let navigator: { onLine?: boolean };
let heard: PageSignal[];

const transition = (type: string, persisted: boolean) =>
  window.dispatchEvent(Object.assign(new Event(type), { persisted }));

beforeEach(() => {
  window = new CountingTarget();
  document = new FakeDocument();
  navigator = { onLine: true };
  heard = [];
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', document);
  vi.stubGlobal('navigator', navigator);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const listen = () => platformSignals.subscribe((signal) => heard.push(signal));

describe('the page', () => {
  test.each<[string, () => void, PageSignal[]]>([
    ['online', () => window.dispatchEvent(new Event('online')), ['online']],
    ['offline', () => window.dispatchEvent(new Event('offline')), ['offline']],
    ['focus', () => window.dispatchEvent(new Event('focus')), ['visible']],
    ['freeze', () => document.dispatchEvent(new Event('freeze')), ['frozen']],
    ['resume', () => document.dispatchEvent(new Event('resume')), ['resumed']],
    ['pagehide into the back/forward cache', () => transition('pagehide', true), ['frozen']],
    ['pageshow from it', () => transition('pageshow', true), ['resumed']],
    ['pagehide for good', () => transition('pagehide', false), []],
    ['pageshow of a page that was loaded', () => transition('pageshow', false), []],
    ['blur', () => window.dispatchEvent(new Event('blur')), []],
  ])('[PL3, LI5] says what happens: %s', (_, happen, signals) => {
    listen();
    happen();
    expect(heard).toEqual(signals);
  });

  test('[LI5] says whether it became visible or hidden', () => {
    listen();
    document.visibilityState = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    document.visibilityState = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(heard).toEqual(['hidden', 'visible']);
  });

  test('[PL1] is online unless its navigator says otherwise', () => {
    const answers = [true, false, undefined].map((onLine) => {
      vi.stubGlobal('navigator', onLine === undefined ? {} : { onLine });
      return platformSignals.isOnline();
    });
    vi.stubGlobal('navigator', undefined);
    expect([...answers, platformSignals.isOnline()]).toEqual([true, false, true, true]);
  });

  test('[PL4] is not listened to before there is a subscriber, nor after', () => {
    const before = [...window.listeners, ...document.listeners];
    const stop = listen();
    const during = [[...window.listeners].sort(), [...document.listeners].sort()];
    stop();
    stop();
    expect([before, during, [...window.listeners, ...document.listeners]]).toEqual([
      [],
      [
        ['focus', 'offline', 'online', 'pagehide', 'pageshow'],
        ['freeze', 'resume', 'visibilitychange'],
      ],
      [],
    ]);
    window.dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('freeze'));
    expect(heard).toEqual([]);
  });

  test('[PL4] is listened to by each subscriber for itself', () => {
    const stop = listen();
    listen();
    window.dispatchEvent(new Event('online'));
    stop();
    window.dispatchEvent(new Event('offline'));
    expect(heard).toEqual(['online', 'online', 'offline']);
  });
});

describe('a worker', () => {
  let self: CountingTarget;

  beforeEach(() => {
    self = new CountingTarget();
    vi.stubGlobal('window', undefined);
    vi.stubGlobal('document', undefined);
    vi.stubGlobal('self', self);
  });

  test('[PL1] says when it comes online and goes offline', () => {
    const stop = listen();
    self.dispatchEvent(new Event('offline'));
    self.dispatchEvent(new Event('online'));
    stop();
    self.dispatchEvent(new Event('offline'));
    expect([heard, [...self.listeners]]).toEqual([['offline', 'online'], []]);
  });

  test('[PL1] is online unless its navigator says otherwise', () => {
    const online = platformSignals.isOnline();
    vi.stubGlobal('navigator', { onLine: false });
    expect([online, platformSignals.isOnline()]).toEqual([true, false]);
  });

  test('[PL4] of a page is not asked: its window is', () => {
    vi.stubGlobal('window', window);
    listen();
    expect([[...self.listeners], window.listeners.has('online')]).toEqual([[], true]);
  });
});

describe('where there is no page', () => {
  test('[PL4] nothing is listened to', () => {
    vi.stubGlobal('window', undefined);
    vi.stubGlobal('document', undefined);
    const stop = listen();
    stop();
    expect([...window.listeners, ...document.listeners, ...heard]).toEqual([]);
  });

  test('[PL4] a window and a document that hear nothing are left alone', () => {
    vi.stubGlobal('window', {});
    vi.stubGlobal('document', {});
    listen()();
    expect([heard, platformSignals.isOnline()]).toEqual([[], true]);
  });

  test('[PL1] it is online, whatever a navigator says', () => {
    vi.stubGlobal('window', undefined);
    vi.stubGlobal('document', undefined);
    vi.stubGlobal('navigator', { onLine: false });
    expect(platformSignals.isOnline()).toBe(true);
  });
});
