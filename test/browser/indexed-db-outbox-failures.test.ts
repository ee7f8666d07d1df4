import { describe, expect, it } from 'vitest';
import {
  adds,
  failureOf,
  opens,
  stored,
  TAKEN,
  untilFound,
  useOutboxStage,
  whatPageWasTold,
} from './indexed-db-outbox-stage.js';

const stage = useOutboxStage();

describe('an outbox whose storage fails', () => {
  it('[PC1] stores nothing beyond the quota, says so, and leaves no hole', async () => {
    const page = await stage.newPage();
    const session = await page.createCDPSession();
    const { origin } = new URL(stage.url());
    // Before the database is opened: Chromium remembers for a while how much room there was.
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
    await opens(page);
    await adds(page, 's', 'a');
    const addLong = () => page.evaluate(() => outboxPage.outbox.addLong('s', 3_000_000));
    expect(await failureOf(addLong())).toBe('The outbox failed: there is no room');
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    expect(await adds(page, 's', 'b')).toBe(2);
    await page.reload();
    await opens(page);
    expect(await untilFound(page)).toEqual([stored('s', ['a', 'b'])]);
  });

  it('[PC1] stores nothing of a call with data that cannot be stored, and does not quote it', async () => {
    const page = await stage.openPage();
    await adds(page, 's', 'a');
    const impossible = page.evaluate(() => outboxPage.outbox.addImpossible('s', 'hidden-secret'));
    expect(await failureOf(impossible)).toBe('The outbox failed: DataCloneError');
    expect(await adds(page, 's', 'b')).toBe(2);
  });

  it('[PC1] leaves no hole, and no message of which it is not told, where what seemed to fail was stored', async () => {
    const page = await stage.openPage();
    await adds(page, 's', 'a');
    for (const sender of ['s', 't']) {
      await page.evaluate(() => outboxPage.loseNextCompletion());
      expect(await failureOf(adds(page, sender, 'unreported', 'unreported too'))).toBe(
        'The outbox failed: it was aborted',
      );
    }
    expect([await adds(page, 't', 'b'), await whatPageWasTold(page)]).toEqual([1, { found: [], taken: [] }]);
    await page.reload();
    await opens(page);
    expect([await untilFound(page, 2), await adds(page, 's', 'c')]).toEqual([
      [stored('s', ['a']), stored('t', ['b'])],
      2,
    ]);
  });

  it('[PC5] tells what became of a sender where it seemed to fail that it was numbered again', async () => {
    const page = await stage.openPage();
    await adds(page, 's', 'a', 'b');
    await page.evaluate(() => outboxPage.outbox.settle('s', 1));
    await page.evaluate(() => outboxPage.loseNextCompletion());
    const renewed = page.evaluate(() => outboxPage.outbox.renew('s', 'next'));
    expect(await failureOf(renewed)).toBe('The outbox failed: it was aborted');
    expect([await adds(page, 'other', 'c'), await whatPageWasTold(page), await adds(page, 'next', 'd')]).toEqual([
      1,
      { found: ['next'], taken: ['s'] },
      2,
    ]);
  });

  it('does not open a database of a newer version, and makes way for it', async () => {
    const page = await stage.openPage();
    await adds(page, 's', 'a');
    expect(await page.evaluate(() => outboxPage.upgrade())).toBe(1);
    const newer = 'The outbox failed: a newer version of evenkeel has the database';
    expect([await failureOf(adds(page, 's', 'b')), await failureOf(opens(await stage.newPage(page)))]).toEqual([
      newer,
      newer,
    ]);
  });

  it('[PC1] uses no sender again in a database that was deleted', async () => {
    const page = await stage.openPage();
    await adds(page, 's', 'a');
    await page.evaluate(() => outboxPage.erase());
    expect(await failureOf(adds(page, 's', 'b'))).toBe(TAKEN);
    expect([await whatPageWasTold(page), await adds(page, 'next', 'b')]).toEqual([{ found: [], taken: ['s'] }, 1]);
  });

  it('opens the database again that the browser closed', async () => {
    const page = await stage.openPage();
    await adds(page, 's', 'a');
    const session = await page.createCDPSession();
    await session.send('Storage.clearDataForOrigin', {
      origin: new URL(stage.url()).origin,
      storageTypes: 'indexeddb',
    });
    expect(await failureOf(adds(page, 's', 'b'))).toBe(TAKEN);
    expect([await whatPageWasTold(page), await adds(page, 'next', 'b')]).toEqual([{ found: [], taken: ['s'] }, 1]);
  });

  it('rejects every call once it is closed, and holds no lock', async () => {
    const page = await stage.openPage();
    await adds(page, 's', 'a');
    const late = await page.evaluate(() => {
      outboxPage.outbox.close();
      return outboxPage.outbox.add('s', 'b').catch(({ message }: Error) => message);
    });
    expect(late).toBe('The outbox failed: it was closed');
    await expect.poll(() => page.evaluate(() => outboxPage.locks())).toEqual([]);
  });
});
