import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteStore } from '../../src/server/index.js';
import { ResendingClient } from './resending-client.js';

const PROGRAM = join(import.meta.dirname, 'gateway-process.ts');
const MESSAGES = 3_000;
const KILLS = 4;

describe('a gateway that is killed', () => {
  let folder: string;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-killed-'));
  });
  afterEach(async () => {
    await kill();
    await rm(folder, { recursive: true });
  });

  const start = async (file: string) => {
    child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (child.stdout === null) throw new Error('no stdout');
    const [port] = await once(createInterface(child.stdout), 'line');
    return `ws://127.0.0.1:${port}/lobby`;
  };
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };

  it('[PS6, PS7] has lost nothing that it acked and doubled nothing, whenever it was killed', async () => {
    const file = join(folder, 'chats.db');
    const database = new Database(file);
    const { epoch } = await sqliteStore(database).greet('lobby', 'ada', [], null);
    database.close();
    const clients = ['ada', 'bob'].map(
      (user) =>
        new ResendingClient(
          `sender-of-test-${user}`,
          Array.from({ length: MESSAGES }, (_, index) => `${user} ${index}`),
        ),
    );
    const [ada] = clients as [ResendingClient];

    for (let life = 0; life <= KILLS; life += 1) {
      const url = await start(file);
      const connections = clients.map((client, index) => client.connect(`${url}?user=user-${index}`, epoch));
      if (life < KILLS) await ada.until(Math.max(ada.delivered.length + 300, (life + 1) * 800));
      else await Promise.all(clients.map((client) => client.until(2 * MESSAGES)));
      await kill();
      await Promise.all(connections);
    }

    expect(clients.map(({ failure, settled }) => ({ failure, settled }))).toEqual([
      { failure: undefined, settled: MESSAGES },
      { failure: undefined, settled: MESSAGES },
    ]);
    const [atAda, atBob] = clients.map(({ delivered }) => delivered);
    expect(atBob).toEqual(atAda);
    for (const user of ['ada', 'bob'])
      expect(atAda?.filter((d) => String(d).startsWith(user))).toEqual(
        Array.from({ length: MESSAGES }, (_, index) => `${user} ${index}`),
      );
  }, 60_000);
});
