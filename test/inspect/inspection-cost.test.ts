import { expect, it } from 'vitest';
import { measureInspection } from '../bench/inspection-cost.js';

it('an inspector with a viewer in the page costs an event 10 µs at most, or less than the event itself where all is slow', () => {
  const { alone, recorded, shown } = measureInspection(100, 15);
  expect(recorded).toBeLessThan(Math.max(10, alone));
  expect(shown).toBeLessThan(Math.max(10, alone));
});
