/**
 * Measures a gateway process on one SQLite file, through real sockets on loopback: `tsx test/server/measure.ts`. Every message is
 * durable before its ack (WAL, `synchronous = FULL`); its sender gets it back as an event too.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RawClient } from './raw-client.js';

const MISSED = 10_000;
const TEXT = 'x'.repeat(100);

const folder = await mkdtemp(join(tmpdir(), 'evenkeel-measure-'));
const program = join(import.meta.dirname, 'gateway-process.ts');
const gateway = spawn(process.execPath, ['--import', 'tsx', program, join(folder, 'chats.db')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [port] = await once(createInterface(gateway.stdout), 'line');
  const url = (chat: string) => `ws://127.0.0.1:${port}/${chat}?user=${chat}`;
  await measureMessages(url, { clients: 1, window: 1, messages: 2_000 });
  await measureMessages(url, { clients: 1, window: 32, messages: 20_000 });
  await measureMessages(url, { clients: 20, window: 32, messages: 60_000 });
  await measureMessages(url, { clients: 200, window: 4, messages: 60_000 });
  await measureResume(url);
} finally {
  const exit = once(gateway, 'exit');
  gateway.kill();
  await exit;
  await rm(folder, { recursive: true });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

interface Load {
  readonly clients: number;
  /** How many messages of a client are on their way at most. */
  readonly window: number;
  /** Of all clients. */
  readonly messages: number;
}

async function measureMessages(url: (chat: string) => string, { clients, window, messages }: Load): Promise<void> {
  const latencies: number[] = [];
  const each = messages / clients;
  const run = async (client: RawClient, sender: string) => {
    const sentAt: number[] = [];
    const send = () => {
      sentAt.push(performance.now());
      client.says({ t: 'msg', s: sender, n: sentAt.length, d: { text: TEXT } });
    };
    await new Promise<void>((resolve) => {
      client.onFrame((frame) => {
        if (frame.t !== 'ack') return;
        latencies.push(performance.now() - (sentAt[frame.n - 1] ?? 0));
        if (frame.n === each) resolve();
        else if (sentAt.length < each) send();
      });
      for (let first = 0; first < window; first += 1) send();
    });
  };
  const opened = Array.from(
    { length: clients },
    (_, index) => new RawClient(url(`chat-${clients}-${window}-${index}`)),
  );
  await Promise.all(opened.map((client) => client.greets()));
  const start = performance.now();
  await Promise.all(opened.map((client, index) => run(client, `sender-of-test-${index}`)));
  const seconds = (performance.now() - start) / 1_000;
  for (const client of opened) client.end();
  latencies.sort((a, b) => a - b);
  const quantile = (share: number) => (latencies[Math.floor(share * latencies.length)] ?? 0).toFixed(1);
  say(
    `${clients} clients, ${window} on their way each: ${Math.round(messages / seconds)} durable messages/s, ` +
      `ack p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms`,
  );
}

async function measureResume(url: (chat: string) => string): Promise<void> {
  const writer = new RawClient(url('resumed'));
  const { epoch } = await writer.greets();
  for (let n = 1; n <= MISSED; n += 1) writer.says({ t: 'msg', s: 'sender-of-test-w', n, d: { text: TEXT } });
  await writer.received('event', MISSED);
  writer.end();
  for (let round = 0; round < 3; round += 1) {
    const reader = new RawClient(url('resumed'));
    await reader.opens();
    const start = performance.now();
    await reader.greets({ cursor: { epoch, seq: 0, tag: null } });
    let count = 0;
    await new Promise<void>((resolve) => {
      count = reader.of('event').length;
      if (count === MISSED) return resolve();
      reader.onFrame(({ t }) => {
        if (t === 'event') count += 1;
        if (count === MISSED) resolve();
      });
    });
    say(`a resume of ${MISSED} missed messages: ${Math.round(performance.now() - start)} ms`);
    reader.end();
  }
}
