import type { Cursor } from '../../src/delivery/index.js';
import { type DeliveryStore, type MemoryStore, Refused } from '../../src/server/index.js';
import { refuses } from '../../src/testing/index.js';
import { check } from '../histories/checker.js';
import type { Item } from '../histories/record.js';
import { HistoryPage } from './history-page.js';
import { PAGES, type PageHappening } from './page-happenings.js';
import { serverHistory } from './server-history.js';
import { type SharedOutbox, SharedStorage } from './shared-storage.js';
import { CHAT, createWorld } from './world.js';

/** Some messages are longer, some as long but for the rest of their frame, some so long that the server would close. */
const LIMIT = 1_200;
const LENGTHS = [1_150, 1_500, 6_000];
const MANY = 5;
/** So long everything may take: the storage of a page that had to wait, and the longest backoff. */
const PEACE_MS = 200_000;

/** Lets it all happen to pages that share storage, then leaves all in peace. Returns what was recorded, and what is wrong. */
export const pageHistory = async (
  happenings: readonly PageHappening[],
  storeOf: (store: MemoryStore) => DeliveryStore = (store) => store,
) => {
  const world = createWorld(
    {
      limit: LIMIT,
      window: 2,
      onMessage: ({ data }) => {
        if (String(data).includes('bad')) throw new Refused('bad');
        return data;
      },
    },
    storeOf,
  );
  const items: Item[] = [];
  const record = (item: Item) => items.push(item);
  const cursors: Cursor[] = [];
  let serial = 0;
  let lives = 0;
  const nextText = () => {
    serial += 1;
    return `message ${serial}${serial % 3 === 0 ? ' bad' : ''}`;
  };
  const storageOf = () => new SharedStorage(world.clock, (life, to, ids) => record({ type: 'passed', life, to, ids }));
  const storages = { ada: storageOf(), ben: storageOf() };
  const all: HistoryPage[] = [];
  const pages: (HistoryPage | undefined)[] = [];
  const outboxes: (SharedOutbox | undefined)[] = [];
  const come = (slot: number) => {
    if (pages[slot]?.isGone === false) return;
    lives += 1;
    const user = slot < PAGES - 1 ? 'ada' : 'ben';
    const life = `${user}/${slot}/${lives}`;
    const outbox = storages[user].outboxOf(life);
    const page = new HistoryPage({
      life,
      user,
      world,
      outbox,
      keepsState: slot % 2 === 1,
      record,
      nextText,
      cursors,
    });
    outboxes[slot] = outbox;
    pages[slot] = page;
    all.push(page);
  };
  const living = () => pages.filter((page) => page?.isGone === false);
  const server = serverHistory(world, record);

  const happensTo = (page: HistoryPage, outbox: SharedOutbox | undefined, type: string) => {
    switch (type) {
      case 'sends':
        return page.send();
      case 'sends many':
        for (let sent = 0; sent < MANY; sent += 1) page.send();
        return;
      case 'sends a long one':
        return page.send(LENGTHS[serial % LENGTHS.length]);
      case 'sends a brief one':
        return page.sendBrief();
      case 'cancels':
        return page.cancel();
      case 'drops':
        return page.drop();
      case 'falls silent':
        return page.fallSilent();
      case 'is out of reach':
      case 'is in reach':
        return page.isInReach(type === 'is in reach');
      case 'freezes':
        outbox?.leave();
        return page.page.freezes();
      case 'resumes':
        void outbox?.resume();
        return page.page.resumes();
      case 'selects':
        return page.select();
      case 'lets go':
        return page.letGo();
      case 'is disposed of':
        return page.dispose();
      case 'dies':
        return page.die();
    }
  };
  const happens = async (one: PageHappening) => {
    switch (one.type) {
      case 'publishes':
      case 'trims':
      case 'restarts':
      case 'is backed up':
      case 'is restored':
      case 'is restored further':
        await server.happens(one.type);
        if (one.type === 'publishes') cursors.push(await world.server.cursor(CHAT));
        return;
      case 'refuses':
        for (const page of living()) page?.gateway.behaveOnce(refuses());
        return;
      case 'passes':
        return world.settle(one.ms);
      case 'comes':
        return come(one.page);
    }
    const page = pages[one.page];
    if (page === undefined || page.isGone) return;
    if (one.type === 'does') page.willDo(one.within, one.deed);
    else if (one.type === 'storage') outboxes[one.page]?.becomes(one.mood);
    else happensTo(page, outboxes[one.page], one.type);
  };

  for (const slot of [0, 1, PAGES - 1]) come(slot);
  for (const one of happenings) {
    await happens(one);
    await world.settle();
  }

  for (const page of living()) page?.rest();
  for (const slot of [0, PAGES - 1]) come(slot);
  for (const outbox of outboxes) {
    outbox?.becomes('works');
    void outbox?.resume();
  }
  await world.settle(1_000);
  for (const storage of Object.values(storages)) storage.passOn();
  await world.settle(PEACE_MS);
  await server.publish('the end');
  await world.settle(60_000);
  await server.read();
  for (const page of living()) for (const item of page?.state() ?? []) record(item);
  const violations = [...check(items).violations, ...all.flatMap(({ wrong }) => wrong)];
  for (const page of all) page.end();
  await world.settle();
  return { items, violations };
};
