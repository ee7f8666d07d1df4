import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ConnectionEvent } from '../../machines/index.js';
import type { ChatConnectionsOptions } from '../../src/index.js';
import type { Engine, EnginePage } from '../engines/engine.js';
import { type GatewayOptions, startGateway } from '../gateway/gateway.js';
import { bundlePane } from '../svelte-4/bundle-pane.js';
import type { Framework, PaneView } from './bindings-page/bindings-page.js';
import { startEngine } from './engine-stage.js';
import { type PageServer, serveBindingsPage } from './page-server.js';
import { OBTAIN_LIMIT_MS } from './use-browser.js';

let server: PageServer;
let engine: Engine;
let page: EnginePage;

beforeAll(async () => {
  [engine, server] = await Promise.all([startEngine(), serveBindingsPage()]);
  page = await engine.open(server.url);
}, OBTAIN_LIMIT_MS);
afterAll(() => Promise.all([engine?.close(), server?.close()]));
afterEach(async () => expect(await page.evaluate(() => bindings.complaints)).toEqual([]));

/** Connections of the page to a gateway of their own, and no pane yet. */
const start = async (options: ChatConnectionsOptions = {}, gatewayOptions: GatewayOptions = {}) => {
  const gateway = await startGateway({ origins: [new URL(server.url).origin], ...gatewayOptions });
  onTestFinished(() => gateway.stop());
  await page.evaluate((...args) => startBindings(...args), gateway.url, { lingerMs: 50, ...options });
  return gateway;
};

/** Waits until the pane shows that. */
const shows = (view: Partial<PaneView>, index = 0) =>
  expect
    .poll(() => page.evaluate((one) => bindings.view(one), index), { timeout: 15_000 })
    .toEqual(expect.objectContaining(view));

const update = (chatId: string | null) => page.evaluate((next) => bindings.update({ chatId: next }), chatId);

const sockets = () => page.evaluate(() => bindings.sockets);

describe.each<Framework>(['svelte', 'react', 'vue'])('the binding for %s', (framework) => {
  const mount = (chatId: string, hold: 'select' | 'retain' | 'none' = 'select') =>
    page.evaluate((...args) => bindings.mount(...args), framework, chatId, hold);

  it('[AT1][AT2][SE4] connects when it mounts, once and unthrottled, and shows what comes', async () => {
    const gateway = await start();
    gateway.post('1', 'bob', 'from before');
    await mount('1');
    await shows({ chatId: '1', state: 'open', messages: ['1: from before'] });
    await page.evaluate(() => bindings.click('Send'));
    await shows({ receipt: 'sent', messages: ['1: from before', '1: from here'] });
    expect(await sockets()).toEqual(['1']);
    expect(gateway.connections.accepted()).toBe(1);
    expect(await page.evaluate(() => bindings.statesOf('1'))).toEqual(['connecting', 'open']);
  });

  it('[SE3] moves on with the id, and lets go of the chat without one', async () => {
    const gateway = await start();
    await mount('1');
    await shows({ state: 'open' });
    await update('2');
    gateway.post('1', 'bob', 'to one');
    gateway.post('2', 'bob', 'to two');
    await shows({ chatId: '2', state: 'open', messages: ['2: to two'] });
    await expect.poll(() => gateway.connections.open('1')).toBe(0);
    await update(null);
    await shows({ chatId: null, state: '' });
    await expect.poll(() => gateway.connections.open()).toBe(0);
    expect(gateway.connections.records.map(({ chatId, code }) => [chatId, code])).toEqual([
      ['1', 1000],
      ['2', 1000],
    ]);
    await page.evaluate(() => {
      bindings.click('Send');
      bindings.click('Retry');
    });
    await shows({ receipt: 'rejected' });
    expect(await sockets()).toEqual(['1', '2']);
  });

  it('[SE4] releases the chat when it unmounts, and nothing listens any more', async () => {
    const gateway = await start();
    await mount('1');
    await shows({ state: 'open' });
    await page.evaluate(() => bindings.unmount());
    await expect.poll(() => gateway.connections.open()).toBe(0);
    expect(await page.evaluate(() => bindings.chats.getSnapshot().selected)).toBeNull();
    expect(await sockets()).toEqual(['1']);
  });

  it('[EN1] shows an idle chat once the connections were disposed of, and unmounts as ever', async () => {
    await start();
    await mount('1');
    await shows({ state: 'open' });
    await page.evaluate(() => {
      bindings.chats.dispose();
      return bindings.update({ tick: 1 });
    });
    await shows({ chatId: '1', state: 'idle' });
    await page.evaluate(() => bindings.unmount());
    await shows({ chatId: null });
  });

  it('[SE2] rendered 1,000 times more, it opens and asks for nothing', async () => {
    const gateway = await start();
    await mount('1');
    await shows({ state: 'open' });
    const { before, after, tick } = await page.evaluate(async () => {
      const before = { ...bindings.calls };
      for (let tick = 1; tick <= 1000; tick += 1) await bindings.update({ tick });
      return { before, after: bindings.calls, tick: document.querySelector('section')?.dataset['tick'] };
    });
    expect(tick).toBe('1000');
    expect(after).toEqual(before);
    expect(await sockets()).toEqual(['1']);
    expect(gateway.connections.accepted()).toBe(1);
  });

  it('[RE4] retries a chat that failed', async () => {
    let isThere = false;
    await start({ throttleMs: 50 }, { policy: { exists: () => isThere, admits: () => true } });
    await mount('1');
    await shows({ state: 'failed' });
    isThere = true;
    await page.evaluate(() => bindings.click('Retry'));
    await shows({ state: 'open' });
    expect(await sockets()).toEqual(['1', '1']);
  });

  it('[SE3] holds a chat beside the selected one, or only looks at it, if told so', async () => {
    const gateway = await start({ maxHandshakes: 2 });
    await mount('1');
    await mount('2', 'retain');
    await mount('3', 'none');
    await mount('1', 'none');
    for (const [index, state] of ['open', 'open', 'idle', 'open'].entries()) await shows({ state }, index);
    await page.evaluate(() => bindings.unmount(0));
    await expect.poll(() => gateway.connections.open('1')).toBe(0);
    await shows({ chatId: '1', state: 'idle' }, 3);
    await shows({ chatId: '2', state: 'open' }, 1);
    expect(await sockets()).toEqual(['1', '2']);
  });
});

