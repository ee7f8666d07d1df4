/**
 * The inspector, which needs no internet, and the bridge to `@xstate/inspect`: see docs/inspection.md.
 *
 * @packageDocumentation
 */
import { type Inspector, type InspectorOptions, resolveInspectorOptions, resolveServeOptions } from '../inspector.js';
import { Recorder } from '../recorder.js';
import { isDevelopment } from './is-development.js';
import { Panel } from './panel.js';

export * from '../index.js';

/**
 * Watches the charts of one connections object and shows them: in a page as a panel over it, in development only unless
 * `panel` says otherwise; in Node on a page of 127.0.0.1, once `serve()` is called. Importing this does nothing. Where there is
 * neither a page nor Node, as in a worker, it records for its subscribers.
 *
 * A page has one panel: a new panel replaces the old one.
 *
 * @example
 * import { createChatConnections } from 'evenkeel';
 * import { createInspector } from 'evenkeel/inspect';
 *
 * const inspector = createInspector();
 * const chats = createChatConnections({ inspect: inspector });
 */
export const createInspector = (options: InspectorOptions = {}): Inspector => {
  const { maxFrames, wallNow, panel: isShown, root, dock, open } = resolveInspectorOptions(options);
  const recorder = new Recorder({ maxFrames, wallNow });
  const panel =
    typeof document !== 'undefined' && (isShown ?? isDevelopment())
      ? new Panel(recorder, { root: root ?? document.body ?? document.documentElement, dock, open, wallNow })
      : null;
  return {
    next: recorder.next,
    subscribe: recorder.subscribe,
    serve: (serveOptions = {}) => {
      resolveServeOptions(serveOptions);
      return Promise.resolve(null);
    },
    close: async () => {
      panel?.close();
      recorder.close();
    },
  };
};
