import { describe, expect, it } from 'vitest';
import { startGoGateway } from './gateway-process.js';
import { openPage, outcomes, texts } from './page.js';

const all = (status: string, count: number) => Array.from({ length: count }, () => status);

describe('the library and a gateway in Go', () => {
  it('[PS6, PC3] takes messages once and in order, no more in flight than the window', async () => {
    const gateway = await startGoGateway();
    const [ada, bob] = [openPage(gateway, 'ada'), openPage(gateway, 'bob')];
    await Promise.all([ada.isLive(), bob.isLive()]);
    expect([ada.gaps, bob.gaps]).toEqual([['new'], ['new']]);
    const said = texts('ada', 200);
    expect(await outcomes(said.map(ada.chat.send))).toEqual(all('acked', 200));
    await Promise.all([ada.heardAll(200), bob.heardAll(200)]);
    expect([ada.heard(), bob.heard(), gateway.log()]).toEqual([said, said, said]);
    expect(ada.events.every(({ id }) => id !== null) && bob.events.every(({ id }) => id === null)).toBe(true);
    expect(ada.mostInFlight()).toBe(32);
  });

  it('[PS4, PS5] resumes in whole after a drop, whoever wrote meanwhile', async () => {
    const gateway = await startGoGateway();
    const [ada, bob] = [openPage(gateway, 'ada'), openPage(gateway, 'bob')];
    await Promise.all([ada.isLive(), bob.isLive()]);
    const said = texts('ada', 300);
    const receipts = said.map(ada.chat.send);
    for (const count of [50, 150, 250]) {
      await bob.heardAll(count);
      gateway.cut();
    }
    expect(await outcomes(receipts)).toEqual(all('acked', 300));
    await bob.heardAll(300);
    expect([bob.heard(), gateway.log()]).toEqual([said, said]);
    expect([ada.gaps, bob.gaps]).toEqual([['new'], ['new']]);
  });

  it('[PS4] says that there is a gap when the log is another one', async () => {
    const gateway = await startGoGateway();
    const ada = openPage(gateway, 'ada');
    await ada.isLive();
    await ada.chat.send('before').settled;
    await ada.heardAll(1);
    await gateway.kill();
    gateway.use('new.db');
    await gateway.startAgain();
    await ada.delivery.connections.get('lobby').retry();
    await expect.poll(() => ada.gaps, { timeout: 10_000 }).toEqual(['new', 'epoch']);
    await ada.isLive();
    expect(await outcomes([ada.chat.send('after')])).toEqual(['acked']);
    await ada.heardAll(2);
    expect(ada.heard()).toEqual(['before', 'after']);
  });

  it('[PS9, PS10] refuses a message, and passes the number of one that was called back', async () => {
    const gateway = await startGoGateway();
    await gateway.kill();
    const ada = openPage(gateway, 'ada');
    const receipts = ['one', { text: '' }, 'three', 'four'].map(ada.chat.send);
    await expect.poll(() => receipts.map(({ status }) => status)).toEqual(all('stored', 4));
    expect(ada.chat.cancel(receipts[2]?.id ?? '')).toBe(true);
    await gateway.startAgain();
    expect(await outcomes(receipts)).toEqual(['acked', 'rejected', 'cancelled', 'acked']);
    expect(await receipts[1]?.settled).toMatchObject({ code: 'empty' });
    expect(gateway.log()).toEqual(['one', 'four']);
  });

  it('[PS15] passes what is not kept to the others', async () => {
    const gateway = await startGoGateway();
    const [ada, bob] = [openPage(gateway, 'ada'), openPage(gateway, 'bob')];
    await Promise.all([ada.isLive(), bob.isLive()]);
    expect(ada.chat.sendBrief('typing')).toBe(true);
    await expect.poll(() => bob.briefs).toEqual([{ from: 'ada', data: 'typing' }]);
    expect([ada.briefs, gateway.log()]).toEqual([[], []]);
  });

  it('[PS16] answers the pings that keep a connection', async () => {
    const gateway = await startGoGateway();
    const ada = openPage(gateway, 'ada', {}, { intervalMs: 50, timeoutMs: 500 });
    await ada.isLive();
    await expect.poll(() => ada.pongs(), { timeout: 10_000 }).toBeGreaterThan(3);
    expect(ada.sockets()).toBe(1);
  });

  it('[PS3, PC5] says which messages a restored backup has lost, and takes the others', async () => {
    const gateway = await startGoGateway();
    const [ada, bob] = [openPage(gateway, 'ada'), openPage(gateway, 'bob')];
    await Promise.all([ada.isLive(), bob.isLive()]);
    const kept = texts('kept', 5);
    await outcomes(kept.map(ada.chat.send));
    gateway.backUp('backup.db');
    const lost: string[] = [];
    ada.chat.on('receipt', ({ id, status }) => {
      if (status === 'lost') lost.push(id);
    });
    const forgotten = texts('forgotten', 3).map(ada.chat.send);
    await outcomes(forgotten);
    await bob.heardAll(8);
    await gateway.kill();
    gateway.use('backup.db');
    const after = ada.chat.send({ text: 'after' });
    await gateway.startAgain();
    expect((await after.settled).status).toBe('acked');
    expect(lost).toEqual(forgotten.map(({ id }) => id));
    expect(gateway.log()).toEqual([...kept, { text: 'after' }]);
    await expect.poll(() => bob.gaps, { timeout: 10_000 }).toEqual(['new', 'diverged']);
  });

  it('[PS18] ends connections with 1012 when it is asked to end, and goes on where it was', async () => {
    const gateway = await startGoGateway();
    const ada = openPage(gateway, 'ada');
    await ada.isLive();
    const said = texts('ada', 100);
    const receipts = said.map(ada.chat.send);
    await ada.heardAll(10);
    await gateway.stop();
    await gateway.startAgain();
    expect(await outcomes(receipts)).toEqual(all('acked', 100));
    await ada.heardAll(100);
    expect([ada.heard(), ada.gaps]).toEqual([said, ['new']]);
    expect(ada.closes()).toContain(1012);
  });
});
