import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startGatewayProcess } from '../faults/gateway-process.js';
import { sqliteStorage } from '../gateway/sqlite-storage.js';
import { axeViolations } from './axe-violations.js';
import type { ChatPage } from './chat-page.js';
import { press } from './fault-panel.js';
import { useStage } from './stage.js';

const stage = useStage();

const HASTY = { throttleMs: 100, firstMs: 100, baseMs: 100, maxMs: 300, maxAttempts: 1000 };

/** A line that was cut is found soon. */
const ALERT = { intervalMs: 500, timeoutMs: 500 };

const newFile = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-demo-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'gateway.sqlite');
};

/** Wide enough for the panel, with the first chat open, at a gateway whose log is in a file. */
async function enter(options: Record<string, string | number> = {}) {
  const gateway = await stage.faultyGateway({ storage: sqliteStorage(await newFile()) });
  const page = await stage.open(gateway, { ...HASTY, faults: gateway.faults, ...options });
  await page.page.setViewport({ width: 1280, height: 800 });
  await page.logIn('ana');
  await page.select('1');
  await page.reaches('open');
  await page.page.waitForSelector('#inspection form');
  return { gateway, page };
}

async function comeBack(page: ChatPage): Promise<void> {
  await page.page.reload();
  await page.logIn('ana');
}

/** What stands over each message of ours that is on its way, and what over the others. */
const receipts = ({ page }: ChatPage) =>
  page.$$eval('[role=log] .own .from', (all) => all.map((one) => one.textContent.replace(/^.*· /s, '').trim()));

const isReceipt = (page: ChatPage, words: readonly string[]) =>
  vi.waitFor(async () => expect(await receipts(page)).toEqual(words), { timeout: 20_000, interval: 20 });

const said = async (page: ChatPage) => (await page.messages()).map((one) => one.replace(/^\d+ /, ''));

const says = (page: ChatPage, texts: readonly string[]) =>
  vi.waitFor(
    async () => {
      expect(await said(page)).toEqual(texts);
      expect(await page.pending()).toEqual([]);
    },
    { timeout: 30_000, interval: 50 },
  );

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `m${index + 1}`);

