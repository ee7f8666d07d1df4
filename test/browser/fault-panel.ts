import type { Page } from 'puppeteer-core';
import type { ChatPage } from './chat-page.js';

/** Presses the button, or chooses the choice, that the panel of faults calls so. */
export async function press({ page }: ChatPage, name: string): Promise<void> {
  const found = await page.evaluateHandle(
    (wanted) =>
      [...document.querySelectorAll<HTMLElement>('#inspection button, #inspection label')].find(
        (one) => one.textContent.trim() === wanted,
      ),
    name,
  );
  const element = found.asElement();
  if (element === null) throw new Error(`the panel has nothing called ${name}`);
  await (element as typeof element & { click(): Promise<void> }).click();
}

/**
 * Waits until the page's banner tells that state and phase while the chart beside it lights the same and nothing else: both come
 * from the same snapshot, along different ways. The page itself looks, at every frame, so that what is brief is seen too.
 */
export async function bothShow({ page }: ChatPage, wanted: string): Promise<void> {
  await watch(page);
  const isShown = (state: string) => {
    const shown = Reflect.get(window, 'shown') as string[];
    const at = shown.indexOf(state);
    shown.splice(0, Math.max(0, at));
    return at !== -1;
  };
  try {
    await page.waitForFunction(isShown, { polling: 50, timeout: 20_000 }, wanted);
  } catch {
    const shown = await page.evaluate(() => Reflect.get(window, 'shown') as string[]);
    throw new Error(`banner and chart never showed ${wanted}; they showed ${shown.join(', ')}`);
  }
}

/** Waits until banner and chart show the same, whatever it is. */
export async function bothAgree({ page }: ChatPage): Promise<void> {
  await watch(page);
  await page.waitForFunction(() => Reflect.get(window, 'agrees') === true, { polling: 50, timeout: 20_000 });
}

async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    if (Reflect.has(window, 'shown')) return;
    const shown: string[] = [];
    Reflect.set(window, 'shown', shown);
    const look = () => {
      const { state, phase } = document.querySelector<HTMLElement>('section[data-state]')?.dataset ?? {};
      const banner = [state, phase].filter(Boolean).join(' ');
      const host = document.querySelector('.chart > *');
      const lit = [...(host?.shadowRoot?.querySelectorAll<SVGElement>('.chart-scroller .active[data-state]') ?? [])];
      const paths = lit.map(({ dataset }) => dataset['state'] ?? '');
      const top = paths.filter((path) => !path.includes('.'));
      const inner = paths.filter((path) => /^(?:connecting|backoff|open\.liveness)\.\w+$/.test(path));
      const dashed = inner.map((path) => path.replace(/.*\./, '').replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`));
      const agrees = [...top, ...dashed].join(' ') === banner;
      Reflect.set(window, 'agrees', agrees);
      if (agrees && banner !== shown.at(-1)) shown.push(banner);
      requestAnimationFrame(look);
    };
    look();
  });
}
