// What `evenkeel/inspect` exports in a page and in Node alike; each adds a `createInspector` of its own.
export {
  createXstateInspectBridge,
  type XstateInspectBridge,
  type XstateInspectBridgeOptions,
  type XstateInspectFrame,
  type XstateInspectService,
} from './bridge/index.js';
export type {
  InspectedChat,
  InspectionFrame,
  InspectionMessage,
  InspectionRecord,
  InspectionSource,
  RunningDelay,
} from './inspection.js';
export type { Dock, Inspector, InspectorOptions, ServeOptions } from './inspector.js';
