import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ConnectionSnapshot } from '../../src/index.js';
import { startGateway } from '../gateway/gateway.js';
import { type Consumer, installConsumer } from '../package/consumer.js';
import { useBrowser } from './use-browser.js';
import { ViewerOnPage } from './viewer-stage.js';

const PROGRAM = join(import.meta.dirname, 'inspected-program/program.mjs');

const browser = useBrowser();
let consumer: Consumer;
beforeAll(async () => {
  consumer = await installConsumer();
  await cp(PROGRAM, join(consumer.folder, 'program.mjs'));
}, 600_000);
afterAll(() => consumer?.remove());

const startChatGateway = async () => {
  const gateway = await startGateway({ tokenLifetimeMs: 600_000 });
  onTestFinished(() => gateway.stop());
  const login = { method: 'POST', body: JSON.stringify({ user: 'ana' }) };
  const { token } = (await (await fetch(`${gateway.url}/api/v1/login`, login)).json()) as { token: string };
  return { ...gateway, token };
};

/** A Node program that uses the installed package. */
const startProgram = async ({ url, token }: { readonly url: string; readonly token: string }) => {
  const program = spawn(process.execPath, ['program.mjs', url, token], {
    cwd: consumer.folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(program, 'exit');
  onTestFinished(() => void program.kill());
  const snapshots: ConnectionSnapshot[] = [];
  const printed = new Promise<string>((resolve) => {
    createInterface({ input: program.stdout }).on('line', (line) => {
      if (line.startsWith('{')) snapshots.push(JSON.parse(line) as ConnectionSnapshot);
      else resolve(line);
    });
  });
  return {
    /** What it prints first. */
    printed: await printed,
    tell: (command: 'select' | 'release' | 'retry') => program.stdin.write(`${command}\n`),
    reaches: async (state: ConnectionSnapshot['state']) => {
      await expect.poll(() => snapshots.at(-1)?.state, { timeout: 20_000 }).toBe(state);
      return snapshots.at(-1) as ConnectionSnapshot;
    },
    end: async () => {
      program.stdin.end();
      const [code] = await exited;
      return code;
    },
  };
};

/** The states that the snapshot says are active: the top one, and the one of its phase. */
const activeIn = ({ state, phase }: ConnectionSnapshot): string[] => {
  if (phase === null) return [state];
  return [state, state === 'open' ? `open.liveness.${phase}` : `${state}.${phase}`];
};

const PHASES = /^[^.]+$|^open\.liveness\.|^(connecting|backoff)\./;

describe('a Node process', () => {
  it('is inspected at the address that it prints: the lit states are those of its snapshots', async () => {
    const gateway = await startChatGateway();
    const program = await startProgram(gateway);
    const url = /^evenkeel inspector: (http:\/\/127\.0\.0\.1:\d+\/)$/.exec(program.printed)?.[1] ?? '';
    const page = await browser.newPage();
    const viewer = new ViewerOnPage(page);
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    await page.goto(url);
    const shows = async (state: ConnectionSnapshot['state']) => {
      const active = activeIn(await program.reaches(state));
      await expect
        .poll(async () => (await viewer.lit()).filter((path) => PHASES.test(path)), { timeout: 20_000 })
        .toEqual(active);
    };

    program.tell('select');
    await shows('open');
    gateway.closeConnections(1011);
    await shows('backoff');
    program.tell('retry');
    await shows('open');
    gateway.closeConnections(4403);
    await shows('failed');
    await page.reload();
    await shows('failed');
    program.tell('release');
    await shows('idle');
    expect(await viewer.taken()).toEqual(['failed | chat.release | 1']);
    expect([...asked]).toEqual([new URL(url).origin]);
    expect(viewer.complaints).toEqual([]);
    expect(await program.end()).toBe(0);
  });
});
