import type { Page } from 'puppeteer-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StoredSender } from '../../src/contract/delivery.js';
import { outboxContract } from '../delivery/outbox-contract.js';
import { crash } from './crash-page.js';
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

/** Ways in which a page ends. */
const ENDS: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'is closed': (page) => page.close(),
  'is reloaded': (page) => page.reload(),
  crashes: crash,
  'closes its outbox': (page) => page.evaluate(() => outboxPage.outbox.close()),
};

describe('the outbox in IndexedDB, like any other', () => {
  let observed: readonly unknown[] = [];
  beforeAll(async () => {
    observed = await (await stage.newPage()).evaluate(() => outboxPage.observeContract());
  });

  it.each(outboxContract.map(({ title, expected }, index) => ({ title, expected, index })))(
    '$title',
    ({ expected, index }) => {
      expect(observed[index]).toEqual(expected);
    },
  );
});

describe('an outbox of a page that ends', () => {
  it.each(Object.keys(ENDS))('[PC1] goes to a living page, once it %s', async (how) => {
    const ending = await stage.openPage();
    const living = await stage.openPage(ending);
    expect(await adds(ending, 's', 'a', 'b')).toBe(1);
    expect(await adds(living, 't', 'c')).toBe(1);
    await ENDS[how]?.(ending);
    expect(await untilFound(living)).toEqual([stored('s', ['a', 'b'])]);
    expect(await adds(living, 's', 'd')).toBe(3);
  });

  it('[PC1] goes to a page that was opened after it, and before it', async () => {
    const first = await stage.openPage();
    const second = await stage.openPage(first);
    const third = await stage.openPage(first);
    await adds(second, 's', 'a');
    await second.close();
    const [found, pages] = await Promise.race(
      [first, third].map(async (page) => [await untilFound(page), [page]] as const),
    );
    expect(found).toEqual([stored('s', ['a'])]);
    // Whoever has it passes it on in turn.
    await pages[0]?.close();
    expect(await untilFound(pages[0] === first ? third : first)).toEqual([stored('s', ['a'])]);
  });

  it('[PC1] has been found when the next page’s is open', async () => {
    const ending = await stage.openPage();
    const next = await stage.newPage(ending);
    await adds(ending, 's', 'a');
    await ending.close();
    await expect.poll(() => next.evaluate(() => outboxPage.locks())).toEqual([]);
    expect(await opens(next)).toEqual([stored('s', ['a'])]);
  });

  it.each(['is closed', 'is reloaded', 'crashes'])('[PC1] is found by the next page, if it %s alone', async (how) => {
    const ending = await stage.openPage();
    const next = await stage.newPage(ending);
    await adds(ending, 's', 'a', 'b');
    await ending.evaluate(() => outboxPage.outbox.settle('s', 1));
    await ENDS[how]?.(ending);
    // The lock may be free a moment later than the page is gone.
    expect([await opens(next), await untilFound(next)][1]).toEqual([stored('s', ['b'], 2)]);
  });

  it('[PC1] keeps what was reported as stored, whenever it is reloaded', async () => {
    const page = await stage.openPage();
    const expected: StoredSender[] = [];
    for (let round = 0; round < 15; round += 1) {
      const sender = `sender-${round}`;
      const texts = [`${round}`];
      await page
        .evaluate(
          async (id, text) => {
            await outboxPage.outbox.add(id, text);
            location.reload();
          },
          sender,
          `${round}`,
        )
        .catch(() => {});
      await page.waitForFunction(() => 'outboxPage' in globalThis && outboxPage.shows.length > 0, { polling: 10 });
      expected.push(stored(sender, texts));
      await opens(page);
      expect([...(await untilFound(page, expected.length))].sort((a, b) => a.id.localeCompare(b.id))).toEqual(
        [...expected].sort((a, b) => a.id.localeCompare(b.id)),
      );
    }
  });

  it('[PC1] keeps what was reported as stored when the page crashes in the same moment', async () => {
    const page = await stage.openPage();
    const living = await stage.openPage(page);
    const reported: string[] = [];
    const hasEnough = new Promise<void>((resolve) => {
      page.on('console', (line) => {
        if (reported.push(line.text()) === 20) resolve();
      });
    });
    await page.evaluate(() => {
      const go = async (n: number): Promise<void> => {
        await outboxPage.outbox.add('s', String(n));
        console.log(String(n));
        return go(n + 1);
      };
      go(1);
    });
    await hasEnough;
    await crash(page);
    const [found] = await untilFound(living);
    const texts = found?.messages.map(({ data }) => data) ?? [];
    expect(texts.slice(0, reported.length)).toEqual(reported);
    expect(found).toEqual(stored('s', texts.map(String)));
  });

  it('[PC1] forgets the senders that have nothing to send', async () => {
    const page = await stage.openPage();
    await adds(page, 's', 'a');
    await page.evaluate(() => outboxPage.outbox.settle('s', 1));
    await adds(page, 't', 'b');
    await page.reload();
    await opens(page);
    expect(await untilFound(page)).toEqual([stored('t', ['b'])]);
    expect(await page.evaluate(() => outboxPage.records())).toEqual([{ id: 't', last: 1 }]);
  });

  it('[PC10] tells whoever finds it what was cancelled', async () => {
    const page = await stage.openPage();
    await adds(page, 's', 'a', 'b');
    await page.evaluate(() => outboxPage.outbox.cancel('s', 2));
    await page.reload();
    await opens(page);
    expect(await untilFound(page)).toEqual([
      {
        ...stored('s', ['a']),
        messages: [...stored('s', ['a']).messages, { id: 'b', n: 2, data: null, isCancelled: true }],
      },
    ]);
  });
});

