import { type Report, runBattery, type Surroundings } from './battery.js';
import { type Facts, measureFacts } from './facts.js';

/** What is seen of a platform. */
export interface Seen {
  readonly report: Report;
  readonly facts: Facts;
}

export async function see(surroundings: Surroundings): Promise<Seen> {
  const report = await runBattery(surroundings);
  return { report, facts: await measureFacts(surroundings) };
}
