import { randomUUID } from 'node:crypto';
import { importPeer } from '../peers/import-peer.js';
import { ChatLog } from './chat-log.js';
import { PageWebSocket } from './page-web-socket.js';
import { servePhoenix } from './phoenix-server.js';
import type { DeliverySubject } from './subject.js';

interface Push {
  receive(status: 'ok' | 'error' | 'timeout', listener: () => void): Push;
}

interface Channel {
  readonly state: string;
  on(event: 'message', listener: (payload: { readonly seq: number }) => void): void;
  join(): Push;
  push(event: string, payload: object, timeoutMs: number): Push;
}

interface PhoenixSocket {
  connect(): void;
  channel(topic: string, params: () => object): Channel;
  disconnect(): void;
}

const TIMEOUT_MS = 5_000;

/** @param hasIds the server knows a message by its id, and reads from its table what a joining client has not seen */
export const phoenix = (hasIds: boolean): DeliverySubject => ({
  name: hasIds ? 'Phoenix, ids + log' : 'Phoenix, resend',
  setting: hasIds
    ? 'The same; the server keeps each push’s id in a UNIQUE column, and whoever joins names the last message that was seen, as the guide to channels recommends.'
    : 'The channels of its JavaScript client, with one push after the other, `timeout` 5 s, and a push again after a time-out once it has joined again. The other end is written here to its protocol: Phoenix itself needs Elixir.',
  serve: (port, database) => servePhoenix(port, new ChatLog(database), hasIds),
  async connect(host, given) {
    const { Socket } = await importPeer<{ Socket: new (url: string, options: object) => PhoenixSocket }>('phoenix');
    const socket = new Socket(`ws://${host}/socket`, { transport: PageWebSocket });
    socket.connect();
    let seen = 0;
    const channel = socket.channel('chat:42', () => ({ last_seen: seen }));
    channel.on('message', ({ seq }) => {
      seen = seq;
      given(seq);
    });

    const waiting: { readonly id: string; readonly text: string }[] = [];
    let isSaying = false;
    const say = () => {
      const [first] = waiting;
      // A push before that would wait in the channel's own buffer, and be there twice after a time-out.
      if (isSaying || first === undefined || channel.state !== 'joined') return;
      isSaying = true;
      const next = () => {
        isSaying = false;
        say();
      };
      const taken = () => {
        waiting.shift();
        next();
      };
      channel.push('say', first, TIMEOUT_MS).receive('ok', taken).receive('error', next).receive('timeout', next);
    };
    await new Promise<void>((resolve) => {
      channel.join().receive('ok', () => {
        say();
        resolve();
      });
    });
    return {
      send(text) {
        waiting.push({ id: randomUUID(), text });
        say();
      },
      close: () => socket.disconnect(),
    };
  },
});
