import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedTexts } from '../../src/domain/sorted-texts.js';

/** What a sorted list of the same texts says. */
const expected = (texts: readonly string[], text: string) => {
  const sorted = [...texts].sort();
  const after = sorted.findIndex((one) => one >= text);
  return after === -1 ? [sorted.at(-1), undefined] : [sorted[after - 1], sorted[after]];
};

const told = (sorted: SortedTexts, text: string) => [...sorted.neighbours(text), sorted.has(text)];

/** Of one that is there, who is before it does not matter: it is the nearest itself. */
const isAsExpected = (sorted: SortedTexts, texts: readonly string[], text: string) => {
  const [before, after] = expected(texts, text);
  const [saidBefore, saidAfter, has] = told(sorted, text);
  return saidAfter === after && has === texts.includes(text) && (has === true || saidBefore === before);
};

test('[OB3] finds the neighbours of a text, however many there are, some of them often', () => {
  const numbers = fc.array(fc.nat({ max: 2_000 }), { minLength: 600, maxLength: 1_500 });
  fc.assert(
    fc.property(numbers, fc.array(fc.nat({ max: 2_100 }), { minLength: 50 }), (added, sought) => {
      const sorted = new SortedTexts();
      const texts = added.map(String);
      for (const text of texts) sorted.add(text);
      for (const text of texts.splice(0, texts.length - 300)) sorted.delete(text);
      const wrong = () =>
        ['', 'x', ...texts, ...sought.map(String)].filter((text) => !isAsExpected(sorted, texts, text));
      expect(wrong()).toEqual([]);
      for (const text of texts.splice(1)) sorted.delete(text);
      expect(wrong()).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

test('[OB3] has none after the last was deleted, and those that come then', () => {
  const sorted = new SortedTexts();
  const seen = [told(sorted, 'b')];
  for (const step of ['add', 'delete', 'add'] as const) {
    sorted[step]('b');
    seen.push(told(sorted, 'b'));
  }
  const none = [undefined, undefined, false];
  const one = [undefined, 'b', true];
  expect(seen).toEqual([none, one, none, one]);
});

test('[OB3] takes as long for many that are alike as for few', () => {
  const sorted = new SortedTexts();
  const texts = Array.from({ length: 200_000 }, (_, index) => `the-same-beginning-${index % 100_000}`);
  const startedAt = performance.now();
  for (const text of texts) sorted.add(text);
  for (const text of texts) sorted.delete(text);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(sorted.neighbours('x')).toEqual([undefined, undefined]);
});
