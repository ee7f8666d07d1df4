import { createMachine } from 'xstate';
import { connectionMachine } from '../../machines/index.js';
import { v4Definition } from '../../src/inspect/bridge/v4-definition.js';

/** The machine that XState 4 makes of the chart's definition, once that has been on its way to a viewer. */
export const readChart = () =>
  createMachine({ ...JSON.parse(JSON.stringify(v4Definition(connectionMachine))), predictableActionArguments: true });
