import { type Inspector, type InspectorOptions, resolveInspectorOptions } from '../inspector.js';
import { Recorder } from '../recorder.js';
import { VIEWER_FOLDER } from './viewer-files.js';
import { startViewerServer } from './viewer-server.js';

export * from '../index.js';

/** In Node: serves the viewer on 127.0.0.1 and prints its address. See `InspectorOptions` and `Inspector`. */
export const createInspector = (options: InspectorOptions = {}): Inspector => {
  const { maxFrames, port, print = printLine } = resolveInspectorOptions(options);
  const recorder = new Recorder({ maxFrames });
  const server = startViewerServer({ port, source: recorder, folder: VIEWER_FOLDER });
  const say = (line: string) => {
    try {
      print(line);
    } catch {
      printLine(line);
    }
  };
  server.url.then(
    (url) => say(`evenkeel inspector: ${url}`),
    (error: Error) => say(`evenkeel inspector: no viewer, ${error.message}`),
  );
  return {
    next: recorder.next,
    subscribe: recorder.subscribe,
    url: server.url,
    close: () => {
      recorder.close();
      return server.close();
    },
  };
};

// biome-ignore lint/suspicious/noConsole: an address that nobody was told cannot be opened.
const printLine = (line: string): void => console.log(line);
