import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startGateway } from '../gateway/gateway.js';
import type { Scale } from './row.js';

export interface ServedGateway {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** Ends it without a word to its clients, as far as it can. */
  kill(): Promise<void>;
  /** On the same port, knowing nothing of before. */
  start(): Promise<void>;
}

/** The chat gateway: in a process of its own; for a smoke test, here. */
export const serveGateway = async (scale: Scale): Promise<ServedGateway> => {
  if (scale === 'smoke') {
    const { port, stop, start } = await startGateway();
    return { host: `127.0.0.1:${port}`, kill: stop, start };
  }
  let gateway = await startProcess(0);
  const { port } = gateway;
  return {
    host: `127.0.0.1:${port}`,
    kill: () => gateway.kill(),
    start: async () => {
      gateway = await startProcess(port);
    },
  };
};

const startProcess = async (port: number) => {
  const gateway = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, '../gateway/main.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: `${port}`, GATEWAY_DB: ':memory:' },
  });
  const exited = once(gateway, 'exit');
  const [line] = await once(gateway.stdout, 'data');
  // What it goes on to log must not fill the pipe.
  gateway.stdout.resume();
  return {
    port: Number(/localhost:(\d+)/.exec(String(line))?.[1]),
    kill: async () => {
      gateway.kill('SIGKILL');
      await exited;
    },
  };
};

/** A token of the gateway, for one who is measured. */
export const logIn = async (host: string): Promise<string> => {
  const response = await fetch(`http://${host}/api/v1/login`, {
    method: 'POST',
    body: JSON.stringify({ user: 'bench' }),
  });
  return ((await response.json()) as { token: string }).token;
};
