import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InspectionRecord } from '../../src/inspect/inspection.js';
import { twoChats, useViewerStage, type ViewerOnPage } from './viewer-stage.js';

const stage = useViewerStage();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-viewer-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The states of the chart that the library's own snapshot says are active. */
const activeIn = async (viewer: ViewerOnPage, chatId: string): Promise<string[]> => {
  const { state, phase } = await viewer.page.evaluate((id) => viewing.chats.get(id).getSnapshot(), chatId);
  if (phase === null) return [state];
  return state === 'open' ? [state, `open.liveness.${phase}`] : [state, `${state}.${phase}`];
};

describe('the chart', () => {
  it('lights what is active in the chosen chat, and marks the edge it took last', async () => {
    const viewer = await stage.open();
    await twoChats(viewer);
    expect(await viewer.lit()).toEqual([
      'open',
      'open.liveness',
      'open.liveness.healthy',
      'open.proof',
      'open.proof.unproved',
      'open.hint',
      'open.holding',
      'open.holding.wanted',
    ]);
    await viewer.choose('Chats', '2');
    expect(await viewer.lit()).toEqual(await activeIn(viewer, '2'));
    expect(await viewer.taken()).toEqual(['open | connection.ended | 7']);
    expect(await viewer.attributes('.chart-scroller .way.last', 'class')).toEqual(['way last']);
    expect(viewer.complaints).toEqual([]);
  });

  it('opens on the six states: the active one with its phase and what is left of it, and the way taken last', async () => {
    const viewer = await stage.open();
    await twoChats(viewer);
    await viewer.choose('Chats', '2');
    expect(await viewer.attributes('.overview .active', 'data-state')).toEqual(['backoff']);
    expect(await viewer.texts('.overview .active .phase')).toEqual(['waiting']);
    expect(await viewer.texts('.overview .active .rest')).toEqual([expect.stringMatching(/^\d+\.\d s$/)]);
    expect(await viewer.attributes('.overview .last', 'data-way')).toEqual(['open>backoff']);
    await viewer.choose('Chats', '1');
    expect(await viewer.attributes('.overview .active', 'data-state')).toEqual(['open']);
    expect(await viewer.texts('.overview .phase')).toEqual([
      'not wanted',
      'too soon',
      'an attempt',
      'healthy',
      'gave up',
      'tries again',
    ]);
    expect(await viewer.attributes('.overview .last', 'data-way')).toEqual(['connecting>open']);
  });

  it('shows the whole chart when asked, and the six states again', async () => {
    const viewer = await stage.open();
    await twoChats(viewer);
    const shown = () =>
      viewer.page.evaluate(() => {
        const shadow = document.querySelector('main > div')?.shadowRoot;
        const parts = [...(shadow?.querySelectorAll('.overview-stage, .chart-stage') ?? [])];
        return parts.filter((part) => part.checkVisibility()).map(({ className }) => className);
      });
    expect(await shown()).toEqual(['overview-stage']);
    await viewer.click('[aria-pressed=false]:not(.icon-button):not(.live-button)');
    expect(await shown()).toEqual(['chart-stage']);
    await viewer.click('.chart [aria-pressed=true]:not(.icon-button)');
    expect(await shown()).toEqual(['overview-stage']);
  });

  it('goes along with the library through every state', async () => {
    const viewer = await stage.open();
    await viewer.page.evaluate(() => viewing.mount());
    const seen: string[] = [];
    const look = async () => {
      seen.push(String((await viewer.lit())[0]));
      expect(await viewer.lit()).toEqual(expect.arrayContaining(await activeIn(viewer, '1')));
    };
    await viewer.page.evaluate(async () => {
      viewing.gateway.behave((peer) => peer.after(5_000, () => peer.accepts()));
      viewing.chats.select('1');
      await viewing.pass(0);
    });
    await look();
    await viewer.page.evaluate(() => viewing.pass(5_000));
    await look();
    await viewer.page.evaluate(async () => {
      viewing.gateway.latest('1').peer.drops();
      await viewing.pass(0);
    });
    await look();
    await viewer.page.evaluate(async () => {
      viewing.chats.retry();
      await viewing.pass(0);
      viewing.chats.select(null);
      await viewing.pass(0);
    });
    await look();
    await viewer.page.evaluate(async () => {
      viewing.chats.select('1');
      await viewing.pass(0);
    });
    await look();
    await viewer.page.evaluate(async () => {
      await viewing.pass(7_500);
      viewing.gateway.latest('1').peer.closes(4403, 'no');
      await viewing.pass(0);
    });
    await look();
    expect(seen).toEqual(['connecting', 'open', 'backoff', 'idle', 'throttled', 'failed']);
  });

  it('counts the running delays down, and stands still in the past', async () => {
    const viewer = await stage.open();
    await twoChats(viewer);
    await viewer.choose('Chats', '2');
    const [, rest] = /backoffDelay([\d.]+) s/.exec(await viewer.text('.delays')) ?? [];
    await viewer.page.waitForFunction(
      (before) => {
        const shown = document.querySelector('main > div')?.shadowRoot?.querySelector('.rest')?.textContent;
        return Number.parseFloat(shown ?? '') < before;
      },
      {},
      Number(rest),
    );
    await viewer.click('[aria-label="Step back (left arrow)"]');
    expect(await viewer.texts('.delay')).toEqual(['stableUptime30.0 s']);
  });

  it('counts down by the wall clock of what is watched, and pauses at that instant', async () => {
    const viewer = await stage.open();
    await viewer.page.evaluate(async () => {
      viewing.mount({ wallNow: viewing.clock.wallNow });
      await viewing.pass(86_400_000);
      viewing.gateway.behave((peer) => peer.after(9_000, () => peer.accepts()));
      viewing.chats.select('1');
      await viewing.pass(900);
    });
    const shows = (rest: string) =>
      viewer.page.waitForFunction(
        (wanted) => document.querySelector('main > div')?.shadowRoot?.querySelector('.delay')?.textContent === wanted,
        { polling: 'raf' },
        `connectTimeout${rest}`,
      );
    await shows('9.0 s');
    expect(await viewer.texts('.overview .active .rest')).toEqual(['9.0 s']);
    await viewer.page.evaluate(() => viewing.clock.advanceAsync(4_000));
    await shows('5.0 s');
    await viewer.click('[aria-label=Pause]');
    await viewer.page.evaluate(() => viewing.pass(1_000));
    expect(await viewer.texts('.delay')).toEqual(['connectTimeout5.0 s']);
  });

  it('ticks while a delay runs at present and is in sight, and only then', async () => {
    const viewer = await stage.open();
    await viewer.page.evaluate(async () => {
      const running = new Set<unknown>();
      Reflect.set(window, 'running', running);
      window.setInterval = new Proxy(window.setInterval, {
        apply: (set, self, given) => {
          const timer: unknown = Reflect.apply(set, self, given);
          running.add(timer);
          return timer;
        },
      });
      window.clearInterval = new Proxy(window.clearInterval, {
        apply: (clear, self, given) => {
          running.delete(given[0]);
          Reflect.apply(clear, self, given);
        },
      });
      viewing.mount();
      viewing.gateway.behave((peer) => peer.after(60_000, () => peer.accepts()));
      viewing.chats.select('1');
      await viewing.pass(0);
    });
    const ticking = () => viewer.page.evaluate(() => (Reflect.get(window, 'running') as Set<unknown>).size);
    await expect.poll(ticking).toBe(1);
    await viewer.page.evaluate(() => viewing.root.setAttribute('hidden', ''));
    await expect.poll(ticking).toBe(0);
    await viewer.page.evaluate(() => viewing.root.removeAttribute('hidden'));
    await expect.poll(ticking).toBe(1);
    await viewer.click('[aria-label=Pause]');
    await expect.poll(ticking).toBe(0);
  });

  it('stands in the place that it is given, and leaves nothing behind', async () => {
    const viewer = await stage.open();
    await twoChats(viewer);
    expect(await viewer.page.evaluate(() => viewing.watchers)).toBe(1);
    await viewer.page.evaluate(() => {
      viewing.unmount();
      viewing.unmount();
    });
    expect(await viewer.page.evaluate(() => [viewing.watchers, viewing.root.querySelectorAll('div').length])).toEqual([
      0, 0,
    ]);
  });

  it('is there with its timeline alone, for one chat, where there is little room', async () => {
    const viewer = await stage.open({ width: 360, height: 640 });
    await viewer.page.evaluate(async () => {
      viewing.mount({ chatId: '2', compact: true });
      viewing.chats.retain('1');
      viewing.chats.retain('2');
      await viewing.pass(0);
    });
    expect(await viewer.attributes('section', 'aria-label')).toEqual(['Chart', 'Timeline']);
    expect((await viewer.rows('Timeline'))[0]).toContain('{"chatId":"2"}');
  });
});

