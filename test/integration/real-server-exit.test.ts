import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { accepts, hangs, refuses, type Script } from '../support/raw-servers.js';
import { serve } from './real-session.js';

const PROGRAM = join(import.meta.dirname, 'disposed-process.ts');

/** Well under the 30 s for which a socket of the `ws` package waits for a close that nobody answers. */
const EXIT_BOUND_MS = 5_000;

const byChat: Script = (socket, request) => {
  const chatId = request.url?.split('/')[4];
  const script = chatId === 'hung' ? hangs() : chatId === 'refused' ? refuses(503) : accepts();
  script(socket, request);
};

test('[EN1] a Node process can exit once its connections are disposed of', { timeout: 30_000 }, async () => {
  const server = await serve(byChat);
  const program = spawn(process.execPath, ['--import', 'tsx', PROGRAM, server.origin], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    if (program.exitCode === null) program.kill('SIGKILL');
  });
  const exited = once(program, 'exit');
  const [states] = await once(program.stdout, 'data');
  const disposedAt = performance.now();
  const [code, signal] = await exited;
  expect({ states: JSON.parse(String(states)), code, signal }).toEqual({
    states: [
      ['refused', 'backoff', true],
      ['hung', 'connecting', true],
      ['unresolved', 'connecting', true],
      ['open', 'open', true],
      ['lingering', 'open', false],
    ],
    code: 0,
    signal: null,
  });
  expect(performance.now() - disposedAt).toBeLessThan(EXIT_BOUND_MS);
});
