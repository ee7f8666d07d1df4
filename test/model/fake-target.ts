import type { ChatConnectionsOptions } from '../../src/index.js';
import {
  createFakeGateway,
  createVirtualClock,
  hangs,
  type PathFeatures,
  startPathTarget,
} from '../../src/testing/index.js';
import { fakePathServer } from '../../src/testing/paths/path-surroundings.js';
import { type ReplayTarget, STALE } from './replay-path.js';

const CLOSING = 2;

/** The library between a fake gateway and a fake page, with sockets that haunt it. */
export const startFakeTarget = async (
  features: PathFeatures,
  surroundings: Pick<ChatConnectionsOptions, 'inspect'> = {},
): Promise<ReplayTarget> => {
  const clock = createVirtualClock({ wallStartAt: 0 });
  const gateway = createFakeGateway({ clock, behaviour: hangs() });
  const target = await startPathTarget(features, { clock, server: fakePathServer(clock, gateway), ...surroundings });
  return {
    ...target,
    haunt(chatId) {
      for (const { peer } of gateway.socketsOf(chatId).filter(({ readyState }) => readyState >= CLOSING)) {
        peer.emits('open', {});
        peer.emits('message', { data: STALE });
        peer.emits('error', {});
        peer.emits('close', { code: 4403, reason: '', wasClean: true });
      }
    },
    socketsOf: gateway.socketsOf,
    timers: () => clock.pending.length - gateway.pendingTasks,
  };
};
