/**
 * The inspector, which needs no internet, and the bridge to `@xstate/inspect`: see docs/inspection.md.
 *
 * @packageDocumentation
 */
import { type Inspector, type InspectorOptions, resolveInspectorOptions } from '../inspector.js';
import { Recorder } from '../recorder.js';
import { Panel } from './panel.js';

export * from '../index.js';

/**
 * Watches the charts of one connections object, and shows them: in a page as a panel over it, in Node on a page that it
 * serves on 127.0.0.1, whose address it prints. Importing this does nothing; where there is neither a page nor Node, as
 * in a worker, it records for those who subscribe.
 *
 * @example
 * import { createChatConnections } from 'evenkeel';
 * import { createInspector } from 'evenkeel/inspect';
 *
 * const inspector = createInspector();
 * const chats = createChatConnections({ inspect: inspector });
 */
export const createInspector = (options: InspectorOptions = {}): Inspector => {
  const { maxFrames, panel: hasPanel, root, dock, open } = resolveInspectorOptions(options);
  const recorder = new Recorder({ maxFrames });
  const panel =
    hasPanel && typeof document !== 'undefined'
      ? new Panel(recorder, { root: root ?? document.body ?? document.documentElement, dock, open })
      : null;
  return {
    next: recorder.next,
    subscribe: recorder.subscribe,
    url: Promise.resolve(null),
    close: async () => {
      panel?.close();
      recorder.close();
    },
  };
};
