/** Run by a Node of its own: what is seen over the sockets of mock-socket, as JSON. */
import { Server, WebSocket } from 'mock-socket';
import { tellStory } from './mock-stories.js';
import { see } from './seen.js';

const ORIGIN = 'ws://chat.test';
const PATHS = [
  ...['echoes/talk', 'echoes/one', 'echoes/facts', 'accepts/one', 'ends/one', 'ends', 'refuses/one', 'refuses'],
  ...['closes/1001/bye/one', 'closes/4400/bye/one', 'closes/4400/bye', 'closes/4401/bye/one'],
];

for (const path of PATHS) {
  const server = new Server(`${ORIGIN}/${path}`, {
    verifyClient: () => !path.startsWith('refuses'),
    selectProtocol: (offered) => offered.at(-1) ?? '',
  });
  server.on('connection', (socket) =>
    tellStory({
      url: socket.url,
      protocol: socket.protocol,
      send: (data) => socket.send(data),
      close: (code, reason) => socket.close({ code, reason, wasClean: code !== 1006 }),
      onMessage: (fn) => socket.on('message', (data) => fn(data as string | ArrayBuffer)),
    }),
  );
}

process.stdout.write(JSON.stringify(await see({ origin: ORIGIN, WebSocket })));
