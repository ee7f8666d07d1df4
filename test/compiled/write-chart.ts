import type { CompiledChart, Kind } from './compile-chart.js';
import type { Act } from './observed-chart.js';

/** How the modules of a chart are called, and what is in them. */
export interface ChartModules {
  /** Before the dot in the names of its modules. */
  readonly file: string;
  /** Before `Event`, `Guard`, `Delay`, `Patch`, and so on in the names of their types. */
  readonly type: string;
  readonly command: string;
}

const literal = (value: unknown): string => {
  if (typeof value === 'string') return `'${value}'`;
  const fields = Object.entries(Object(value)).map(([name, field]) => `${name}: ${literal(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
};

const patchOf = ({ name, params }: Act) =>
  Object.keys(Object(params)).length === 0
    ? name
    : `(context, event, policy) => ${name}(context, event, policy, ${literal(params)})`;

type Items = readonly string[];

/** The module of a compiled chart: a table, and what its numbers stand for. What a chart has none of is left out. */
export const writeChart = (
  { values, events, guards, delays, acts, text }: CompiledChart,
  { file, type, command }: ChartModules,
): string => {
  const names = (kind: Kind) => acts[kind].map(({ name }) => name);
  const notices = acts.reports.map(({ params }) => literal(Reflect.get(Object(params), 'notice')));
  const withType = (name: string, items: Items) => (items.length === 0 ? [] : [`type ${type}${name}`, ...items]);
  const imports: readonly (readonly [module: string, items: Items])[] = [
    ['commands', names('commands')],
    ['delays', withType('Delay', delays)],
    ['ends', withType('Ending', names('ends'))],
    ['guards', withType('Guard', guards)],
    ['notices', withType('Report', notices).slice(0, 1)],
    ['patches', withType('Patch', names('patches'))],
    ['types', [`type ${type}Event`, `type ${command}`]],
  ];
  const lists: readonly (readonly [name: string, itemType: string, items: Items])[] = [
    ['values', 'StateValue', values.map(literal)],
    ['events', `${type}Event['type']`, events.map(literal)],
    ['guards', `${type}Guard`, guards],
    ['delays', `${type}Delay`, delays],
    ['patches', `${type}Patch`, acts.patches.map(patchOf)],
    ['commands', command, names('commands')],
    ['ends', `${type}Ending`, names('ends')],
    ['reports', `${type}Report`, notices],
  ];
  const imported = imports.map(([module, items]) =>
    items.length === 0 ? '' : `import { ${[...new Set(items)].sort().join(', ')} } from './${file}.${module}.js';\n`,
  );
  const listed = lists.map(([name, itemType, items]) => {
    const comment = name === 'delays' ? '/** Of each timer. */\n' : '';
    const lines = items.map((item) => `  ${item},\n`).join('');
    return items.length === 0 ? '' : `\n${comment}export const ${name}: readonly ${itemType}[] = [\n${lines}];\n`;
  });
  return `// Made of ${file}.machine.ts by \`npm run compile\`: change that, not this.
${imported.join('')}import type { StateValue } from 'xstate';
${listed.join('')}
export const table =
  '${text}';
`;
};
