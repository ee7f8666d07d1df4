export type { XstateInspectService } from './chart-service.js';
export type { XstateInspectFrame } from './frames.js';
export {
  createXstateInspectBridge,
  type XstateInspectBridge,
  type XstateInspectBridgeOptions,
} from './xstate-inspect-bridge.js';