describe('outboxes that are open at once', () => {
  it('[PC1] never share a sender of the dead, however many start together', async () => {
    const dead = await stage.newPage();
    const pages = await Promise.all([stage.newPage(dead), stage.newPage(dead), stage.newPage(dead)]);
    const senders = await dead.evaluate(async () => {
      const ids: string[] = [];
      for (let index = 0; index < 12; index += 1) {
        const outbox = await outboxPage.another();
        ids.push(`sender-${index}`);
        await outbox.add(`sender-${index}`, 'a');
      }
      return ids;
    });
    // Those that are open in one page never take from each other.
    expect(await dead.evaluate(async () => (await outboxPage.another()).found)).toEqual([]);
    await dead.close();
    await Promise.all(pages.map((page) => opens(page)));
    const found: string[] = [];
    await expect
      .poll(async () => {
        const all = await Promise.all(
          pages.map((page) => page.evaluate(() => outboxPage.outbox.found.map(({ id }) => id))),
        );
        found.splice(0, Number.POSITIVE_INFINITY, ...all.flat());
        return found.length;
      })
      .toBeGreaterThanOrEqual(senders.length);
    expect(found.sort()).toEqual([...senders].sort());
  });

  it('[PC1] take nothing from a page that lives, also where one is asked for its sender', async () => {
    const first = await stage.openPage();
    await adds(first, 's', 'a');
    const second = await stage.openPage(first);
    expect(await failureOf(adds(second, 's', 'b'))).toBe(TAKEN);
    expect([await adds(first, 's', 'c'), await whatPageWasTold(first), await whatPageWasTold(second)]).toEqual([
      2,
      { found: [], taken: [] },
      { found: [], taken: [] },
    ]);
  });

  it('keep accounts apart, whatever they are called', async () => {
    const accounts = ['ana', 'ana/', 'an', '"ana"', 'ana","x'];
    const page = await stage.newPage();
    for (const account of accounts) {
      await opens(page, account);
      await adds(page, `of ${account}`, account);
    }
    const living = await stage.openPage(page, 'ben');
    await page.reload();
    for (const account of accounts) {
      await opens(page, account);
      expect(await untilFound(page)).toEqual([stored(`of ${account}`, [account])]);
    }
    await page.close();
    const last = await stage.openPage(living, 'an');
    expect([await untilFound(last), await whatPageWasTold(living)]).toEqual([
      [stored('of an', ['an'])],
      { found: [], taken: [] },
    ]);
  });
});