describe.each<Framework>(['react', 'vue'])('a pane of %s that is kept for later', (framework) => {
  it('[SE3][SE6] lets go of its chat, and is back on it when it is shown again', async () => {
    const gateway = await start({ lingerMs: 10_000 });
    const selected = () => page.evaluate(() => bindings.chats.getSnapshot().selected);
    await page.evaluate((one) => bindings.mount(one, '1'), framework);
    await shows({ state: 'open' });
    await page.evaluate(() => bindings.update({ isShown: false }));
    await expect.poll(selected).toBeNull();
    await page.evaluate(() => bindings.update({ isShown: true }));
    await expect.poll(selected).toBe('1');
    gateway.post('1', 'bob', 'to one');
    await shows({ chatId: '1', state: 'open', messages: ['1: to one'] });
    expect(await sockets()).toEqual(['1']);
  });
});

describe('the binding for react', () => {
  it('[AT1][SE4] mounted twice by strict mode, selects twice, makes one socket and is never throttled', async () => {
    const gateway = await start();
    await page.evaluate(() => bindings.mount('react', '1'));
    await shows({ state: 'open' });
    expect(await page.evaluate(() => bindings.calls.select)).toBe(2);
    expect(await page.evaluate(() => bindings.statesOf('1'))).toEqual(['connecting', 'open']);
    expect(await sockets()).toEqual(['1']);
    expect(gateway.connections.accepted()).toBe(1);
  });

  it('returns the same object, with the same in it, while nothing happens to the chat', async () => {
    await start();
    await page.evaluate(() => bindings.mount('react', '1'));
    await shows({ state: 'open' });
    const once = { renderings: 20, objects: 1, chats: 1, snapshots: 1, sends: 1, retries: 1 };
    expect(await page.evaluate(() => bindings.identitiesInReact('1', 20))).toEqual(once);
    expect(await page.evaluate(() => bindings.identitiesInReact(null, 20))).toEqual(once);
  });

  it('takes over what a server rendered, though the chat is open by then', async () => {
    await start();
    await page.evaluate(() => bindings.mount('react', '1', 'retain'));
    await shows({ state: 'open' });
    const rendered = await page.evaluate(() => {
      bindings.hydrateReactPane('1');
      return bindings.view(1);
    });
    expect(rendered.chatId).toBe('1');
    await shows({ state: 'open' }, 1);
  });
});

describe('in Svelte 4', () => {
  it('[AT1][SE4] handles and connections are stores, without a binding', async () => {
    const gateway = await start();
    gateway.post('1', 'bob', 'from before');
    await page.evaluate((code) => bindings.mountFrom(code, '1'), await bundlePane());
    await shows({ chatId: '1', state: 'open', messages: ['1: from before'] });
    await page.evaluate(() => bindings.unmount());
    await expect.poll(() => gateway.connections.open()).toBe(0);
    expect(await sockets()).toEqual(['1']);
  });
});

describe.each(['svelte', 'react'] as const)('the machine alone, in @xstate/%s', (framework) => {
  it('moves as it is told, and shows it', async () => {
    const events: readonly ConnectionEvent[] = [
      { type: 'chat.want', isOffline: false, isFrozen: false },
      { type: 'address.resolved' },
      { type: 'slot.granted' },
      { type: 'socket.opened' },
      { type: 'chat.release' },
    ];
    await start();
    await page.evaluate((...args) => bindings.mountMachine(...args), framework, events);
    await shows({ chatId: '42', state: '"idle"' });
    const states: unknown[] = [];
    for (const { type } of events) {
      await page.evaluate((text) => bindings.click(text), type);
      states.push(JSON.parse((await page.evaluate(() => bindings.view())).state));
    }
    expect(states).toEqual([
      { connecting: 'resolving' },
      { connecting: 'awaitingSlot' },
      { connecting: 'dialing' },
      { open: expect.objectContaining({ liveness: 'healthy', holding: 'wanted' }) },
      { open: expect.objectContaining({ liveness: 'healthy', holding: 'lingering' }) },
    ]);
  });
});