describe('the timeline', () => {
  const story = [
    'chat.want',
    'address.located',
    'address.resolved',
    'slot.granted',
    'socket.constructed',
    'socket.opened',
  ];

  it('tells what happened to the chosen chat, or to all', async () => {
    const viewer = await stage.open();
    await twoChats(viewer);
    const names = () => viewer.texts('.event-name');
    expect(await names()).toEqual(['xstate.init', ...story]);
    await viewer.choose('Chats', '2');
    expect(await names()).toEqual(['xstate.init', ...story, 'connection.ended']);
    expect((await viewer.rows('Timeline')).at(-1)).toMatch(/ connection\.ended close 1006 .*→ backoff$/);
    await viewer.click('input[type=checkbox]');
    expect(await names()).toHaveLength(15);
  });

  it('stays at its end, however much comes at once and though it is hidden meanwhile, until somebody scrolls', async () => {
    const viewer = await stage.open({ width: 1280, height: 500 });
    await twoChats(viewer);
    await viewer.choose('Chats', '2');
    const list = await viewer.find('.timeline .list');
    const reconnect = () =>
      viewer.page.evaluate(async () => {
        await viewing.pass(30_000);
        viewing.gateway.latest('2').peer.drops();
        await viewing.pass(30_000);
      });
    const below = () => list.evaluate((one) => one.scrollHeight - one.clientHeight - one.scrollTop);
    await reconnect();
    expect([await list.evaluate((one) => one.scrollTop > 0), await below()]).toEqual([true, 0]);
    await viewer.page.evaluate(() => viewing.root.setAttribute('hidden', ''));
    await reconnect();
    await viewer.page.evaluate(() => viewing.root.removeAttribute('hidden'));
    await viewer.settle();
    expect(await below()).toBe(0);
    await list.evaluate((one) => one.scrollTo(0, 0));
    await viewer.settle();
    await reconnect();
    expect(await list.evaluate((one) => one.scrollTop)).toBe(0);
  });

  it('is filtered by text', async () => {
    const viewer = await stage.open();
    await twoChats(viewer);
    await viewer.click('input[type=checkbox]');
    await viewer.type('[aria-label="Filter the timeline by text"]', 'close 1006');
    expect(await viewer.texts('.event-name')).toEqual(['connection.ended']);
    expect(await viewer.text('.timeline .count')).toBe('1 event');
  });

  it('is stepped back through by arrow keys: chart, context and delays are those of then; Live returns', async () => {
    const viewer = await stage.open();
    await twoChats(viewer);
    await viewer.choose('Chats', '2');
    await (await viewer.find('[role=listbox][aria-label=Timeline]')).focus();
    await viewer.press('ArrowLeft', 'ArrowLeft');
    expect(await viewer.lit()).toEqual(['connecting', 'connecting.dialing']);
    expect(await viewer.taken()).toEqual(['chat.connecting.dialing | socket.constructed | 1']);
    expect(await viewer.texts('tr.changed')).toEqual(['socketId2changed']);
    expect(await viewer.texts('.delay')).toEqual(['connectTimeout10.0 s']);
    expect(await viewer.text('.mode')).toMatch(/^Paused at \d\d:\d\d:\d\d\.\d\d\d$/);
    await viewer.press('ArrowUp');
    expect(await viewer.lit()).toEqual(['connecting', 'connecting.dialing']);
    expect(await viewer.taken()).toEqual(['chat.connecting.awaitingSlot | slot.granted | 2']);
    await viewer.press('Home');
    expect(await viewer.lit()).toEqual(['idle']);
    await viewer.press('ArrowRight');
    expect(await viewer.lit()).toEqual(['connecting', 'connecting.resolving']);
    await viewer.click('.live-button');
    expect([await viewer.lit(), await viewer.text('.mode')]).toEqual([['backoff', 'backoff.waiting'], '']);
  });

  it('is paused: what is seen stays, what comes is counted, and shown afterwards', async () => {
    const viewer = await stage.open();
    await twoChats(viewer);
    await viewer.choose('Chats', '2');
    await viewer.click('[aria-label=Pause]');
    await viewer.page.evaluate(() => viewing.pass(3_000));
    expect(await viewer.lit()).toEqual(['backoff', 'backoff.waiting']);
    expect(await viewer.text('.mode')).toMatch(/^Paused · \d+ new$/);
    await viewer.click('[aria-label=Resume]');
    expect(await viewer.lit()).toEqual(expect.arrayContaining(['open', 'open.liveness.healthy']));
  });

  it('says how many frames are not there', async () => {
    const viewer = await stage.open();
    await viewer.page.evaluate(async () => {
      viewing.mount();
      const [message] = viewing.flood({ frames: 10, chats: 2, batch: 10 });
      if (message?.type !== 'frames') throw new Error('no frames');
      viewing.tell({ ...message, frames: message.frames.slice(7), dropped: 7 });
      await viewing.settle();
    });
    expect(await viewer.text('.dropped')).toBe('7 frames dropped');
  });
});

