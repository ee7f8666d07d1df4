import { describe, expect, it } from 'vitest';
import { RawClient } from '../server/raw-client.js';
import { ResendingClient } from '../server/resending-client.js';
import { startGoGateway } from './gateway-process.js';
import { openPage, outcomes, texts } from './page.js';

const KILLS = 4;
const USERS = ['ada', 'bob'] as const;

describe('a gateway in Go that is killed', () => {
  it('[PS6, PS7] has lost nothing that it acked and doubled nothing, for the library', async () => {
    const count = 600;
    const gateway = await startGoGateway();
    const pages = USERS.map((user) => openPage(gateway, user));
    await Promise.all(pages.map(({ isLive }) => isLive()));
    const receipts = pages.flatMap(({ chat }, index) => texts(USERS[index] ?? '', count).map(chat.send));
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await Promise.all(pages.map(({ heardAll }) => heardAll((kill * 2 * count) / (KILLS + 1))));
      await gateway.kill();
      await gateway.startAgain();
    }
    expect(new Set(await outcomes(receipts))).toEqual(new Set(['acked']));
    await Promise.all(pages.map(({ heardAll }) => heardAll(2 * count)));
    const log = gateway.log() as { text: string }[];
    expect(pages.map(({ heard, gaps }) => ({ heard: heard(), gaps }))).toEqual(
      pages.map(() => ({ heard: log, gaps: ['new'] })),
    );
    for (const user of USERS) expect(log.filter(({ text }) => text.startsWith(user))).toEqual(texts(user, count));
  });

  it('[PS6, PS7] has lost nothing that it acked and doubled nothing, for clients that send as fast as they may', async () => {
    const count = 3_000;
    const gateway = await startGoGateway();
    const { epoch } = await new RawClient(gateway.url('ada')).greets();
    const clients = USERS.map((user) => new ResendingClient(`the-sender-of-${user}`, texts(user, count)));
    const [ada] = clients as [ResendingClient];
    for (let life = 0; life <= KILLS; life += 1) {
      const connections = clients.map((client, index) => client.connect(gateway.url(USERS[index] ?? ''), epoch));
      if (life < KILLS) await ada.until(Math.max(ada.delivered.length + 300, (life + 1) * 800));
      else await Promise.all(clients.map((client) => client.until(2 * count)));
      await gateway.kill();
      await Promise.all(connections);
      if (life < KILLS) await gateway.startAgain();
    }
    expect(clients.map(({ failure, settled }) => ({ failure, settled }))).toEqual(
      USERS.map(() => ({ failure: undefined, settled: count })),
    );
    const log = gateway.log() as { text: string }[];
    expect(clients.map(({ delivered }) => delivered)).toEqual([log, log]);
    for (const user of USERS) expect(log.filter(({ text }) => text.startsWith(user))).toEqual(texts(user, count));
  });
});
