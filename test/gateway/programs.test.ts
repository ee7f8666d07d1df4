import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { choosePort } from './ports.js';

const ROOT = join(import.meta.dirname, '../..');
const START = 'docs/demo/start.ts';
const GATEWAY = 'test/gateway/main.ts';

const run = (program: string, env: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, GATEWAY_DB: ':memory:', ...env },
  });
  const exited = once(child, 'exit');
  const complaints = text(child.stderr);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, ended: async () => [...(await exited), await complaints] };
};

const HAS_IPV6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

/** A port on which somebody listens. */
const takenPort = async (host = '127.0.0.1') => {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
};

describe('npm start', () => {
  it('prints where page, gateway and log are, serves both, and ends at SIGTERM', async () => {
    const { child, ended } = run(START, { PORT: '0', PAGE_PORT: '0' });
    const addresses = new Map<string, string>();
    for await (const line of createInterface(child.stdout)) {
      const [, name = '', url = ''] = /^(\w+): +(http:\S+|in memory.*)$/.exec(line) ?? [];
      addresses.set(name, url);
      if (line.startsWith('Press')) break;
    }
    const origin = addresses.get('Page') ?? '';
    expect(addresses.get('Log')).toBe('in memory, until this process ends');
    const page = await fetch(origin);
    const api = await fetch(addresses.get('Gateway') ?? '', { headers: { origin } });
    expect([page.status, api.status, api.headers.get('access-control-allow-origin')]).toEqual([200, 200, origin]);
    child.kill('SIGTERM');
    expect(await ended()).toEqual([0, null, '']);
  });
});

describe('a port that is taken', () => {
  it.each([
    [START, 'PAGE_PORT'],
    [START, 'PORT'],
    [GATEWAY, 'PORT'],
  ])('ends %s with one sentence that says what to do, if %s names it', async (program, variable) => {
    const port = await takenPort();
    const { ended } = run(program, { PORT: '0', PAGE_PORT: '0', [variable]: String(port) });
    const sentence = `Port ${port} is taken: end what listens there, or set ${variable} to another port.\n`;
    expect(await ended()).toEqual([1, null, sentence]);
  });

  it('is passed over if nobody named it', async () => {
    const port = await takenPort();
    expect(await choosePort('PORT', port, { env: {} })).toBeGreaterThan(port);
  });

  it.runIf(HAS_IPV6)('is one where `localhost` leads to somebody else, by IPv6', async () => {
    const port = await takenPort('::1');
    expect(await choosePort('PORT', port, { env: {} })).toBeGreaterThan(port);
    await expect(choosePort('PORT', 8083, { env: { PORT: String(port) } })).rejects.toThrow(`Port ${port} is taken`);
  });

  it.each(['http', '-1', '65536', '1.5'])('is no port at all: %s', async (value) => {
    await expect(choosePort('PORT', 8083, { env: { PORT: value } })).rejects.toThrow(
      `PORT must be a port, a whole number from 0 to 65535; received "${value}".`,
    );
  });
});
