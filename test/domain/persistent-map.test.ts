import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { PersistentMap } from '../../src/domain/persistent-map.js';

const KEYS = ['a', 'b', 'c', 'd', 'e', '', 'aa', 'a\u0000', '__proto__', '€'] as const;

const steps = fc.array(fc.record({ key: fc.constantFrom(...KEYS), value: fc.option(fc.record({ n: fc.nat(2) })) }), {
  maxLength: 60,
});

/** All that can be read. */
const readingsOf = (map: ReadonlyMap<string, object>) => {
  const each: unknown[] = [];
  map.forEach((value, key, whole) => {
    each.push([key, value, whole === map]);
  });
  return {
    size: map.size,
    each,
    all: [...map],
    entries: [...map.entries()],
    keys: [...map.keys()],
    values: [...map.values()],
    got: KEYS.map((key) => [map.get(key), map.has(key)]),
  };
};

describe('PersistentMap', () => {
  test('[OB5] every version reads as a Map with the same history, however late it is read', () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (history, readsAtOnce) => {
        let map = new PersistentMap<object>();
        const plain = new Map<string, object>();
        const versions: [PersistentMap<object>, ReadonlyMap<string, object>][] = [];
        for (const { key, value } of history) {
          map = map.with(key, value);
          if (value === null) plain.delete(key);
          else plain.set(key, value);
          if (readsAtOnce) expect(readingsOf(map)).toEqual(readingsOf(plain));
          versions.push([map, new Map(plain)]);
        }
        for (const [version, expected] of versions) expect(readingsOf(version)).toEqual(readingsOf(expected));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('[OB5] is the same object where nothing changes', () => {
    const value = {};
    const empty = new PersistentMap<object>();
    const one = empty.with('a', value);
    expect([empty.with('a', null), one.with('a', value), one.with('b', null)]).toEqual([empty, one, one]);
    expect([empty.with('a', null) === empty, one.with('a', value) === one, one.with('b', null) === one]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('[OB5] compares, prints and copies as a Map, and is not cloned without its entries', () => {
    const map = new PersistentMap<object>().with('a', { n: 1 }).with('b', { n: 2 });
    const plain = new Map([
      ['a', { n: 1 }],
      ['b', { n: 2 }],
    ]);
    expect(map).toEqual(plain);
    expect(map).not.toEqual(new Map([['a', { n: 1 }]]));
    expect(inspect(map)).toBe(inspect(plain));
    expect(new Map(map)).toEqual(plain);
    expect(() => structuredClone({ map })).toThrow(/could not be cloned/);
    const { get } = map;
    expect(get('b')).toEqual({ n: 2 });
  });

  test('[OB5] calls back with the argument given as this', () => {
    const seen: unknown[] = [];
    const given = {};
    new PersistentMap<object>().with('a', {}).forEach(function (this: unknown) {
      seen.push(this);
    }, given);
    expect(seen).toEqual([given]);
  });

  test('[OB5] a change copies few entries, however many there are, and the removed are not kept', () => {
    let copied = 0;
    class CountedMap<Key, Value> extends Map<Key, Value> {
      override set(key: Key, value: Value): this {
        copied += 1;
        return super.set(key, value);
      }
    }
    vi.stubGlobal('Map', CountedMap);
    try {
      const costOf = (count: number) => {
        let map = new PersistentMap<object>();
        for (let key = 0; key < count; key += 1) map = map.with(`key-${key}`, {});
        copied = 0;
        for (let turn = 0; turn < 2 * count; turn += 1) map = map.with(`key-${(turn * 7) % count}`, {});
        const changing = copied / (2 * count);
        for (let key = 0; key < count; key += 1) map = map.with(`key-${key}`, null);
        copied = 0;
        map.with('one', {}).with('one', {}).keys();
        return { changing, emptied: copied };
      };
      const few = costOf(100);
      const many = costOf(10_000);
      expect(few.emptied).toBeLessThan(10);
      expect(many.emptied).toBeLessThan(10);
      expect(many.changing / few.changing).toBeLessThan(3);
      expect(many.changing).toBeLessThan(40);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
