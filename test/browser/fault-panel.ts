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

/** The state and phase that the page's own banner tells, and those that are lit in the chart beside it. */
export interface Shown {
  readonly banner: string;
  readonly chart: string;
}

/** Both are told by the same snapshot, along different ways; the chart's is told in batches. */
export function shown({ page }: ChatPage): Promise<Shown> {
  return page.evaluate(() => {
    const { state, phase } = document.querySelector<HTMLElement>('section[data-state]')?.dataset ?? {};
    const host = document.querySelector('.chart > *');
    const lit = [...(host?.shadowRoot?.querySelectorAll<SVGElement>('.active[data-state]') ?? [])];
    const paths = lit.map(({ dataset }) => dataset['state'] ?? '');
    const top = paths.filter((path) => !path.includes('.'));
    const inner = paths.filter((path) => /^(?:connecting|backoff|open\.liveness)\.\w+$/.test(path));
    const dashed = inner.map((path) => path.replace(/.*\./, '').replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`));
    return { banner: [state, phase].filter(Boolean).join(' '), chart: [...top, ...dashed].join(' ') };
  });
}
