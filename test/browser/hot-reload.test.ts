import { once } from 'node:events';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createPageServer } from 'vite';
import { expect, it, onTestFinished, vi } from 'vitest';
import { blockAt } from '../docs/example.js';
import { logIn } from '../faults/gateway-process.js';
import { startGateway } from '../gateway/gateway.js';
import { ROOT } from '../package/packed-package.js';
import { useBrowser } from './use-browser.js';

const browser = useBrowser();

/** As React's Fast Refresh has it: the module that shows the chats accepts every change of what it imports. */
const SHOWN = `
import { chats } from './chats.ts';
import.meta.hot.accept();
chats.on('message', ({ data }) => {
  const { type, text } = JSON.parse(String(data));
  if (type === 'message') document.body.append(text, ' ');
});
chats.get('42').on('open', () => { document.title = revision; });
chats.select('42');
`;

/** A page in a folder of its own, served by Vite as its developer has it. */
const develop = async () => {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'evenkeel-hot-reload-'));
  const http = createServer();
  const pages = await createPageServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    cacheDir: join(folder, '.vite'),
    resolve: { alias: { evenkeel: join(ROOT, 'src/index.ts') } },
    server: { middlewareMode: true, ws: { server: http }, fs: { strict: false } },
  });
  http.on('request', pages.middlewares).listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(async () => {
    http.close();
    http.closeAllConnections();
    await pages.close();
    await rm(folder, { recursive: true });
  });
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    write: (name: string, text: string) => writeFile(join(folder, name), text),
  };
};

it('[AT1] code that is reloaded while it runs has one socket, and hears each message once', async () => {
  const { origin, write } = await develop();
  const gateway = await startGateway();
  onTestFinished(() => gateway.stop());
  const token = await logIn({ origin: gateway.url }, 'ana');
  const options = JSON.stringify({ gateway: gateway.url, query: { token } });
  const recipe = blockAt('docs/recipes.md', 'Hot reload').code.replace(
    'createChatConnections()',
    `createChatConnections(${options})`,
  );
  const edit = (revision: string) => write('chats.ts', `${recipe}\nglobalThis.revision = '${revision}';\n`);
  await edit('first');
  await write('shown.ts', SHOWN);
  await write('index.html', '<script type="module" src="/shown.ts"></script><body></body>');

  const page = await browser.newPage();
  await page.goto(origin);
  const marks = page.evaluate(() => Reflect.set(globalThis, 'isSamePage', true));
  await vi.waitFor(async () => expect(await page.title()).toBe('first'), { timeout: 20_000 });
  for (const revision of ['second', 'third', 'fourth']) {
    await edit(revision);
    await vi.waitFor(async () => expect(await page.title()).toBe(revision), { timeout: 20_000 });
  }
  gateway.post('42', 'ben', 'hello');
  await page.waitForFunction(() => document.body.textContent?.includes('hello'));
  const shown = await page.evaluate(() => [document.body.textContent?.trim(), Reflect.get(globalThis, 'isSamePage')]);
  expect([await marks, gateway.connections.open('42'), ...shown]).toEqual([true, 1, 'hello', true]);
}, 60_000);
