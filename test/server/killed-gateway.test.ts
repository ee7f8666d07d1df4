import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteStore } from '../../src/server/index.js';
import { type GatewayProcess, startGatewayProcess } from './gateway-program.js';
import { ResendingClient } from './resending-client.js';

const MESSAGES = 3_000;
const KILLS = 4;

describe('a gateway that is killed', () => {
  let folder: string;
  let gateway: GatewayProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-killed-'));
  });
  afterEach(async () => {
    await gateway?.kill();
    await rm(folder, { recursive: true });
  });

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
      gateway = await startGatewayProcess({ file });
      const url = `${gateway.origin}/lobby`;
      const connections = clients.map((client, index) => client.connect(`${url}?user=user-${index}`, epoch));
      if (life < KILLS) await ada.until(Math.max(ada.delivered.length + 300, (life + 1) * 800));
      else await Promise.all(clients.map((client) => client.until(2 * MESSAGES)));
      await gateway.kill();
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
