import { once } from 'node:events';
import { createServer } from 'node:net';

const MAX_PORT = 65_535;

/**
 * The port that an environment variable names, 0 for any; without it the first from `preferred` on that is free: at `host`, and at
 * `::1`, where `localhost` may lead. Throws what to do.
 */
export async function choosePort(
  variable: string,
  preferred: number,
  { env = process.env, host = '127.0.0.1' } = {},
): Promise<number> {
  const wanted = env[variable];
  if (wanted === undefined || wanted === '') return firstFree(preferred, host);
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 0 || port > MAX_PORT) {
    throw new Error(
      `${variable} must be a port, a whole number from 0 to ${MAX_PORT}; received ${JSON.stringify(wanted)}.`,
    );
  }
  if (await isFree(port, host)) return port;
  throw new Error(`Port ${port} is taken: end what listens there, or set ${variable} to another port.`);
}

async function firstFree(from: number, host: string): Promise<number> {
  for (let port = from; port <= MAX_PORT; port += 1) if (await isFree(port, host)) return port;
  throw new Error(`No port from ${from} on is free.`);
}

const isFree = async (port: number, host: string): Promise<boolean> =>
  (await isFreeAt(port, host)) && (port === 0 || (await isFreeAt(port, '::1')));

async function isFreeAt(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return false;
    // Of a machine without IPv6.
    if (host === '::1' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) return true;
    throw error;
  } finally {
    server.close();
  }
}

/** Runs a program; what it throws is said in one line, and ends it with 1. */
export async function runProgram(program: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
