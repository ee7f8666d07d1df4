import { expect, it } from 'vitest';
import { measureInspection } from '../bench/inspection-cost.js';

it('an inspector with a viewer, wherever it is, costs an event 10 µs at most, or less than the event itself where all is slow', () => {
  const { alone, recorded, shown, sent } = measureInspection(100, 15);
  for (const cost of [recorded, shown, sent]) expect(cost).toBeLessThan(Math.max(10, alone));
});
