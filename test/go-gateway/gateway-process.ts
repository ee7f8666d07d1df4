import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'libsql';
import { onTestFinished } from 'vitest';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { GATEWAY } from './go-program.js';

export const CHAT = 'lobby';

/** One life of the gateway; it ends with the test, if not before. */
const startProcess = async (file: string, args: readonly string[]) => {
  const child = spawn(GATEWAY, ['-db', file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    await exit;
  };
  onTestFinished(() => end('SIGKILL'));
  const [origin] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exit.then(([code]) => Promise.reject(new Error(`the Go gateway ended with ${code}`))),
  ])) as [string];
  return { origin, end };
};

/** The Go gateway on a SQLite file, with a network before it; it may be killed, and started again, on that file or another. */
export const startGoGateway = async (...args: readonly string[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-go-gateway-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  let file = join(folder, 'chats.db');
  let life = await startProcess(file, args);
  let network = await startTcpProxy(life.origin);
  onTestFinished(() => network.close());
  const chatAt = (origin: string, user: string, chatId: string) =>
    `${origin}/api/v1/chats/${encodeURIComponent(chatId)}/ws?token=${encodeURIComponent(user)}`;
  const inFile = <T>(use: (database: Database.Database) => T): T => {
    const database = new Database(file);
    try {
      return use(database);
    } finally {
      database.close();
    }
  };
  return {
    /** The address of a chat; it changes with every start. */
    url: (user: string, chatId = CHAT) => chatAt(life.origin, user, chatId),
    /** The same through the network; it stays. */
    distantUrl: (user: string, chatId = CHAT) => chatAt(network.origin, user, chatId),
    /** The same, with names in place of the chat and the token. */
    template: () => `${network.origin}/api/v1/chats/:id/ws?token=:token`,
    /** Breaks all connections through the network. */
    cut: () => network.reset(),
    kill: () => life.end('SIGKILL'),
    /** Asks it to end; resolves once it has. */
    stop: () => life.end('SIGTERM'),
    startAgain: async () => {
      life = await startProcess(file, args);
      const port = Number(new URL(network.origin).port);
      await network.close();
      network = await startTcpProxy(life.origin, undefined, port);
    },
    /** A copy of the file, as it is now. */
    backUp: (name: string) => {
      inFile((database) => database.prepare('VACUUM INTO ?').run(join(folder, name)));
    },
    /** Puts the log back under the running process, as nobody should. */
    goBackTo: (seq: number) => {
      inFile((database) => {
        database.prepare('DELETE FROM events WHERE seq > ?').run(seq);
        database.prepare('UPDATE logs SET head = ?').run(seq);
        database.prepare('UPDATE senders SET last = ?').run(seq);
      });
    },
    /** The next start is on that file: a copy, or a new one. */
    use: (name: string) => {
      file = join(folder, name);
    },
    /** Removes all events of a chat but the last, as `-keep 1` does. */
    trim: (chatId: string) => {
      inFile((database) => {
        database.prepare('UPDATE logs SET oldest = head WHERE chat = ?').run(chatId);
        database
          .prepare('DELETE FROM events WHERE chat = ? AND seq < (SELECT head FROM logs WHERE chat = ?) - 1')
          .run(chatId, chatId);
      });
    },
    /** What is stored: all events, in order. */
    log: () =>
      inFile((database) => {
        const rows = database.prepare('SELECT d FROM events WHERE chat = ? ORDER BY seq').all(CHAT) as { d: string }[];
        return rows.map(({ d }) => JSON.parse(d) as unknown);
      }),
  };
};

export type GoGateway = Awaited<ReturnType<typeof startGoGateway>>;
