import { describe, expect, test } from 'vitest';
import { EVENTS, observe, PLACES, type Place, startChart } from './chart-driver.js';

const places = Object.keys(PLACES) as Place[];
const ends = Object.keys(EVENTS).filter((name) => /^(?:failed|lost) /.test(name));
const wishes = Object.keys(EVENTS).filter((name) => name.startsWith('chat.want'));

/** What moves the chart, or makes it speak, command or count, in each place; everything else must not. */
const ATTEMPT = ['chat.release', 'chat.renew', 'page.froze', 'address.located', ...ends];
const ABANDONS = ['chat.abandon', 'chat.abandon fatal'];
const CONNECTION = ['chat.release', 'chat.renew', ...ABANDONS, 'page.froze', 'page.wentOffline', ...ends];
const WAKING = ['page.cameOnline', 'page.becameVisible', 'page.resumed'];
const HEEDED: Readonly<Record<Place, readonly string[]>> = {
  idle: wishes,
  throttled: ['chat.release', 'page.froze'],
  resolving: [...ATTEMPT, 'address.resolved'],
  awaitingSlot: [...ATTEMPT, 'slot.granted'],
  dialing: [...ATTEMPT, 'socket.opened'],
  open: [...CONNECTION, ...WAKING, 'socket.wentQuiet'],
  loopback: [...CONNECTION, ...WAKING, 'socket.wentQuiet'],
  probing: [...CONNECTION, 'frame.arrived'],
  reprobing: [...CONNECTION, 'frame.arrived'],
  lingering: [...CONNECTION, ...WAKING, ...wishes, 'chat.evict', 'chat.dispose', 'socket.wentQuiet'].filter(
    (name) => name !== 'chat.release',
  ),
  waiting: ['chat.release', 'chat.retry', 'page.wentOffline', 'page.cameOnline', 'page.resumed', 'page.froze'],
  held: ['chat.release', 'chat.retry', 'page.wentOffline', 'page.froze'],
  offline: ['chat.release', 'chat.retry', 'page.cameOnline', 'page.hintDiscredited'],
  // No connection can discredit the hint while the page is frozen: all are closed (PL3).
  frozen: ['chat.release', 'chat.retry', 'page.resumed', 'page.hintDiscredited'],
  rejected: ['chat.release', 'chat.retry'],
};

describe('what a place does not heed', () => {
  test.each(places)('[SE2, AT7] changes nothing in %s but what is known of the page', (place) => {
    const quiet = { state: observe(place, '', '').state, status: 'active', heard: '' };
    const others = Object.keys(EVENTS).filter((name) => !HEEDED[place].includes(name));
    const observed = others.map((name) => {
      const { facts, ...rest } = observe(place, '', name);
      const { isOffline: _, isFrozen: __, ...unexpected } = facts;
      return [name, { ...rest, unexpected }];
    });
    expect(observed).toEqual(others.map((name) => [name, { ...quiet, unexpected: {} }]));
  });

  test.each(places)('heeds the rest in %s', (place) => {
    const { state } = observe(place, '', '');
    const unheeded = HEEDED[place].filter((name) => {
      const observed = observe(place, '', name);
      return observed.state === state && observed.heard === '' && Object.keys(observed.facts).length === 0;
    });
    expect(unheeded).toEqual([]);
  });
});

describe('what the page goes through', () => {
  const flags = (place: Place, steps: string) => {
    const chart = startChart();
    chart.take(PLACES[place]);
    chart.take(steps);
    const { isOffline, isFrozen } = chart.actor.getSnapshot().context.page;
    chart.actor.stop();
    return { isOffline, isFrozen };
  };

  test.each(places)('[PL1, PL3] is noted in %s', (place) => {
    const { isOffline, isFrozen } = flags(place, '');
    expect([
      flags(place, 'page.wentOffline'),
      flags(place, 'page.wentOffline, page.cameOnline'),
      flags(place, 'page.wentOffline, page.hintDiscredited'),
      flags(place, 'page.froze'),
      flags(place, 'page.froze, page.resumed'),
      flags(place, 'page.wentOffline, page.froze, page.cameOnline'),
      flags(place, 'page.froze, page.wentOffline, page.resumed'),
    ]).toEqual([
      { isOffline: true, isFrozen },
      { isOffline: false, isFrozen },
      { isOffline: false, isFrozen },
      { isOffline, isFrozen: true },
      { isOffline, isFrozen: false },
      { isOffline: false, isFrozen: true },
      { isOffline: true, isFrozen: false },
    ]);
  });
});