describe('a message', () => {
  it('[PC1] says in words where it is: pending, stored, sent, received', async () => {
    const { page, gateway } = await enter({ intervalMs: 60_000, timeoutMs: 60_000, ackTimeoutMs: 60_000 });
    await page.page.evaluate(() => {
      const words: string[] = [];
      Reflect.set(window, 'words', words);
      new MutationObserver(() => {
        const word = document.querySelector('.pending .from')?.textContent ?? '';
        if (word !== '' && word !== words.at(-1)) words.push(word);
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await press(page, 'Stopped');
    await page.reaches('backoff');
    await page.say('typed');
    await isReceipt(page, ['Stored']);
    expect(await page.page.evaluate(() => Reflect.get(window, 'words'))).toEqual(['Pending', 'Stored']);
    await press(page, 'Running');
    await isReceipt(page, ['Received']);
    await press(page, 'Cut');
    await page.say('into the cut line');
    await isReceipt(page, ['Received', 'Sent']);
    expect(await axeViolations(page.page)).toEqual([]);
    await press(page, 'Good');
    await isReceipt(page, ['Received', 'Received']);
    expect([await said(page), gateway.conditions.line]).toEqual([['typed', 'into the cut line'], 'good']);
  });

  it('[PC1, PS6] that was typed while the gateway was away survives a reload, and is delivered once', async () => {
    const { page, gateway } = await enter();
    await press(page, 'Stopped');
    await page.reaches('backoff');
    for (const text of numbered(3)) await page.say(text);
    await isReceipt(page, ['Stored', 'Stored', 'Stored']);
    await gateway.change({ gateway: 'running', handshakes: 'refused' });
    await comeBack(page);
    await page.select('1');
    await vi.waitFor(
      async () => expect(await page.pending()).toEqual(numbered(3).map((text) => `sent ${text}`)),
      10_000,
    );
    await gateway.change({ handshakes: 'accepted' });
    await says(page, numbered(3));
    expect(page.errors).toEqual([]);
  });

  it('[PC4, PS6, PS7] arrives once and in order, though the gateway is killed meanwhile', async () => {
    const { page, gateway } = await enter();
    const other = await stage.enter(gateway, HASTY);
    await other.select('1');
    await other.reaches('open');
    const texts = numbered(30);
    for (const [index, text] of texts.entries()) {
      await page.say(text);
      if (index % 8 === 3) await gateway.strike({ type: 'kill' });
    }
    await says(page, texts);
    await says(other, texts);
  });

  it('[PC1, PC4, PS7] arrives once and in order, though the gateway is killed and the page is loaded again meanwhile', async () => {
    const { page, gateway } = await enter();
    const texts = numbered(20);
    for (const [index, text] of texts.entries()) {
      await page.say(text);
      if (index % 7 !== 4) continue;
      await vi.waitFor(async () => expect(await receipts(page)).not.toContain('Pending'), { interval: 5 });
      await gateway.strike({ type: 'kill' });
      await comeBack(page);
      await page.select('1');
    }
    await says(page, texts);
  });

  it('[PC1, PC4, PS7] arrives once and in order, though the process of the gateway is killed, and the page loaded again meanwhile', async () => {
    const env = { GATEWAY_DB: await newFile() };
    let gateway = await startGatewayProcess(0, env);
    const page = await stage.enter({ url: `http://127.0.0.1:${gateway.port}` }, HASTY);
    await page.select('1');
    await page.reaches('open');
    const texts = numbered(15);
    for (const [index, text] of texts.entries()) {
      await page.say(text);
      if (index % 5 !== 2) continue;
      await gateway.kill();
      await page.say(`${text}, while it was away`);
      await vi.waitFor(async () => expect(await receipts(page)).not.toContain('Pending'), { interval: 5 });
      gateway = await startGatewayProcess(gateway.port, env);
      await comeBack(page);
      await page.select('1');
    }
    await says(
      page,
      texts.flatMap((text, index) => (index % 5 === 2 ? [text, `${text}, while it was away`] : [text])),
    );
  });

  it('is delivered though its chat was left and the laptop closed: it is there when that opens again', async () => {
    const { page, gateway } = await enter({ ...ALERT, lingerMs: 0, burstMs: 0 });
    await press(page, 'Offline');
    await page.reaches('backoff');
    await page.say('typed on the train');
    await isReceipt(page, ['Stored']);
    await page.select('2');
    await press(page, 'Frozen');
    await press(page, 'Offline');
    const other = await stage.enter(gateway, HASTY);
    await other.select('1');
    await other.reaches('open');
    expect(await other.messages()).toEqual([]);
    await press(page, 'Frozen');
    await says(other, ['typed on the train']);
    await page.select('1');
    await says(page, ['typed on the train']);
  });
});

describe('the buttons at what the gateway has stored', () => {
  it('[PC4] kill it, say so, and nothing is missing', async () => {
    const { page } = await enter();
    await page.say('before');
    await says(page, ['before']);
    await press(page, 'Kill the gateway');
    await page.page.waitForFunction(() =>
      document.querySelector('#inspection .told')?.textContent?.includes('No goodbye: 1006'),
    );
    await page.say('after');
    await says(page, ['before', 'after']);
  });

  it("[PC5, PC8] restore yesterday's backup: what it has not is lost, says so, and can be sent again", async () => {
    const { page, gateway } = await enter();
    await page.say('today');
    await says(page, ['today']);
    await press(page, "Restore yesterday's backup");
    await isReceipt(page, ['Lost: the gateway has forgotten it']);
    expect([await said(page), await page.pending()]).toEqual([[], ['lost today']]);
    await gateway.gateway.post('1', 'ben', 'another day');
    await page.shows(1);
    for (const size of [
      { width: 1280, height: 800 },
      { width: 360, height: 740 },
    ]) {
      await page.page.setViewport(size);
      expect(await axeViolations(page.page)).toEqual([]);
      expect(await page.page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width);
    }
    await page.page.click('.pending button');
    await says(page, ['another day', 'today']);
  });

  it('[PC8] forget the old log: a page that was away shows that some are missing', async () => {
    const { page, gateway } = await enter(ALERT);
    await page.say('seen');
    await says(page, ['seen']);
    await press(page, 'Offline');
    await page.reaches('backoff');
    for (const text of numbered(5)) await gateway.gateway.post('1', 'ben', text);
    await press(page, 'Forget the old log');
    await press(page, 'Offline');
    await says(page, ['seen', 'm3', 'm4', 'm5']);
    expect(await page.page.$eval('.missing', (one) => one.textContent)).toBe(
      '2 messages are missing: the gateway has forgotten the old log.',
    );
  });
});
