import * as commands from '../../machines/connection.commands.js';
import * as connection from '../../machines/connection.compiled.js';
import { initialContext } from '../../machines/connection.context.js';
import * as delays from '../../machines/connection.delays.js';
import * as ends from '../../machines/connection.ends.js';
import * as guards from '../../machines/connection.guards.js';
import * as patches from '../../machines/connection.patches.js';
import { fail, setTrigger } from '../../machines/connection.patches.js';
import * as delivery from '../../machines/delivery.compiled.js';
import { deliveryMachine } from '../../machines/delivery.machine.js';
import { deliveryNames } from '../../machines/delivery.names.js';
import { connectionMachine, defaultPolicy } from '../../machines/index.js';
import type { ComparedChart } from './table-differences.js';

/** The names that these have in a module. */
const namesIn =
  (module: object, instead: (one: unknown) => string = () => '') =>
  (all: readonly unknown[]): string[] =>
    all.map((one) => Object.entries(module).find(([, other]) => other === one)?.[0] ?? instead(one));

const POLICY = { ...defaultPolicy, now: () => 0, wallNow: () => 0, random: () => 0, backoffMs: () => 0 };
const END = { type: 'connection.ended', kind: 'lost', message: 'gone', close: null, verdict: 'retry' } as const;

/** What a patch notes, for those that are told what: by its name alone it is not known. */
const note = (patch: unknown, params?: unknown): string =>
  typeof patch === 'function' ? `note ${JSON.stringify(patch(initialContext('42'), END, POLICY, params))}` : '';

const TOLD: Readonly<Record<string, unknown>> = { setTrigger, fail };

const comparedConnection: ComparedChart = {
  ...connection,
  machine: connectionMachine,
  guards: namesIn(guards)(connection.guards),
  delays: namesIn(delays)(connection.delays),
  acts: [
    ...namesIn(patches, note)(connection.patches),
    ...namesIn(commands)(connection.commands),
    ...namesIn(ends)(connection.ends),
    ...connection.reports.map((report) => `report ${report}`),
    'hangUp',
    'spawnSocket',
  ],
  nameOf({ name, params }) {
    if (name === 'report') return `report ${Reflect.get(Object(params), 'notice')}`;
    return name in TOLD ? note(TOLD[name], params) : name;
  },
};

const comparedDelivery: ComparedChart = {
  ...delivery,
  machine: deliveryMachine,
  guards: namesIn(deliveryNames.guards)(delivery.guards),
  delays: namesIn(deliveryNames.delays)(delivery.delays),
  acts: [...namesIn(deliveryNames.patches)(delivery.patches), ...namesIn(deliveryNames.commands)(delivery.commands)],
  nameOf: ({ name }) => name,
};

export const COMPARED = { connection: comparedConnection, delivery: comparedDelivery };
