import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { deploy, useNginx } from '../deployment/deployment.js';
import { startGateway } from '../gateway/gateway.js';
import { freePort } from '../support/free-port.js';
import type { Build } from '../support/shared-builds.js';
import { ChatPage } from './chat-page.js';
import { buildDemo } from './page-server.js';
import { useBrowser } from './use-browser.js';

let page: Build;

useNginx();
const browser = useBrowser({ acceptInsecureCerts: true });
beforeAll(async () => {
  page = await buildDemo();
});
afterAll(() => page?.remove());

it('[AT3, RE1] a page served over TLS finds the gateway at its own origin, and again after it was away; its policy lets it go nowhere else', async () => {
  const port = await freePort();
  const deployment = await deploy(port, { PAGE: page.folder });
  const gateway = await startGateway({ port, origins: [deployment.origin] });
  onTestFinished(() => gateway.stop());
  const options = { firstMs: 100, baseMs: 100, throttleMs: 0 };
  const chat = await ChatPage.open(await browser.newPage(), deployment.origin, options);
  await chat.logIn('ana');
  await chat.select('1');
  await chat.reaches('open');
  await chat.say('Hello, through nginx.');
  await chat.shows(1);
  await gateway.stop();
  await chat.reaches('backoff', 1);
  await gateway.start();
  await chat.reaches('open');
  expect(await chat.messages()).toEqual(['1 Hello, through nginx.']);
  expect([gateway.connections.accepted('1'), chat.errors]).toEqual([2, []]);

  const isPolicy = (line: string) => line.includes('Content Security Policy');
  expect(chat.console.filter(isPolicy)).toEqual([]);
  const blocked = await chat.page.evaluate(
    () =>
      new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
        new WebSocket('wss://elsewhere.localhost');
      }),
  );
  expect([blocked, chat.console.some(isPolicy)]).toEqual(['connect-src', true]);
});
