import {
  type Inspector,
  type InspectorOptions,
  resolveInspectorOptions,
  resolveServeOptions,
  type ServeOptions,
} from '../inspector.js';
import { Recorder } from '../recorder.js';
import { VIEWER_FOLDER } from './viewer-files.js';
import { startViewerServer, type ViewerServer } from './viewer-server.js';

export * from '../index.js';

/** In Node: records; `serve()` shows the record on 127.0.0.1. See `InspectorOptions` and `Inspector`. */
export const createInspector = (options: InspectorOptions = {}): Inspector => {
  const { maxFrames, wallNow } = resolveInspectorOptions(options);
  const recorder = new Recorder({ maxFrames, wallNow });
  let server: ViewerServer | null = null;
  let isClosed = false;
  const start = (port: number, print: (line: string) => void): ViewerServer => {
    const started = startViewerServer({ port, source: recorder, folder: VIEWER_FOLDER });
    started.url.then(
      (url) => say(print, `evenkeel inspector: ${url}`),
      (error: Error) => say(print, `evenkeel inspector: no viewer, ${error.message}`),
    );
    return started;
  };
  return {
    next: recorder.next,
    subscribe: recorder.subscribe,
    serve: (serveOptions: ServeOptions = {}) => {
      const { port, print = printLine } = resolveServeOptions(serveOptions);
      if (isClosed) return Promise.resolve(null);
      server ??= start(port, print);
      return server.url;
    },
    close: async () => {
      isClosed = true;
      recorder.close();
      await server?.close();
    },
  };
};

const say = (print: (line: string) => void, line: string): void => {
  try {
    print(line);
  } catch {
    printLine(line);
  }
};

// biome-ignore lint/suspicious/noConsole: an address that nobody was told cannot be opened.
const printLine = (line: string): void => console.log(line);
