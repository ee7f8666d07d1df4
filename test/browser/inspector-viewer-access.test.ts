import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnyStateNode, StateValue } from 'xstate';
import { connectionMachine } from '../../machines/index.js';
import { stateName } from '../../src/inspect/viewer/state-names.js';
import { frame } from '../inspect/viewer-frames.js';
import { axeViolations } from './axe-violations.js';
import { twoChats, useViewerStage } from './viewer-stage.js';

const stage = useViewerStage();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-viewer-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a burst', () => {
  it('of 10,000 events of 1,000 chats does not freeze the page', async () => {
    const viewer = await stage.open();
    await viewer.page.evaluate(async () => {
      viewing.mount();
      await viewing.settle();
    });
    const longestMs = await viewer.page.evaluate(async () => {
      const messages = viewing.flood({ frames: 10_000, chats: 1_000, batch: 100 });
      const tasks = viewing.longestTasks();
      for (const message of messages) {
        viewing.tell(message);
        await new Promise(requestAnimationFrame);
      }
      await viewing.settle();
      return tasks.stop();
    });
    // Alone it is some 50 ms; the machine may have other work.
    expect(longestMs).toBeLessThan(1_000);
    expect(await viewer.text('.chats .count')).toBe('1,000 chats');
    expect(await viewer.text('.dropped')).toBe('5,000 frames dropped');
    expect((await viewer.rows('Chats')).length).toBeLessThan(50);
    await viewer.type('[aria-label="Find chats by name or state"]', 'chat-777');
    expect(await viewer.rows('Chats')).toEqual(['chat-777 connecting']);
  });
});

