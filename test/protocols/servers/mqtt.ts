import { Aedes } from 'aedes';
import { createWebSocketStream } from 'ws';
import { RIGHT } from '../protocol.js';
import { listenForSockets } from './listen.js';

/** Aedes, a broker of MQTT 3.1.1, over WebSocket: it logs what is published. */
export const startMqtt = async (port: number) => {
  const log: string[] = [];
  const broker = await Aedes.createBroker({
    authenticate: (_client, _user, password, answer) => {
      const isRight = password?.toString() === RIGHT;
      if (isRight) log.push('hello');
      answer(isRight ? null : Object.assign(new Error('not you'), { returnCode: 4 }), isRight);
    },
  });
  broker.on('publish', ({ topic, payload }, client) => {
    if (client !== null && topic === 'said') log.push(payload.toString());
  });
  let isLeaving = false;
  broker.on('clientDisconnect', () => {
    if (isLeaving) log.push('bye');
  });
  const listening = await listenForSockets(port, log, (socket) => {
    socket.on('message', (data: Buffer) => {
      isLeaving = data[0] === 0xe0;
    });
    const stream = createWebSocketStream(socket);
    stream.on('error', () => undefined);
    broker.handle(stream, undefined as never);
  });
  return {
    ...listening,
    stop: async () => {
      await listening.stop();
      await new Promise<void>((resolve) => broker.close(resolve));
    },
  };
};
