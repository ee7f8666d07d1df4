import type { ChartDefinition } from './chart-definition.js';
import { deliveryChart } from './delivery.chart.js';
import { commands, delays, events, guards, patches, table, values } from './delivery.compiled.js';
import { initialDeliveryContext } from './delivery.context.js';
import { deliveryNames } from './delivery.names.js';
import type { DeliveryCommand, DeliveryContext, DeliveryEvent, DeliveryPolicy } from './delivery.types.js';

/** The delivery chart without an engine. */
export const deliveryDefinition: ChartDefinition<DeliveryContext, DeliveryEvent, DeliveryCommand, DeliveryPolicy> = {
  ...deliveryNames,
  chart: deliveryChart,
  initialContext: initialDeliveryContext,
  compiled: { table, values, events, guards, delays, patches, commands },
};
