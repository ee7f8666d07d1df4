import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Cursor } from '../../src/domain/delivery-frames.js';
import { RawClient } from '../server/raw-client.js';
import { startGoGateway } from './gateway-process.js';

export const SENDER = 'a-sender-of-ada-1';
export const OTHER = 'a-sender-of-ada-2';

export const msg = (n: number, d: unknown = `m${n}`, s = SENDER) => ({ t: 'msg', s, n, d });
export const ack = (n: number, seq: number | null) => ({ t: 'ack', s: SENDER, n, seq });
export const hello = (acked = 0) => ({ senders: [{ id: SENDER, acked }] });

/** The Go gateway, and clients that say what they are told to. */
export const startRawWorld = async (...args: readonly string[]) => {
  const gateway = await startGoGateway(...args);
  const client = (user = 'ada', chatId?: string) => {
    const made = new RawClient(gateway.url(user, chatId));
    onTestFinished(() => made.end());
    return made;
  };
  return {
    gateway,
    client,
    /** The code with which a connection ends on which that was said. */
    closedBy: async (...frames: readonly (string | Buffer | object)[]) => {
      const socket = new WebSocket(gateway.url('ada'));
      await once(socket, 'open');
      for (const frame of frames)
        socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
      const [code] = await once(socket, 'close');
      return code as number;
    },
    /** Says so many messages, and answers the cursors before them and after each. */
    fill: async (count: number): Promise<Cursor[]> => {
      const ada = client();
      const { epoch } = await ada.greets(hello());
      for (let n = 1; n <= count; n += 1) {
        ada.says(msg(n));
        await Promise.all([ada.received('ack', n), ada.received('event', n)]);
      }
      return [{ epoch, seq: 0, tag: null }, ...ada.of('event').map(({ seq, tag }) => ({ epoch, seq, tag }))];
    },
  };
};
