import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../support/free-port.js';
import type { EngineDescription, EnginePage } from './engine.js';
import { findExecutable, type Program } from './find-executable.js';
import { debianPackages } from './program-sources.js';
import { WebDriverSession } from './webdriver.js';

const PACKAGES = ['webkit2gtk-driver', 'xvfb', 'xauth'];

const DRIVER: Program = {
  name: 'WebKitWebDriver',
  variables: ['WEBKIT_DRIVER_PATH'],
  paths: ['/usr/bin/WebKitWebDriver'],
  downloadedBefore: async () => null,
  sources: debianPackages(PACKAGES, '/usr/bin/WebKitWebDriver', '--help'),
};

const DISPLAY: Program = {
  name: 'xvfb-run',
  variables: ['XVFB_RUN_PATH'],
  paths: ['/usr/bin/xvfb-run'],
  downloadedBefore: async () => null,
  sources: debianPackages(PACKAGES, '/usr/bin/xvfb-run', '--help'),
};

const OFFLINE = 'WebKitWebDriver has no command for the network';
const FREEZE = 'WebKitWebDriver has no command for the page lifecycle, and WebKit no `freeze` event';
const STARTS_WITHIN_MS = 20_000;

/** WebKitGTK's MiniBrowser, by WebKitWebDriver, on a display that nobody sees. A session is one window: one page at a time. */
/** Measured: a page hidden for two minutes has timers that fire once a second. */
const SLOWING = 'its timers are slowed to one a second at most';

export const webkit: EngineDescription = {
  name: 'webkit',
  lacks: { offline: OFFLINE, freeze: FREEZE, slowing: SLOWING },
  async launch() {
    const [display, driver] = [await findExecutable(DISPLAY), await findExecutable(DRIVER)];
    const port = await freePort();
    const child = spawn(display, ['--auto-servernum', driver, `--port=${port}`, '--host=127.0.0.1'], {
      // Its sandbox refuses to work for root.
      env: { ...process.env, ...(process.getuid?.() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }) },
      stdio: 'ignore',
      detached: true,
    });
    endWithProcess(child);
    const origin = `http://127.0.0.1:${port}`;
    try {
      await listening(origin, child);
      const session = await WebDriverSession.start(origin, {
        'webkitgtk:browserOptions': { args: ['--automation'] },
        timeouts: { script: 300_000, pageLoad: 60_000 },
      });
      const first = await session.get<string>('/window');
      return {
        version: `WebKitGTK/${session.browserVersion}`,
        async open(url) {
          const { handle } = await session.post<{ handle: string }>('/window/new', { type: 'window' });
          await session.post('/window', { handle });
          await session.post('/url', { url });
          return webkitPage(session, first);
        },
        async close() {
          await session.end();
          await stop(child);
        },
      };
    } catch (error) {
      await stop(child);
      throw error;
    }
  },
};

function webkitPage(session: WebDriverSession, first: string): EnginePage {
  return {
    goto: (url) => session.post('/url', { url }),
    back: () => session.post('/back'),
    evaluate: async <Result>(fn: (...args: never) => unknown, ...args: readonly unknown[]) =>
      (await session.call(fn.toString(), args)) as Result,
    setOffline: () => Promise.reject(new Error(OFFLINE)),
    setFrozen: () => Promise.reject(new Error(FREEZE)),
    /** A tab that the driver opens stays behind the first: the window is minimised instead. */
    async setHidden(isHidden) {
      await session.post(isHidden ? '/window/minimize' : '/window/maximize');
      const isSo = () => session.call(`() => document.visibilityState === '${isHidden ? 'hidden' : 'visible'}'`, []);
      while (!(await isSo())) await setTimeout(20);
    },
    async close() {
      await session.closeWindow();
      await session.post('/window', { handle: first });
    },
  };
}

async function listening(origin: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + STARTS_WITHIN_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`WebKitWebDriver ended with ${child.exitCode}`);
    const isUp = await fetch(`${origin}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    if (performance.now() > deadline) throw new Error(`WebKitWebDriver is not up within ${STARTS_WITHIN_MS} ms`);
    await setTimeout(50);
  }
}

/** The driver, the display and whatever they started. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  await exited;
}

/** They are a process group of their own, which no signal of the terminal reaches. */
function endWithProcess(child: ChildProcess): void {
  const kill = () => void (child.pid !== undefined && process.kill(-child.pid, 'SIGTERM'));
  const exit = () => process.exit(1);
  process.once('exit', kill).once('SIGINT', exit).once('SIGTERM', exit);
  child.once('exit', () => process.off('exit', kill).off('SIGINT', exit).off('SIGTERM', exit));
}
