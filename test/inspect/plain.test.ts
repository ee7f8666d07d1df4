import { describe, expect, it } from 'vitest';
import { plainOf } from '../../src/inspect/plain.js';

describe('what is told to a viewer', () => {
  it('keeps plain data as it is', () => {
    const data = {
      text: 'a',
      yes: true,
      none: null,
      list: [1, { deep: -0.5 }],
      bare: Object.assign(Object.create(null), { a: 1 }),
    };
    expect(plainOf(data)).toEqual(data);
  });

  it('says in words what JSON has no word for', () => {
    const odd = { above: Infinity, below: -Infinity, none: NaN, list: [undefined], unknown: undefined };
    const told = { above: 'Infinity', below: '-Infinity', none: 'NaN', list: ['undefined'], unknown: 'undefined' };
    expect(plainOf(odd)).toEqual(told);
    expect(JSON.parse(JSON.stringify(plainOf(odd)))).toEqual(told);
  });

  it('tells of what is no data its kind alone', () => {
    const things = [new TypeError('a-secret'), new Map([['a-secret', 1]]), () => 'a-secret', Symbol('a-secret'), 10n];
    expect(plainOf(things)).toEqual(['[TypeError]', '[Map]', '[function]', '[symbol]', '[bigint]']);
    expect(plainOf(Object.create(Object.create(null)))).toBe('[object]');
  });

  it('has something for what cannot be read, and for what has no end', () => {
    const trap = () => {
      throw new Error('a-secret');
    };
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const traps = [
      Object.defineProperty({}, 'code', { get: trap, enumerable: true }),
      new Proxy({}, { ownKeys: trap }),
    ];
    expect(plainOf({ a: 1, traps })).toEqual({ a: 1, traps: ['[unreadable]', '[unreadable]'] });
    expect(plainOf(new Proxy({}, { getPrototypeOf: trap }))).toBe('[unreadable]');
    expect(JSON.stringify(plainOf(cyclic))).toBe(`${'{"self":'.repeat(20)}"[too deep]"${'}'.repeat(20)}`);
  });
});
