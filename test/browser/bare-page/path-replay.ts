import {
  type ConnectionPath,
  createVirtualClock,
  type PathFeatures,
  type PathPage,
  startPathTarget,
} from '../../../src/testing/index.js';
import { realPathServer } from '../../model/real-path-server.js';
import { replayPath, type Violation } from '../../model/replay-path.js';

/** A controlled server, as a page reaches it. */
export interface ReachableServer {
  readonly loopback: string;
  readonly distant: string;
  /** Where it is told what to do. */
  readonly control: string;
}

/** The page itself: its own events, as the engine would raise them. */
const domPage = (): PathPage => {
  const become = (isOnline: boolean) => {
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: isOnline });
    window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'));
  };
  return {
    goesOffline: () => become(false),
    comesOnline: () => become(true),
    becomesVisible: () => document.dispatchEvent(new Event('visibilitychange')),
    freezes: () => document.dispatchEvent(new Event('freeze')),
    resumes: () => document.dispatchEvent(new Event('resume')),
  };
};

/** Leads the library along the path, in virtual time, over this engine's own sockets and with this page's own events. */
export async function replayInPage(
  path: ConnectionPath,
  features: PathFeatures,
  { loopback, distant, control }: ReachableServer,
): Promise<Violation | null> {
  const clock = createVirtualClock({ wallStartAt: 0 });
  const server = realPathServer(WebSocket, clock, { loopback, distant }, async (act) => {
    await fetch(control, { method: 'POST', body: JSON.stringify(act) });
  });
  const page = domPage();
  const target = await startPathTarget(features, { clock, server, page });
  const { socketsOf } = server;
  const violation = await replayPath(path, features, { ...target, socketsOf, timers: () => clock.pending.length });
  target.chats.dispose();
  // The next path begins online.
  page.comesOnline();
  return violation;
}