describe('in little room', () => {
  it.each([1280, 760, 360])('nothing is cut off or overlaps at %i px, live and in the past', async (width) => {
    const viewer = await stage.open({ width, height: 800 });
    await twoChats(viewer);
    const look = () =>
      viewer.page.evaluate(() => {
        const shadow = document.querySelector('main > div')?.shadowRoot;
        const parts = [...(shadow?.querySelectorAll('.toolbar > *, .pane') ?? [])]
          .filter((part) => part.checkVisibility())
          .map((part) => part.getBoundingClientRect());
        const overlaps = parts.flatMap((a, index) =>
          parts
            .slice(index + 1)
            .filter(
              (b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1,
            ),
        );
        const texts = [...(shadow?.querySelectorAll('button, .mode') ?? [])].filter((one) => one.checkVisibility());
        const cut = texts.filter((text) => {
          const { left, right } = text.getBoundingClientRect();
          return left < 0 || right > innerWidth || text.scrollWidth > text.clientWidth;
        });
        return { scrolls: document.documentElement.scrollWidth, overlaps, cut: cut.map((one) => one.outerHTML) };
      });
    expect(await look()).toEqual({ scrolls: width, overlaps: [], cut: [] });
    await viewer.click('[aria-label="Step back (left arrow)"]');
    await viewer.page.evaluate(() => viewing.pass(60_000));
    expect(await viewer.text('.mode')).toContain('new');
    expect(await look()).toEqual({ scrolls: width, overlaps: [], cut: [] });
  });
});

/** Every value that a state can have: as a name if it has no states of its own, else by what is in it. */
const valuesOf = ({ type, states }: AnyStateNode): StateValue[] => {
  const inner = Object.values(states);
  if (type === 'parallel') {
    return inner.reduce<StateValue[]>(
      (values, region) =>
        values.flatMap((value) => valuesOf(region).map((own) => ({ ...Object(value), [region.key]: own }))),
      [{}],
    );
  }
  if (inner.length === 0) return [{}];
  return inner.flatMap((one): StateValue[] =>
    one.type === 'atomic' ? [one.key] : valuesOf(one).map((value) => ({ [one.key]: value })),
  );
};

describe('every state', () => {
  it.each([1280, 760, 360])('is named in full at %i px, with its chat and what led to it', async (width) => {
    const viewer = await stage.open({ width, height: 800 });
    const chatId = 'b1946ac9-2492-4f0f-8c1e-5a1d4d0f7c33';
    const close = { code: 1011, reason: 'restart', wasClean: true };
    const values = valuesOf(connectionMachine.root);
    const batches = values.map((value, index) => [
      frame(2 * index + 1, chatId, 'chat.release'),
      frame(2 * index + 2, chatId, 'connection.ended', {
        value,
        context: { attempt: 3, startedAt: index, lastClose: close },
        event: { type: 'connection.ended', close },
      }),
    ]);
    expect(values.length).toBe(27);
    const shown = await viewer.page.evaluate(
      async (told, id) => {
        viewing.mount({ chatId: id });
        const buttons = document.querySelector('main > div')?.shadowRoot?.querySelectorAll('button') ?? [];
        [...buttons].find(({ textContent }) => textContent === 'Whole chart')?.click();
        const looks: { name: string; cut: string[]; isCovered: boolean }[] = [];
        for (const frames of told) {
          const shadow = document.querySelector('main > div')?.shadowRoot as ShadowRoot;
          // The timeline of all chats and that of this one, in turn.
          shadow.querySelector<HTMLElement>('input[type=checkbox]')?.click();
          viewing.tell({ type: 'frames', frames, gone: [], dropped: 0 });
          await viewing.settle();
          const texts = [...shadow.querySelectorAll<HTMLElement>('.pane-head > *, .entry > :not(.facts, .id)')];
          const [chart, map] = ['.chart-scroller', '.map'].map((part) =>
            shadow.querySelector(part)?.getBoundingClientRect(),
          );
          looks.push({
            name: shadow.querySelector('.state-badge')?.textContent ?? '',
            cut: texts.filter((text) => text.scrollWidth > text.clientWidth).map((text) => text.textContent),
            isCovered: (map?.left ?? 0) < (chart?.right ?? 0),
          });
        }
        return looks;
      },
      batches,
      chatId,
    );
    expect(shown).toEqual(values.map((value) => ({ name: stateName(value), cut: [], isCovered: width >= 480 })));
  });
});

describe('by keyboard alone', () => {
  it('every control is reached, and a chat is found, chosen and stepped through', async () => {
    const viewer = await stage.open();
    await twoChats(viewer);
    const reached: string[] = [];
    for (let presses = 0; presses < 25; presses += 1) {
      await viewer.page.keyboard.press('Tab');
      const name = await viewer.page.evaluate(() => {
        const focused = document.querySelector('main > div')?.shadowRoot?.activeElement;
        const label = focused instanceof HTMLInputElement ? focused.labels?.[0]?.textContent : null;
        return focused?.getAttribute('aria-label') ?? label ?? focused?.textContent ?? '';
      });
      if (name === '') break;
      reached.push(name);
    }
    expect(reached).toEqual([
      'Step back (left arrow)',
      'Pause',
      'Step forward (right arrow)',
      'Live',
      'Save',
      'Open',
      'Find chats by name or state',
      'Chats',
      'Whole chart',
      'socket.opened [else]',
      'Overview',
      'Filter the timeline by text',
      'All chats',
      'Lanes',
      'Timeline',
      'Context',
    ]);
    await (await viewer.find('[role=listbox][aria-label=Chats]')).focus();
    await viewer.press('ArrowDown');
    expect(await viewer.texts('[role=option][aria-selected=true] .id')).toEqual(['2']);
    const active = await viewer.attributes('[role=listbox][aria-label=Chats]', 'aria-activedescendant');
    expect(await viewer.texts(`#${active[0]}`)).toEqual(['2backoff']);
    await viewer.press('ArrowLeft');
    expect(await viewer.lit()).toEqual(expect.arrayContaining(['open', 'open.liveness.healthy']));
    await viewer.choose('Timeline', 'slot.granted');
    expect(await viewer.attributes(':focus', 'aria-label')).toEqual(['Timeline']);
  });
});

describe('for a screen reader', () => {
  it.each([1280, 360])(
    'axe finds no violation at %i px: live, in the past, with a problem, and with nothing found',
    async (width) => {
      const viewer = await stage.open({ width, height: 900 });
      await twoChats(viewer);
      await viewer.choose('Chats', '2');
      expect(await axeViolations(viewer.page)).toEqual([]);
      await viewer.click('input[type=checkbox]');
      await viewer.press('ArrowRight');
      await viewer.click('[aria-label="Step back (left arrow)"]');
      const path = join(folder, 'other.json');
      await writeFile(path, '[]');
      await viewer.openFile(path);
      await viewer.waitFor('[role=alert] span:not(:empty)');
      expect(await axeViolations(viewer.page)).toEqual([]);
      await viewer.type('[aria-label="Find chats by name or state"]', 'none');
      await viewer.type('[aria-label="Filter the timeline by text"]', 'none');
      expect(await axeViolations(viewer.page)).toEqual([]);
    },
  );

  it('axe finds no violation where the chat that is shown has not said anything yet', async () => {
    const viewer = await stage.open({ width: 1280, height: 900 });
    await viewer.page.evaluate(async () => {
      viewing.mount({ chatId: '1' });
      await viewing.settle();
    });
    expect(await viewer.text('.state-badge')).toBe('not there');
    expect(await axeViolations(viewer.page)).toEqual([]);
  });

  it('a change of the chosen chat is told, a tick of a countdown is not', async () => {
    const viewer = await stage.open();
    await twoChats(viewer);
    await viewer.choose('Chats', '2');
    await viewer.page.waitForFunction(
      () =>
        document.querySelector('main > div')?.shadowRoot?.querySelector('[role=status]')?.textContent ===
        'chat 2: backoff · waiting',
      { polling: 'raf' },
    );
    expect(
      await viewer.attributes(':is([aria-live], [role=status], [role=alert], [role=log], [role=timer])', 'class'),
    ).toEqual([null, 'unseen']);
  });
});
