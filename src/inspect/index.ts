// What `evenkeel/inspect` exports in a page and in Node alike; each adds a `createInspector` of its own.
export type { DeliveryContext, DeliveryStorage } from '../../machines/delivery.types.js';
export {
  createXstateInspectBridge,
  type XstateInspectBridge,
  type XstateInspectBridgeOptions,
  type XstateInspectFrame,
  type XstateInspectService,
} from './bridge/index.js';
export type {
  InspectedChart,
  InspectedChat,
  InspectedConnection,
  InspectedDelivery,
  InspectionFrame,
  InspectionMessage,
  InspectionRecord,
  InspectionSource,
  RunningDelay,
} from './inspection.js';
export type { Dock, Inspector, InspectorOptions, ServeOptions } from './inspector.js';
