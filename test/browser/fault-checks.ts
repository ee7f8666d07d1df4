import type { Gateway } from '../gateway/gateway.js';
import type { ChatPage } from './chat-page.js';

const MAX_ATTEMPTS = 10;

/** Uses the page, logged in and with a gateway that answers, and says what it found wrong: nothing, on a sound page. */
export type FaultCheck = (page: ChatPage, gateway: Gateway, throttleMs: number) => Promise<string[]>;

/** F1: a chat that finds itself not connected makes at most 10 attempts more, however long one looks. */
export const findsEndlessReconnects: FaultCheck = async (page, gateway) => {
  await page.select('1');
  await page.reaches('open');
  const before = (await page.constructions()).length;
  await gateway.stop();
  // It looks for as long as it takes to see more than there may be, at most 2 s: a sound page has given up after 1 s.
  await page.constructs(before + MAX_ATTEMPTS + 1, 2000);
  const attempts = (await page.constructions()).length - before;
  return attempts > MAX_ATTEMPTS ? ['more than 10 reconnections'] : [];
};

/** F2: one chat has one socket, however many callers ask. */
export const findsTwoSocketsForOneChat: FaultCheck = async (page) => {
  await page.select('1');
  await page.reaches('open');
  return (await page.mostSocketsAtOnce()) > 1 ? ['several sockets at once for one chat'] : [];
};

/** F3: a chat that used up its attempts leaves another chat all of its own. */
export const findsSharedCounter: FaultCheck = async (page, gateway) => {
  await page.select('1');
  await page.reaches('open');
  await gateway.stop();
  await page.reaches('failed');
  await page.select('2');
  const { attempt } = await page.banner();
  return attempt < MAX_ATTEMPTS ? [] : [`another chat begins at attempt ${attempt}`];
};

/** F4: the attempts of a chat keep their distance. */
export const findsFlood: FaultCheck = async (page, gateway, throttleMs) => {
  await page.select('1');
  await page.reaches('open');
  await gateway.stop();
  await page.constructs(6, 5000);
  const times = (await page.constructions()).filter(({ chatId }) => chatId === '1').map(({ atMs }) => atMs);
  const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
  return gaps.some((gap) => gap < throttleMs - 1) ? ['attempts follow each other faster than the throttle'] : [];
};

/** F5: a chat that nobody selected has no socket. */
export const findsSocketsNobodyAskedFor: FaultCheck = async (page) => {
  await page.page.waitForNetworkIdle({ idleTime: 500 });
  const { length } = await page.constructions();
  return length > 0 ? [`${length} sockets before any chat was selected`] : [];
};
