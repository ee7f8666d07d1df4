import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { generate, parser } from 'mqtt-packet';
import { freePort } from '../../../support/free-port.js';
import { type ProtocolServer, RIGHT } from '../../protocol.js';
import { mosquittoPath } from '../programs.js';
import { startProgram, temporaryFolder } from '../server-program.js';

const OBSERVER = 'observer';

const configuration = (folder: string, webSocketPort: number, tcpPort: number) => `
user root
allow_anonymous false
password_file ${folder}/passwords
log_dest stderr
log_timestamp false
log_type notice
listener ${webSocketPort} 127.0.0.1
protocol websockets
listener ${tcpPort} 127.0.0.1
`;

/** As `mosquitto_passwd` writes them. */
const passwordLine = (name: string, password: string) => {
  const iterations = 101;
  const salt = randomBytes(12);
  const hash = pbkdf2Sync(password, salt, iterations, 64, 'sha512');
  return `${name}:$7$${iterations}$${salt.toString('base64')}$${hash.toString('base64')}\n`;
};

/** A client of the broker that hears what is said; resolves once it is subscribed. */
const observe = async (port: number, hear: (text: string) => void) => {
  const socket = connect(port, '127.0.0.1');
  const packets = parser();
  socket.on('data', (data) => packets.parse(data));
  socket.on('error', () => undefined);
  socket.write(
    generate({
      cmd: 'connect',
      clientId: OBSERVER,
      clean: true,
      keepalive: 0,
      username: 'ana',
      password: Buffer.from(RIGHT),
    }),
  );
  socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'said', qos: 0 }] }));
  await new Promise<void>((resolve) => {
    packets.on('packet', (packet) => {
      if (packet.cmd === 'suback') resolve();
      if (packet.cmd === 'publish') hear(packet.payload.toString());
    });
  });
  return socket;
};

/** Mosquitto, a broker of MQTT: it prints who comes and who leaves in good order; what is said is heard by a subscriber. */
export const startMosquitto = async (wantedPort: number): Promise<ProtocolServer> => {
  const port = wantedPort || (await freePort());
  const tcpPort = await freePort();
  const greeted: string[] = [];
  const heard: string[] = [];
  const left: string[] = [];
  const { folder, remove } = await temporaryFolder();
  await writeFile(join(folder, 'passwords'), passwordLine('ana', RIGHT));
  await writeFile(join(folder, 'mosquitto.conf'), configuration(folder, port, tcpPort));
  const program = await startProgram({
    executable: await mosquittoPath(),
    args: ['-c', join(folder, 'mosquitto.conf')],
    port,
    onLine: (line) => {
      if (line.includes(OBSERVER)) return;
      if (line.startsWith('New client connected')) greeted.push('hello');
      if (/^Client .* disconnected\.$/.test(line)) left.push('bye');
    },
  });
  const observer = await observe(tcpPort, (text) => heard.push(text));
  return {
    origin: `ws://127.0.0.1:${port}`,
    port,
    // What it prints and what the subscriber hears come by two ways, and so without an order between them.
    get log() {
      return [...greeted, ...heard, ...left];
    },
    stop: async () => {
      observer.destroy();
      await program.stop();
      await remove();
    },
  };
};