describe('a record', () => {
  it('is saved as JSON and opened again, in a page that knows nothing of it, with all there was', async () => {
    const viewer = await stage.open();
    await twoChats(viewer);
    await viewer.choose('Chats', '2');
    const session = await viewer.page.createCDPSession();
    await session.send('Browser.setDownloadBehavior', {
      behavior: 'allow',
      browserContextId: viewer.page.browserContext().id as string,
      downloadPath: folder,
      eventsEnabled: true,
    });
    const named = new Promise<string>((resolve) =>
      session.once('Browser.downloadWillBegin', ({ suggestedFilename }) => resolve(suggestedFilename)),
    );
    const saved = new Promise<void>((resolve) =>
      session.on('Browser.downloadProgress', ({ state }) => {
        if (state === 'completed') resolve();
      }),
    );
    await viewer.click('[title="Save what is recorded as JSON"]');
    await saved;
    const path = join(folder, await named);
    const record = JSON.parse(await readFile(path, 'utf8')) as InspectionRecord;
    expect([record.format, record.version, record.chats.length, record.frames.length, record.dropped]).toEqual([
      'evenkeel-inspection',
      1,
      2,
      15,
      0,
    ]);

    const told = await viewer.texts('.event-name');
    const other = await stage.open();
    await other.page.evaluate(() => viewing.mount());
    await other.openFile(path);
    await other.waitFor('[data-mode=file]');
    await other.settle();
    expect(await other.text('.mode')).toBe(await named);
    await other.choose('Chats', '2');
    expect(await other.lit()).toEqual(['backoff', 'backoff.waiting']);
    expect(await other.texts('.event-name')).toEqual(told);
    await other.click('.live-button');
    expect(await other.rows('Chats')).toEqual([]);
  });

  it('that is none is refused with the reason, which can be put away', async () => {
    const viewer = await stage.open();
    await viewer.page.evaluate(() => viewing.mount());
    const path = join(folder, 'notes.json');
    await writeFile(path, '{"format":"evenkeel-inspection","version":1,"chats":[{');
    await viewer.openFile(path);
    await viewer.waitFor('[role=alert] span:not(:empty)');
    expect(await viewer.text('[role=alert]')).toBe(
      'notes.json: This inspection record is damaged: it was cut off or edited, and is no longer JSON.',
    );
    await viewer.click('.problem button');
    expect(await viewer.text('[role=alert]')).toBe('');
  });
});

