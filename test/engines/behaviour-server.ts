import { WebSocketServer } from 'ws';
import {
  accepts,
  acceptsAndAnswers,
  acceptsThenAtFirstFrame,
  acceptsThenCloses,
  acceptsThenClosesWithoutFin,
  acceptsThenEnds,
  hangs,
  type RawServer,
  refuses,
  type Script,
  startRawServer,
} from '../support/raw-servers.js';

const echoing = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered].at(-1) ?? false });

/** Says what was asked for and the protocol it chose, the last that was offered; then sends back what comes. */
const echoes: Script = (socket, request) =>
  echoing.handleUpgrade(request, socket, Buffer.alloc(0), (client) => {
    client.send(`${request.url} ${client.protocol}`.trim());
    client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }));
  });

const STORIES: Readonly<Record<string, Script>> = {
  accepts: accepts(),
  answers: acceptsAndAnswers('answer'),
  refuses: refuses(401),
  hangs: hangs(),
  echoes,
  resets: acceptsThenAtFirstFrame((socket) => socket.resetAndDestroy()),
  ends: acceptsThenEnds(),
  closesWithoutFin: acceptsThenClosesWithoutFin(1001),
  ignores: accepts((socket) => void socket.removeAllListeners('data')),
};

/** A server that does what the path of each upgrade names; `closes/<code>/<reason>` closes with any code. */
export function startBehaviourServer(): Promise<RawServer> {
  return startRawServer((socket, request) => {
    const [, story = '', code, reason] = (request.url ?? '').split(/[/?]/);
    const script = story === 'closes' ? acceptsThenCloses(Number(code), reason) : STORIES[story];
    (script ?? refuses(404))(socket, request);
  });
}
