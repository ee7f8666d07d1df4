import type { CDPSession, Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import {
  adds,
  failureOf,
  stored,
  TAKEN,
  untilFound,
  untilTaken,
  useOutboxStage,
  whatPageWasTold,
} from './indexed-db-outbox-stage.js';

const stage = useOutboxStage();

describe('an outbox of a page that is frozen', () => {
  const setFrozen = async (page: Page, isFrozen: boolean, session?: CDPSession): Promise<CDPSession> => {
    const used = session ?? (await page.createCDPSession());
    await used.send('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' });
    return used;
  };

  it('[PC1] goes to a living page, and the page is told when it is resumed', async () => {
    const page = await stage.openPage();
    const living = await stage.openPage(page);
    await adds(page, 's', 'a');
    const session = await setFrozen(page, true);
    expect(await untilFound(living)).toEqual([stored('s', ['a'])]);
    await setFrozen(page, false, session);
    expect(await untilTaken(page)).toEqual(['s']);
    expect(await failureOf(adds(page, 's', 'b'))).toBe(TAKEN);
    expect([await adds(page, 'next', 'b'), await adds(living, 's', 'c')]).toEqual([1, 2]);
    // They know of each other as before.
    await page.close();
    expect(await untilFound(living, 2)).toEqual([stored('s', ['a']), stored('next', ['b'])]);
  });

  it('[PC1] never uses a sender again that another page has sent and forgotten meanwhile', async () => {
    const page = await stage.openPage();
    const living = await stage.openPage(page);
    await adds(page, 's', 'a');
    const session = await setFrozen(page, true);
    await untilFound(living);
    await living.evaluate(() => outboxPage.outbox.settle('s', 1));
    await living.close();
    await setFrozen(page, false, session);
    expect(await untilTaken(page)).toEqual(['s']);
    await expect.poll(() => page.evaluate(() => outboxPage.records())).toEqual([]);
    expect(await failureOf(adds(page, 's', 'b'))).toBe(TAKEN);
  });

  it('[PC1] goes on where nobody took it', async () => {
    const page = await stage.openPage();
    await adds(page, 's', 'a');
    const session = await setFrozen(page, true);
    await setFrozen(page, false, session);
    expect([await adds(page, 's', 'b'), await whatPageWasTold(page)]).toEqual([2, { found: [], taken: [] }]);
  });

  it('[PC1] goes on in order, however often and at what moment it is frozen', async () => {
    const page = await stage.openPage();
    const numbers = await page.evaluate(async () => {
      const added: Promise<number>[] = [];
      for (let round = 0; round < 40; round += 1) {
        document.dispatchEvent(new Event('freeze'));
        added.push(outboxPage.outbox.add('s', String(round)));
        document.dispatchEvent(new Event('resume'));
        // Each round gets a little further.
        for (let answers = 0; answers < round / 2; answers += 1) await navigator.locks.query();
      }
      return Promise.all(added);
    });
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('[PC1] writes nothing until it has its lock again', async () => {
    const page = await stage.openPage();
    await adds(page, 's', 'a');
    const outcome = await page.evaluate(async () => {
      const [lock] = await outboxPage.locks();
      document.dispatchEvent(new Event('freeze'));
      let release = () => {};
      const isHeld = new Promise<void>((resolve) => {
        navigator.locks.request(lock?.name ?? '', () => {
          resolve();
          return new Promise<void>((free) => {
            release = free;
          });
        });
      });
      await isHeld;
      let isStored = false;
      const added = outboxPage.outbox.add('s', 'b').then((n) => {
        isStored = true;
        return n;
      });
      document.dispatchEvent(new Event('resume'));
      // Several transactions of the same database would be over by now.
      for (let round = 0; round < 5; round += 1) {
        await new Promise<void>((resolve) => {
          const request = indexedDB.open('outbox');
          request.onsuccess = () => {
            const transaction = request.result.transaction('senders', 'readwrite');
            transaction.objectStore('senders').get('s');
            transaction.oncomplete = () => {
              request.result.close();
              resolve();
            };
          };
        });
      }
      const before = isStored;
      release();
      return { before, n: await added };
    });
    expect(outcome).toEqual({ before: false, n: 2 });
  });
});

describe('an outbox of a page that is frozen while it takes over another', () => {
  it('[PC1] leaves that to the others, and takes nothing when it comes too late', async () => {
    const page = await stage.openPage();
    const other = await stage.openPage(page);
    const holding = async () => new Set((await page.evaluate(() => outboxPage.locks())).map((lock) => lock.page)).size;
    const becomes = (one: Page, type: 'freeze' | 'resume') =>
      one.evaluate((name) => void document.dispatchEvent(new Event(name)), type);
    await adds(other, 's', 'a');
    await page.evaluate(() => outboxPage.block());
    const added = adds(page, 't', 'b');
    await becomes(other, 'freeze');
    // The page has both locks, and waits for the storage to take over.
    await expect
      .poll(async () => [(await page.evaluate(() => outboxPage.locks())).length, await holding()])
      .toEqual([2, 1]);
    await becomes(page, 'freeze');
    await expect.poll(() => page.evaluate(() => outboxPage.locks())).toEqual([]);
    await becomes(other, 'resume');
    await expect.poll(holding).toBe(1);
    await page.evaluate(() => outboxPage.unblock());
    expect(await adds(other, 's', 'c')).toBe(2);
    await becomes(page, 'resume');
    expect([await added, await untilTaken(page), await adds(other, 's', 'd')]).toEqual([1, ['t'], 3]);
    expect([await whatPageWasTold(page), await whatPageWasTold(other)]).toEqual([
      { found: [], taken: ['t'] },
      { found: ['t'], taken: [] },
    ]);
  });
});

describe('an outbox of a page in the back/forward cache', () => {
  const back = (page: Page) => page.evaluate(() => void setTimeout(() => history.back()));
  const untilShownAgain = (page: Page) =>
    page.waitForFunction(() => 'outboxPage' in globalThis && outboxPage.shows.includes(true), { polling: 10 });

  it('[PC1] goes to a living page, and the page is told when it is back', async () => {
    const page = await stage.openPage();
    const living = await stage.openPage(page);
    await adds(page, 's', 'a');
    await page.goto(`${stage.url()}?elsewhere`);
    expect(await untilFound(living)).toEqual([stored('s', ['a'])]);
    await back(page);
    await untilShownAgain(page);
    expect([await untilTaken(page), await adds(page, 'next', 'b')]).toEqual([['s'], 1]);
  });

  it('[PC1] goes on where nobody took it', async () => {
    const page = await stage.openPage();
    await adds(page, 's', 'a');
    await page.goto(`${stage.url()}?elsewhere`);
    await back(page);
    await untilShownAgain(page);
    expect([await adds(page, 's', 'b'), await whatPageWasTold(page)]).toEqual([2, { found: [], taken: [] }]);
  });
});
