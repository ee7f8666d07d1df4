import { generate, parser } from 'mqtt-packet';
import type { AttemptRequest, ChatConnectionsOptions } from '../../../src/index.js';

/** MQTT 3.1.1, one connection for each chat, whose client id is the chat's; `mqtt-packet` reads and writes its packets. */
export const mqttOptions = (username: string, readPassword: () => Promise<string>) => {
  // A frame may hold a part of a packet, or several.
  const answers = new WeakMap<AttemptRequest, { code: number | undefined; parse(data: Buffer): unknown }>();
  const answerTo = (request: AttemptRequest) => {
    const packets = parser();
    const answer = answers.get(request) ?? { code: undefined, parse: (data) => packets.parse(data) };
    packets.on('packet', (packet) => {
      if (packet.cmd === 'connack') answer.code = packet.returnCode;
    });
    answers.set(request, answer);
    return answer;
  };
  return {
    protocols: 'mqtt',
    greeting: {
      start: async ({ chatId }) => {
        const password = Buffer.from(await readPassword());
        return generate({ cmd: 'connect', clientId: chatId, clean: true, username, password, keepalive: 30 });
      },
      answer: (data, request) => {
        const answer = answerTo(request);
        answer.parse(Buffer.from(data as ArrayBuffer));
        if (answer.code === undefined) return 'wait';
        if (answer.code === 3) return { retryAfterMs: null }; // the server is unavailable
        return answer.code === 0 ? 'welcome' : 'fatal';
      },
    },
    // The server closes a client that sends nothing for one and a half times its keepalive.
    heartbeat: { ping: () => generate({ cmd: 'pingreq' }), silence: 'either' },
    goodbye: () => generate({ cmd: 'disconnect' }),
  } satisfies ChatConnectionsOptions;
};
