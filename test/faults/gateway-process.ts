import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const PROGRAM = join(import.meta.dirname, '../gateway/main.ts');

/** The gateway as a process of its own, on a port that is free unless one is given, in memory unless `env` says; killed when the test is over. */
export const startGatewayProcess = async (port = 0, env: Readonly<Record<string, string>> = {}) => {
  const gateway = spawn(process.execPath, ['--import', 'tsx', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: `${port}`, GATEWAY_DB: ':memory:', ...env },
  });
  const exited = once(gateway, 'exit');
  const kill = async () => {
    gateway.kill('SIGKILL');
    await exited;
  };
  onTestFinished(kill);
  const [line] = await once(gateway.stdout, 'data');
  // What it goes on to log must not fill the pipe.
  gateway.stdout.resume();
  const listening = Number(/^Gateway: http:\/\/localhost:(\d+)\//.exec(String(line))?.[1]);
  return {
    origin: `ws://127.0.0.1:${listening}`,
    port: listening,
    /** Stops the process, which the kernel's TCP does not notice. */
    stop: () => gateway.kill('SIGSTOP'),
    resume: () => gateway.kill('SIGCONT'),
    kill,
  };
};

/** A token of the gateway at this origin. */
export const logIn = async ({ origin }: { readonly origin: string }, user: string, signal?: AbortSignal) => {
  const response = await fetch(`${origin.replace('ws', 'http')}/api/v1/login`, {
    method: 'POST',
    body: JSON.stringify({ user }),
    ...(signal && { signal }),
  });
  const { token } = (await response.json()) as { token: string };
  return token;
};
