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

const STORIES: Readonly<Record<string, Script>> = {
  accepts: accepts(),
  answers: acceptsAndAnswers('answer'),
  refuses: refuses(401),
  hangs: hangs(),
  resets: acceptsThenAtFirstFrame((socket) => socket.resetAndDestroy()),
  ends: acceptsThenEnds(),
  closesWithoutFin: acceptsThenClosesWithoutFin(1001),
  ignores: accepts((socket) => void socket.removeAllListeners('data')),
};

/** A server that does what the path of each upgrade names; `closes/<code>` closes with any code. */
export function startBehaviourServer(): Promise<RawServer> {
  return startRawServer((socket, request) => {
    const [, story = '', code] = (request.url ?? '').split('/');
    const script = story === 'closes' ? acceptsThenCloses(Number(code)) : STORIES[story];
    (script ?? refuses(404))(socket, request);
  });
}
