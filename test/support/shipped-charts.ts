import type { AnyStateMachine } from 'xstate';
import * as connectionTable from '../../machines/connection.compiled.js';
import * as deliveryTable from '../../machines/delivery.compiled.js';
import { deliveryMachine } from '../../machines/delivery.machine.js';
import { connectionMachine } from '../../machines/index.js';
import type { ChartLayout } from '../../src/inspect/chart/chart-layout.js';
import { connectionLayout } from '../../src/inspect/chart/connection-layout.js';
import { deliveryLayout } from '../../src/inspect/chart/delivery-layout.js';

/** A chart of the library: as XState has it, as a table, and as it is drawn. */
export interface ShippedChart {
  readonly name: 'connection' | 'delivery';
  readonly machine: AnyStateMachine;
  readonly compiled: Pick<typeof connectionTable | typeof deliveryTable, 'table' | 'values' | 'events'>;
  readonly layout: ChartLayout;
}

export const SHIPPED_CHARTS: readonly ShippedChart[] = [
  { name: 'connection', machine: connectionMachine, compiled: connectionTable, layout: connectionLayout },
  { name: 'delivery', machine: deliveryMachine, compiled: deliveryTable, layout: deliveryLayout },
];
