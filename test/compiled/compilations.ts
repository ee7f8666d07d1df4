import type { AnyStateMachine } from 'xstate';
import * as commands from '../../machines/connection.commands.js';
import * as ends from '../../machines/connection.ends.js';
import * as patches from '../../machines/connection.patches.js';
import { deliveryMachine } from '../../machines/delivery.machine.js';
import { deliveryNames } from '../../machines/delivery.names.js';
import { connectionMachine } from '../../machines/index.js';
import { type CompiledChart, compileChart, KINDS, type Kind } from './compile-chart.js';
import { type ChartModules, writeChart } from './write-chart.js';

/** A chart that is compiled, and the module that is made of it. */
interface Compilation {
  readonly path: string;
  readonly compiled: CompiledChart;
  readonly text: string;
}

interface Source extends ChartModules {
  readonly machine: AnyStateMachine;
  /** Where its actions are, by what kind of thing they are. */
  readonly actions: Partial<Readonly<Record<Kind, object>>>;
}

const SOURCES: readonly Source[] = [
  {
    file: 'connection',
    type: 'Connection',
    command: 'SocketCommand',
    machine: connectionMachine,
    actions: { patches, commands, ends, reports: { report: null }, own: { hangUp: null, spawnSocket: null } },
  },
  {
    file: 'delivery',
    type: 'Delivery',
    command: 'DeliveryCommand',
    machine: deliveryMachine,
    actions: { patches: deliveryNames.patches, commands: deliveryNames.commands },
  },
];

const compile = ({ machine, actions, ...modules }: Source): Compilation => {
  const compiled = compileChart(machine, (name) => {
    const kind = KINDS.find((one) => name in (actions[one] ?? {}));
    if (kind === undefined) throw new Error(`no module has the action ${name}`);
    return kind;
  });
  return { path: `machines/${modules.file}.compiled.ts`, compiled, text: writeChart(compiled, modules) };
};

/** What `npm run compile` writes. */
export const compilations = (): readonly Compilation[] => SOURCES.map(compile);
