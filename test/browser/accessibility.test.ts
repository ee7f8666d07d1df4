import { describe, expect, it } from 'vitest';
import type { ChatPage } from './chat-page.js';
import { useStage } from './stage.js';

const stage = useStage();

const HASTY = { throttleMs: 30, firstMs: 30, baseMs: 20, maxMs: 60 };

/**
 * Presses Tab, or Shift and Tab where the element comes before, until it has the focus; fails when it never has. Beyond the
 * ends of the page the focus is the browser's own, and Firefox, driven, does not give it back.
 */
async function tabTo({ page }: ChatPage, selector: string): Promise<void> {
  const whereIs = (wanted: string) => {
    const [focused, target] = [document.activeElement, document.querySelector(wanted)];
    if (focused?.matches(wanted)) return 'here';
    const isBefore = target && focused && focused.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING;
    return isBefore ? 'before' : 'after';
  };
  for (let presses = 0; presses < 30; presses += 1) {
    const place = await page.evaluate(whereIs, selector);
    if (place === 'here') return;
    if (place === 'before') await page.keyboard.down('Shift');
    await page.keyboard.press('Tab');
    await page.keyboard.up('Shift');
  }
  throw new Error(`Tab does not reach ${selector}`);
}

describe('by keyboard alone', () => {
  it('logs in, selects a chat, writes, and retries after a failure', async () => {
    const gateway = await stage.gateway();
    const page = await stage.open(gateway, HASTY);
    const { keyboard } = page.page;
    await keyboard.type('ana');
    await keyboard.press('Enter');
    await page.page.waitForSelector('nav');
    await tabTo(page, '[data-chat="2"]');
    await keyboard.press('Enter');
    await page.reaches('open');
    await tabTo(page, '#draft');
    await keyboard.type('typed');
    await keyboard.press('Enter');
    await page.shows(1);
    await gateway.stop();
    await page.reaches('failed');
    await gateway.start();
    await tabTo(page, 'section[data-state] button');
    await keyboard.press('Enter');
    await page.reaches('open');
    expect(await page.messages()).toEqual(['1 typed']);
  });

  it('keeps the focus where the eyes are when a narrow page turns from the list to a chat and back', async () => {
    const gateway = await stage.gateway();
    const page = await stage.open(gateway);
    await page.page.setViewport({ width: 360, height: 640 });
    await page.logIn('ana');
    await tabTo(page, '[data-chat="3"]');
    await page.page.keyboard.press('Enter');
    await page.page.waitForSelector('.back:focus');
    await page.page.keyboard.press('Enter');
    await page.page.waitForSelector('[data-chat="3"]:focus');
  });
});

describe('by keyboard alone, on a narrow page', () => {
  it('turns to the faults and the chart, breaks something, puts it right, and turns back', async () => {
    const gateway = await stage.faultyGateway();
    const page = await stage.enter(gateway, { ...HASTY, faults: gateway.faults });
    await page.page.setViewport({ width: 360, height: 640 });
    const { keyboard } = page.page;
    await page.select('1');
    await page.reaches('open');
    await tabTo(page, '[aria-controls=inspection]');
    await keyboard.press('Enter');
    await tabTo(page, '#inspection [name=gateway]');
    await keyboard.press('ArrowRight');
    await page.reaches('failed');
    await tabTo(page, '#inspection header button');
    await keyboard.press('Enter');
    await page.page.waitForSelector('#inspection [value=running]:checked');
    await tabTo(page, 'section[data-state] button');
    await keyboard.press('Enter');
    await page.reaches('open');
    await tabTo(page, '[aria-controls=inspection]');
    await keyboard.press('Enter');
    await tabTo(page, '#draft');
  });
});

describe('for a screen reader', () => {
  it('announces each change of state with its attempt, and no tick of the countdown', async () => {
    const gateway = await stage.gateway();
    const page = await stage.enter(gateway, { ...HASTY, maxAttempts: 1, baseMs: 1500, firstMs: 1500, maxMs: 1500 });
    await page.page.evaluate(() => {
      const announced: string[] = [];
      Reflect.set(window, 'announced', announced);
      new MutationObserver(() => {
        const text = document.querySelector('[role=status]')?.textContent;
        if (text && text !== announced.at(-1)) announced.push(text);
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await page.select('1');
    await page.reaches('open');
    await gateway.stop();
    await page.reaches('failed');
    expect(await page.page.evaluate(() => Reflect.get(window, 'announced'))).toEqual([
      'Connecting…',
      'Connected',
      'Reconnecting…, attempt 1 of 1',
      'Could not reconnect',
    ]);
  });
});

describe('at 360 pixels', () => {
  it('scrolls sideways in no state of the page, and cuts off nothing of its header and banner', async () => {
    const gateway = await stage.gateway();
    const page = await stage.open(gateway, HASTY);
    await page.page.setViewport({ width: 360, height: 640 });
    const looks: { readonly width: number; readonly cut: readonly string[] }[] = [];
    const measure = async () => {
      const look = await page.page.evaluate(() => {
        const texts = [...document.querySelectorAll('article header *, section[data-state] *')];
        const cut = texts.filter(({ clientWidth, scrollWidth }) => clientWidth > 0 && scrollWidth > clientWidth);
        return { width: document.documentElement.scrollWidth, cut: cut.map(({ textContent }) => textContent) };
      });
      looks.push(look);
    };
    await measure();
    await page.logIn('a-name-as-long-as-the-gateway-lets-it-be');
    await measure();
    await page.select('1');
    await page.reaches('open');
    gateway.post('1', 'ben', 'w'.repeat(500));
    await page.shows(1);
    await measure();
    await gateway.stop();
    await page.reaches('backoff');
    await page.say('m'.repeat(300));
    await measure();
    await page.reaches('failed');
    await measure();
    expect(looks).toEqual(Array(5).fill({ width: 360, cut: [] }));
  });
});