describe('light or dark', () => {
  it('is as the page says by its color-scheme, and as the system prefers where the page says nothing', async () => {
    const viewer = await stage.open();
    const papers = async (system: 'light' | 'dark', ...schemes: string[]) => {
      await viewer.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: system }]);
      return viewer.page.evaluate((wanted) => {
        const shadow = document.querySelector('main > div')?.shadowRoot;
        return wanted.map((scheme) => {
          document.documentElement.style.colorScheme = scheme;
          const [viewer, paper] = ['.viewer', '.overview .paper'].map((part) => shadow?.querySelector(part));
          return [viewer && getComputedStyle(viewer).backgroundColor, paper && getComputedStyle(paper).fill];
        });
      }, schemes);
    };
    const [light, dark] = ['rgb(255, 255, 255)', 'rgb(17, 22, 29)'].map((paper) => [paper, paper]);
    await viewer.page.evaluate(() => viewing.mount());
    expect([await papers('light', ''), await papers('dark', '')]).toEqual([[light], [dark]]);
    await viewer.page.evaluate(() => {
      viewing.unmount();
      document.documentElement.style.colorScheme = 'dark';
      viewing.mount();
    });
    const schemes = ['dark', 'light', 'light dark'];
    expect(await papers('light', ...schemes)).toEqual([dark, light, light]);
    expect(await papers('dark', ...schemes)).toEqual([dark, light, dark]);
  });
});

describe('whatever a chat is called', () => {
  it('is shown as text', async () => {
    const viewer = await stage.open();
    const hostile = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>';
    await viewer.page.evaluate(async (chatId) => {
      viewing.mount();
      viewing.chats.select(chatId);
      await viewing.pass(0);
      viewing.gateway.latest(chatId).peer.closes(4403, `<b>${chatId}</b>`.slice(0, 120));
      await viewing.pass(0);
    }, hostile);
    await viewer.click('input[type=checkbox]');
    expect(await viewer.text('.chats .id')).toBe(hostile);
    expect(await viewer.texts('main img, main script, b')).toEqual([]);
    expect(await viewer.page.evaluate(() => Reflect.get(window, 'hurt'))).toBeUndefined();
    expect(viewer.complaints).toEqual([]);
  });
});
