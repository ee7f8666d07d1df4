import { describe, expect, test } from 'vitest';
import { ALL_WELL, type Conditions } from '../../docs/demo/faults/faults.js';
import { canRetry } from '../../docs/demo/src/describe-connection.js';
import { type Action, expectationOf } from '../../docs/demo/src/faults/expectations.js';
import type { ConnectionSnapshot } from '../../src/index.js';

const HERE = { isOffline: false, isFrozen: false };

describe('what the panel of faults says will happen', () => {
  const comesBack = 'Both ends see a reset, 1006: backoff. A short wait, and it is back.';

  test('a drop comes back while all is well', () => {
    expect(expectationOf('drop', ALL_WELL, HERE)).toBe(comesBack);
  });

  test.each<[Partial<Conditions>, Partial<typeof HERE>, string]>([
    [{ handshakes: 'refused' }, {}, 'at last failed.'],
    [{ handshakes: 'hung' }, {}, 'at last failed.'],
    [{ gateway: 'stopped' }, {}, 'at last failed.'],
    [{ line: 'cut' }, {}, 'at last failed.'],
    [{}, { isOffline: true }, 'parked, without a timer.'],
    [{}, { isFrozen: true }, 'while the page is frozen.'],
  ])('a drop does not come back with %o, %o', (conditions, page, end) => {
    const said = expectationOf('drop', { ...ALL_WELL, ...conditions }, { ...HERE, ...page });
    expect(said).not.toContain('it is back');
    expect(said.endsWith(end)).toBe(true);
  });

  test.each<[Action, string]>([
    ['kill', 'No goodbye: 1006'],
    ['restore', 'are lost, and say so.'],
    ['forget', 'the newest 3 messages.'],
  ])('%s says what becomes of messages', (action, part) => {
    expect(expectationOf(action, ALL_WELL, HERE)).toContain(part);
  });

  test.each<Action>(['fatal', 'freeze', 'forget'])('%s ends it, whatever else is wrong', (action) => {
    expect(expectationOf(action, { ...ALL_WELL, gateway: 'stopped' }, HERE)).toBe(
      expectationOf(action, ALL_WELL, HERE),
    );
  });
});

test.each([
  ['backoff', 'waiting', true, true],
  ['backoff', 'parked', false, true],
  ['backoff', 'parked', true, false],
  ['failed', null, true, true],
  ['connecting', 'dialing', true, false],
])('"Try now" is there where it can do something: %s, %s, online %s: %s', (state, phase, online, isSo) => {
  expect(canRetry({ state, phase, online } as ConnectionSnapshot)).toBe(isSo);
});
