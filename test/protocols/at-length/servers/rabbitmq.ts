import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { freePort } from '../../../support/free-port.js';
import { type ProtocolServer, RIGHT } from '../../protocol.js';
import { rabbitmqPath } from '../programs.js';
import { startProgram, temporaryFolder } from '../server-program.js';

const configuration = (port: number) => `
listeners.tcp = none
stomp.listeners.tcp = none
web_stomp.tcp.listener = 127.0.0.1:${port}
default_user = ana
default_pass = ${RIGHT}
log.console = true
log.console.level = debug
log.file = false
`;

const frame = (command: string, ...headers: readonly string[]) => [command, ...headers, '', '\0'].join('\n');

/** A client of the broker that hears what is said; resolves once it is subscribed. */
const observe = async (origin: string, hear: (text: string) => void) => {
  const socket = new WebSocket(`${origin}/ws`, 'v12.stomp');
  await once(socket, 'open');
  socket.send(frame('CONNECT', 'accept-version:1.2', 'host:/', 'login:ana', `passcode:${RIGHT}`));
  await once(socket, 'message');
  socket.send(frame('SUBSCRIBE', 'id:0', 'destination:/topic/said', 'receipt:subscribed'));
  await once(socket, 'message');
  socket.on('message', (data) => hear(/\n\n(?<text>[^\0]*)/.exec(String(data))?.groups?.['text'] ?? ''));
  return socket;
};

/** RabbitMQ, a broker of STOMP: it prints whom it admits; what is said is heard by a subscriber. */
export const startRabbitmq = async (wantedPort: number): Promise<ProtocolServer> => {
  const port = wantedPort || (await freePort());
  const [namesPort, nodePort] = [await freePort(), await freePort()];
  const { folder, remove } = await temporaryFolder();
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const env = {
    HOME: folder,
    RABBITMQ_CONFIG_FILE: await file('rabbitmq.conf', configuration(port)),
    RABBITMQ_ENABLED_PLUGINS_FILE: await file('plugins', '[rabbitmq_web_stomp].'),
    RABBITMQ_MNESIA_BASE: join(folder, 'database'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_NODENAME: 'evenkeel@localhost',
    RABBITMQ_DIST_PORT: String(nodePort),
    ERL_EPMD_PORT: String(namesPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
  };
  const greeted: string[] = [];
  const heard: string[] = [];
  // Erlang's name server, which would be started as a daemon, and outlive the broker.
  const names = await startProgram({ executable: 'epmd', env, port: namesPort });
  const broker = await startProgram({
    executable: await rabbitmqPath(),
    env,
    port,
    onLine: (line) => {
      if (line.includes("'ana' authenticated")) greeted.push('hello');
    },
  });
  const origin = `ws://127.0.0.1:${port}`;
  const observer = await observe(origin, (text) => heard.push(text));
  return {
    origin,
    port,
    // What it prints and what the subscriber hears come by two ways, and so without an order between them.
    get log() {
      const [, ...othersThanTheSubscriber] = greeted;
      return [...othersThanTheSubscriber, ...heard];
    },
    stop: async () => {
      observer.terminate();
      await broker.stop();
      await names.stop();
      await remove();
    },
  };
};
