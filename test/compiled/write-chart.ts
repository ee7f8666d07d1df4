import * as commands from '../../machines/connection.commands.js';
import * as ends from '../../machines/connection.ends.js';
import type { ConnectionMachine } from '../../machines/connection.machine.js';
import * as patches from '../../machines/connection.patches.js';
import { type CompiledChart, compileChart, type Kind } from './compile-chart.js';
import type { Act } from './observed-chart.js';

export const COMPILED = 'machines/connection.compiled.ts';

const MODULES = { patches, commands, ends };

const kindOf = (name: string): Kind => {
  if (name === 'report') return 'reports';
  for (const [kind, module] of Object.entries(MODULES)) if (name in module) return kind as keyof typeof MODULES;
  throw new Error(`no module has the action ${name}`);
};

export const compiledOf = (machine: ConnectionMachine): CompiledChart => compileChart(machine, kindOf);

const literal = (value: unknown): string => {
  if (typeof value === 'string') return `'${value}'`;
  const fields = Object.entries(Object(value)).map(([name, field]) => `${name}: ${literal(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
};

const listed = (items: readonly string[]) => `[\n${items.map((item) => `  ${item},\n`).join('')}]`;

const patchOf = ({ name, params }: Act) =>
  Object.keys(Object(params)).length === 0
    ? name
    : `(context, event, policy) => ${name}(context, event, policy, ${literal(params)})`;

const imported = (names: readonly string[], module: string) =>
  `import { ${[...new Set(names)].sort().join(', ')} } from './connection.${module}.js';`;

/** The module of the compiled chart: a table, and what its numbers stand for. */
export const writeChart = (machine: ConnectionMachine): string => {
  const { values, events, guards, delays, acts, text } = compiledOf(machine);
  const names = (kind: Kind) => acts[kind].map(({ name }) => name);
  const notices = acts.reports.map(({ params }) => literal(Reflect.get(Object(params), 'notice')));
  return `// Made of connection.machine.ts by \`npm run compile\`: change that, not this.
${imported(names('commands'), 'commands')}
${imported(delays, 'delays').replace('import {', 'import { type ConnectionDelay,')}
${imported(names('ends'), 'ends').replace('import {', 'import { type ConnectionEnding,')}
${imported(guards, 'guards').replace('import {', 'import { type ConnectionGuard,')}
import type { ConnectionReport } from './connection.notices.js';
${imported(names('patches'), 'patches').replace('import {', 'import { type ConnectionPatch,')}
import type { ConnectionEvent, SocketCommand } from './connection.types.js';
import type { StateValue } from 'xstate';

export const values: readonly StateValue[] = ${listed(values.map(literal))};

export const events: readonly ConnectionEvent['type'][] = ${listed(events.map(literal))};

export const guards: readonly ConnectionGuard[] = ${listed(guards)};

/** Of each timer. */
export const delays: readonly ConnectionDelay[] = ${listed(delays)};

export const patches: readonly ConnectionPatch[] = ${listed(acts.patches.map(patchOf))};

export const commands: readonly SocketCommand[] = ${listed(names('commands'))};

export const ends: readonly ConnectionEnding[] = ${listed(names('ends'))};

export const reports: readonly ConnectionReport[] = ${listed(notices)};

export const table =
  '${text}';
`;
};
