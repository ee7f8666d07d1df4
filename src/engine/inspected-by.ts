import type { InspectionEvent } from 'xstate';
import type { InspectionObserver } from '../contract/options.js';
import { attemptCall } from '../effects/attempt-call.js';

/** The option of an XState actor that tells this observer of all that it does. What the observer throws is reported. */
export const inspectedBy = (inspect: InspectionObserver | undefined) =>
  inspect && {
    inspect: (event: InspectionEvent) =>
      attemptCall(() => (typeof inspect === 'function' ? inspect(event) : inspect.next?.(event))),
  };
