import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { launchChromium } from '../../engines/chromium.js';
import { answersOn } from '../../support/answers-on.js';
import { freePort } from '../../support/free-port.js';
import type { Build } from '../../support/shared-builds.js';
import { outputOf, run } from '../run.js';
import { installApplication, talkInPage } from './application.js';

/** By framework, what Node runs to serve what was built. */
const PROGRAMS = {
  next: ['node_modules/next/dist/bin/next', 'start'],
  sveltekit: ['build/index.js'],
  nuxt: ['.output/server/index.mjs'],
};

const RECORDER = pathToFileURL(join(import.meta.dirname, 'record-sockets.mjs'));

/** Runs the server of an application that is built; it is killed when the test is over. */
const serve = async (folder: string, program: readonly string[]) => {
  const port = await freePort();
  const record = join(folder, `sockets-${port}.txt`);
  const host = '127.0.0.1';
  const server = spawn(process.execPath, program, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: `--import=${RECORDER}`,
      EVENKEEL_RECORDED_SOCKETS: record,
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: `${port}`,
      HOST: host,
      HOSTNAME: host,
    },
  });
  const exited = once(server, 'exit');
  onTestFinished(async () => {
    server.kill('SIGKILL');
    await exited;
  });
  await vi.waitFor(async () => expect(await answersOn(port)).toBe(true), { timeout: 60_000, interval: 100 });
  return { url: `http://${host}:${port}/`, port, recorded: () => readFile(record, 'utf8') };
};

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, 600_000);
afterAll(() => browser?.close());

/** A page of Next that is a component of the server, and calls a hook. */
const MISTAKE = `
import { useChatConnection } from 'evenkeel/react';
import { chats } from '../chats';

export default function Page() {
  return <p>{useChatConnection(chats, '42').snapshot.state}</p>;
}
`;

it('a component of the server that calls a hook is told so when Next builds it', async () => {
  const app = await installApplication('next');
  const page = join(app.folder, 'app/mistake');
  onTestFinished(async () => {
    await rm(page, { recursive: true });
    await app.remove();
  });
  await mkdir(page);
  await writeFile(join(page, 'page.jsx'), MISTAKE);

  const { code, stdout, stderr } = await run('npm', ['run', 'build'], app.folder);
  expect(code).toBe(1);
  expect(stdout + stderr).toContain(
    'Attempted to call useChatConnection() from the server but useChatConnection is on the client.',
  );
  expect(stdout + stderr).toContain('/mistake');
}, 600_000);

describe.each(Object.entries(PROGRAMS))('an application with %s', (framework, program) => {
  let app: Build;
  beforeAll(async () => {
    app = await installApplication(framework);
    await outputOf('npm', ['run', 'build'], app.folder);
  }, 600_000);
  afterAll(() => app?.remove());

  it('is rendered by its server as idle, which connects to nothing and listens nowhere else', async () => {
    const server = await serve(app.folder, program);
    const response = await fetch(`${server.url}?gateway=http://127.0.0.1:9&token=none`);
    expect(await response.text()).toContain('<p role="status">idle</p>');
    expect(response.status).toBe(200);
    expect(await server.recorded()).toBe(`listens on ${server.port}\n`);
  });

  it('talks to the gateway from a browser over one socket, without an inspector', async () => {
    const server = await serve(app.folder, program);
    const page = await talkInPage(browser, server.url);
    expect(await page.$('evenkeel-inspector')).toBe(null);
  });
});
