import type { ChatConnectionsOptions } from '../../src/index.js';
import { createVirtualClock, type PathFeatures, startPathTarget } from '../../src/testing/index.js';
import { RemoteWebSocket, remote } from '../faults/real-network.js';
import { startControlledServer } from './controlled-server.js';
import { realPathServer } from './real-path-server.js';
import type { ReplayTarget } from './replay-path.js';

/** The delay of the timer after which a socket that was left is terminated. */
const TERMINATION_MS = 2_000;

/** The library over real sockets of the `ws` package, towards a real server. */
export const startRealTarget = async (
  features: PathFeatures,
  inspect: NonNullable<ChatConnectionsOptions['inspect']>,
): Promise<ReplayTarget & { end(): Promise<void> }> => {
  const clock = createVirtualClock({ wallStartAt: 0 });
  const controlled = await startControlledServer();
  const origins = { loopback: controlled.origin, distant: remote(controlled) };
  const server = realPathServer(RemoteWebSocket, clock, origins, controlled.obey);
  const target = await startPathTarget(features, { clock, server, inspect });
  return {
    ...target,
    socketsOf: server.socketsOf,
    timers: () => clock.pending.filter(({ delayMs }) => delayMs !== TERMINATION_MS).length,
    async end() {
      target.chats.dispose();
      await controlled.close();
    },
  };
};
