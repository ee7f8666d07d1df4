import { chromium } from './chromium.js';
import type { EngineDescription } from './engine.js';
import { firefox } from './firefox.js';
import { webkit } from './webkit.js';

export const engines: readonly EngineDescription[] = [chromium, firefox, webkit];

/** The engine that the environment variable `ENGINE` names: Chromium, if it names none. */
export function engineInUse(): EngineDescription {
  const name = process.env['ENGINE'] ?? chromium.name;
  const engine = engines.find((one) => one.name === name);
  if (engine === undefined) throw new Error(`ENGINE is ${name}; expected ${engines.map((one) => one.name).join(', ')}`);
  return engine;
}
