import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type FrameServer, startFrameServer } from './frame-server.js';
import type { Scale } from './row.js';

/** The server of frames: in a process of its own, so that what it takes is no subject's; for a smoke test, here. */
export const serveFrames = async (scale: Scale): Promise<FrameServer> => {
  if (scale === 'smoke') return startFrameServer();
  const server = fork(fileURLToPath(new URL('frame-server-process.ts', import.meta.url)), {
    execArgv: ['--no-warnings', '--import', 'tsx'],
  });
  const [host] = (await once(server, 'message')) as [string];
  return {
    host,
    close: async () => {
      const ended = once(server, 'exit');
      server.disconnect();
      await ended;
    },
  };
};
