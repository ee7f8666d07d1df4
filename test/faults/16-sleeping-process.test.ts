import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { serve } from '../integration/real-session.js';
import { accepts, textFrame } from '../support/raw-servers.js';

const PROGRAM = join(import.meta.dirname, 'sleeping-client.ts');

/** How long the machine sleeps: the fault itself, well over the 2 s of LI3 beyond the probe's deadline. */
const SLEEP_MS = 2_500;

/** A stopped process is what a sleeping machine is to its programs: their monotonic clock goes on without them. */
test('[LI3] fault 16: a machine that slept far beyond the deadline of a probe loses no connection that answers', {
  timeout: 20_000,
}, async () => {
  let pings = 0;
  let answers = true;
  const server = await serve(
    accepts((socket) => {
      socket.on('data', () => {
        pings += 1;
        if (answers && socket.writable) socket.write(textFrame('pong'));
      });
    }),
  );
  const client = spawn(process.execPath, ['--import', 'tsx', PROGRAM, server.origin], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(client, 'exit');
  onTestFinished(async () => {
    client.kill('SIGKILL');
    await exited;
  });
  const records: string[] = [];
  createInterface(client.stdout).on('line', (line) => records.push(line));
  await vi.waitFor(() => expect(pings).toBeGreaterThan(2), 10_000);

  // It falls asleep amid a probe.
  answers = false;
  const unanswered = pings;
  await vi.waitFor(() => expect(pings).toBe(unanswered + 1), { timeout: 2_000, interval: 1 });
  client.kill('SIGSTOP');
  answers = true;
  const before = records.length;
  await setTimeout(SLEEP_MS);
  client.kill('SIGCONT');
  await vi.waitFor(() => expect(pings).toBeGreaterThan(unanswered + 4), 5_000);
  expect(new Set(records.slice(before))).toEqual(new Set(['probe.sent']));
  expect([server.upgrades.length, server.connections]).toEqual([1, 1]);
});
