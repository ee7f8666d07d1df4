/** Prints what an inspector costs an event: `npx tsx test/bench/inspection.ts`. */
import { measureInspection } from './inspection-cost.js';

const { alone, told, recorded, shown, sent } = measureInspection();
const line = (microseconds: number, what: string) => `${microseconds.toFixed(1).padStart(6)} µs ${what}`;
process.stdout.write(
  `${[
    line(alone, 'an event of the chart that nobody inspects; more, if it is'),
    line(told, 'told by XState to an observer that does nothing'),
    line(recorded, 'recorded, without a viewer'),
    line(shown, 'recorded, and told to a viewer in the page'),
    line(sent, 'recorded, and written as text for a viewer elsewhere'),
  ].join('\n')}\n`,
);
