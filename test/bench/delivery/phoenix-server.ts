import type { WebSocket } from 'ws';
import type { ChatLog } from './chat-log.js';
import { serveSockets } from './listening.js';
import type { ChatServer, LogEntry } from './subject.js';

type Frame = readonly [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: Readonly<Record<string, unknown>>,
];

/** As Phoenix closes a socket that says nothing. */
const IDLE_MS = 60_000;

/** The server of Phoenix channels, version 2 of their serializer, as far as one channel needs it. */
export const servePhoenix = async (port: number, log: ChatLog, hasIds: boolean): Promise<ChatServer> => {
  const joined = new Map<WebSocket, { readonly joinRef: string | null; readonly topic: string }>();
  const tell = (socket: WebSocket, entry: LogEntry) => {
    const member = joined.get(socket);
    if (member !== undefined) socket.send(JSON.stringify([member.joinRef, null, member.topic, 'message', entry]));
  };
  const say = (text: string, id: string | null) => {
    const entry = log.append(text, id);
    if (entry === null) return;
    for (const socket of joined.keys()) tell(socket, entry);
  };
  const answer = (socket: WebSocket, [joinRef, ref, topic, event, payload]: Frame) => {
    const reply = () => socket.send(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]));
    switch (event) {
      case 'phx_join':
        joined.set(socket, { joinRef, topic });
        reply();
        if (!hasIds) return;
        for (const entry of log.after(Number(payload['last_seen']))) tell(socket, entry);
        return;
      case 'phx_leave':
        joined.delete(socket);
        return reply();
      case 'say':
        say(String(payload['text']), hasIds ? String(payload['id']) : null);
        return reply();
      case 'heartbeat':
        return reply();
    }
  };

  const served = await serveSockets(port);
  served.sockets.on('connection', (socket) => {
    const idle = setTimeout(() => socket.terminate(), IDLE_MS);
    socket.on('message', (data) => {
      idle.refresh();
      answer(socket, JSON.parse(String(data)) as Frame);
    });
    socket.on('close', () => {
      clearTimeout(idle);
      joined.delete(socket);
    });
  });
  return { port: served.port, publish: (text) => say(text, null), log: () => log.after(0) };
};
