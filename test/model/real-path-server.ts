import type { Clock, WebSocketConstructor } from '../../src/index.js';
import type { PathServer } from '../../src/testing/index.js';
import type { ServerAct } from './controlled-server.js';
import { numberedSockets } from './numbered-sockets.js';
import type { ReplayTarget } from './replay-path.js';

/** A handshake on a busy machine takes its time. */
const PATIENCE_MS = 10_000;

/** A controlled server's end of real sockets; `obey` reaches the server, be it from the page. */
export const realPathServer = (
  Base: WebSocketConstructor,
  clock: Clock,
  origins: { readonly loopback: string; readonly distant: string },
  obey: (act: ServerAct) => Promise<void>,
): PathServer & Pick<ReplayTarget, 'socketsOf'> => {
  const sockets = numberedSockets(Base, clock.now);
  const act = (chatId: string, act: ServerActOfLatest) => obey({ ...act, number: sockets.latest(chatId) });
  return {
    WebSocket: sockets.WebSocket,
    origin: (isLoopback) => (isLoopback ? origins.loopback : origins.distant),
    accepts: (chatId) => act(chatId, { name: 'accepts' }),
    refuses: (chatId) => act(chatId, { name: 'refuses' }),
    sends: (chatId, text) => act(chatId, { name: 'sends', text }),
    drops: (chatId) => act(chatId, { name: 'drops' }),
    closes: (chatId, code, reason) => act(chatId, { name: 'closes', code, reason }),
    breaksConstruction: sockets.breaksConstruction,
    patienceMs: PATIENCE_MS,
    socketsOf: sockets.socketsOf,
  };
};

type WithoutNumber<Act> = Act extends unknown ? Omit<Act, 'number'> : never;
type ServerActOfLatest = WithoutNumber<ServerAct>;
