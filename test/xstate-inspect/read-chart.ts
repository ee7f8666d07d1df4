import { createMachine } from 'xstate';
import { connectionMachine } from '../../machines/index.js';
import { v4Definition } from '../../src/inspect/bridge/v4-definition.js';

/** The machine that XState 4 makes of the chart's definition, once that has been on its way to a viewer. */
export const readChart = (machine: Parameters<typeof v4Definition>[0] = connectionMachine) =>
  createMachine({ ...JSON.parse(JSON.stringify(v4Definition(machine))), predictableActionArguments: true });
