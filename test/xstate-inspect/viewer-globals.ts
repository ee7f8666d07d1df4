import { afterEach, beforeEach, vi } from 'vitest';
import { WebSocket } from 'ws';

/** What XState 4 says of every machine that is read from a frame, and its inspector for servers once its server is closed. */
const EXPECTED_WARNING = /set `predictableActionArguments`|was sent to stopped service/;

/** For the tests of a file: what `@xstate/inspect` counts on where it runs. */
export const useViewerGlobals = (): void => {
  beforeEach(() => {
    // What receivers dial with is the platform's; Node 20 has none.
    vi.stubGlobal('WebSocket', WebSocket);
    // Where the inspector for servers keeps its services; it takes no option for that.
    vi.stubGlobal('__xstate__', undefined);
    vi.spyOn(console, 'warn').mockImplementation((text) => {
      if (!EXPECTED_WARNING.test(text)) throw new Error(text);
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
};
