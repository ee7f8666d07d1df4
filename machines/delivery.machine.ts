/** The delivery chart as an XState machine. `delivery.chart.ts` has its states. */
import { setup } from 'xstate';
import { type ChartTypes, setupOf } from './chart-setup.js';
import { deliveryChart } from './delivery.chart.js';
import { initialDeliveryContext } from './delivery.context.js';
import { deliveryNames } from './delivery.names.js';
import type { DeliveryCommand, DeliveryContext, DeliveryEvent, DeliveryPolicy } from './delivery.types.js';

const types = {} as ChartTypes<DeliveryContext, DeliveryEvent, DeliveryCommand>;

/** The chart under your policy. It emits its commands: carry them out, and send it what follows. */
export const createDeliveryMachine = (policy: DeliveryPolicy) =>
  setup(setupOf(types, deliveryNames, policy)).createMachine({
    ...deliveryChart,
    context: ({ input }) => initialDeliveryContext(input?.chatId ?? ''),
  });

export type DeliveryMachine = ReturnType<typeof createDeliveryMachine>;

/** The chart of a delivery that can take snapshots, for those who only look at its states. */
export const deliveryMachine: DeliveryMachine = createDeliveryMachine({
  hasSnapshot: true,
  isSettled: () => false,
  ackRestMs: () => 1,
});
