import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serveBarePage } from '../browser/page-server.js';
import type { RawServer } from '../support/raw-servers.js';
import { startBehaviourServer } from './behaviour-server.js';
import { DISTANT_HOST, type Engine, type EngineDescription } from './engine.js';
import type { NodeRuntime } from './node-runtime.js';

/** What was measured, in words, by the case. */
export type Behaviour = Readonly<Record<string, string>>;

const SOCKETS = 300;
const HIDDEN_MS = 130_000;

export async function measureNode({ command, args }: NodeRuntime): Promise<Behaviour> {
  return withServers(async (server, other) => {
    const script = fileURLToPath(new URL('native-behaviour.ts', import.meta.url));
    const flags = ['--no-warnings', '--experimental-websocket', '--import', 'tsx'];
    const { stdout } = await promisify(execFile)(command, [...args, ...flags, script, server.origin, other.origin]);
    return { ...(JSON.parse(stdout) as Behaviour), ...requestsOf401(server) };
  });
}

export async function measureEngine(description: EngineDescription): Promise<Behaviour> {
  const [engine, pages] = await Promise.all([description.launch(), serveBarePage()]);
  try {
    return await withServers(async (server, other) => ({
      ...(await onPage(engine, pages.url, (page) =>
        page.evaluate((...origins) => bare.probes.runSocketProbes(...origins), server.origin, other.origin),
      )),
      ...requestsOf401(server),
      ...(await hungConnection(engine, pages.url, other)),
      ...(await granted(engine, pages.url, server)),
      ...(await hiddenTimers(engine, pages.url)),
      ...(await cached(engine, pages.url, server)),
      ...(description.lacks.offline ? {} : await offline(engine, pages.url, server)),
      ...(description.lacks.freeze ? {} : await frozen(engine, pages.url, server)),
    }));
  } finally {
    await engine.close();
    await pages.close();
  }
}

async function withServers<T>(measure: (server: RawServer, other: RawServer) => Promise<T>): Promise<T> {
  const [server, other] = await Promise.all([startBehaviourServer(), startBehaviourServer()]);
  try {
    return await measure(server, other);
  } finally {
    await Promise.all([server.close(), other.close()]);
  }
}

/** After the probe that dialed one socket there. */
const requestsOf401 = ({ upgrades }: RawServer): Behaviour => ({
  'upgrade requests of one socket that is answered 401': String(
    upgrades.filter(({ url }) => url.pathname === '/refuses').length,
  ),
});

type Page = Awaited<ReturnType<Engine['open']>>;

async function onPage<T>(engine: Engine, url: string, act: (page: Page) => Promise<T>): Promise<T> {
  const page = await engine.open(url);
  try {
    return await act(page);
  } finally {
    await page.close();
  }
}

const seen = (page: Page) =>
  page.evaluate(() => (Reflect.get(window, 'watched') as { seen: string[] } | undefined)?.seen ?? null);

/** Resolves with how long it took, or null if it took longer. */
async function timeUntil(isSo: () => boolean, patienceMs: number): Promise<number | null> {
  const startedAt = performance.now();
  while (!isSo()) {
    if (performance.now() - startedAt > patienceMs) return null;
    await setTimeout(10);
  }
  return Math.round(performance.now() - startedAt);
}

function hungConnection(engine: Engine, url: string, server: RawServer): Promise<Behaviour> {
  return onPage(engine, url, async (page) => {
    await timeUntil(() => server.connections === 0, 30_000);
    await page.evaluate((origin) => {
      Reflect.set(window, 'hung', new WebSocket(`${origin}/hangs`));
    }, server.origin);
    await timeUntil(() => server.connections > 0, 30_000);
    await page.evaluate(() => (Reflect.get(window, 'hung') as WebSocket).close());
    const tookMs = await timeUntil(() => server.connections === 0, 30_000);
    const when =
      tookMs === null
        ? 'stays for more than 30 s'
        : tookMs < 1000
          ? 'ends at once'
          : `ends after ${Math.round(tookMs / 1000)} s`;
    return { 'TCP connection of a handshake that `close()` ended': when };
  });
}

function granted(engine: Engine, url: string, server: RawServer): Promise<Behaviour> {
  return onPage(engine, url, async (page) => {
    const outcomes = await page.evaluate(
      async (origin, count) => {
        const outcomes: string[] = [];
        while (outcomes.length < count) {
          const socket = new WebSocket(`${origin}/accepts`);
          await new Promise((resolve) => {
            socket.onopen = resolve;
            socket.onerror = resolve;
          }).then((event) => outcomes.push((event as Event).type));
        }
        return outcomes;
      },
      server.origin,
      SOCKETS,
    );
    const opened = outcomes.filter((outcome) => outcome === 'open').length;
    return { 'sockets of one page': opened === SOCKETS ? `${opened} and more` : `${opened}, then each fails at once` };
  });
}

function hiddenTimers(engine: Engine, url: string): Promise<Behaviour> {
  return onPage(engine, url, async (page) => {
    await page.evaluate(() => void bare.probes.watchedTimers());
    await page.setHidden(true);
    await setTimeout(HIDDEN_MS);
    const gaps = await page.evaluate(() => Reflect.get(window, 'gaps') as number[]);
    await page.setHidden(false);
    const [usual = 0, latest = 0] = [gaps.slice(3, 14).sort((a, b) => a - b)[5], Math.max(...gaps.slice(-3))];
    const inWords = (ms: number) => (ms < 150 ? 'punctual' : `every ${Math.round(ms / 1000)} s`);
    const two = inWords(latest) === inWords(usual) ? '' : `; in the end ${inWords(latest)}`;
    return { 'a timer of 100 ms in a page hidden for 2 minutes': `${inWords(usual)}${two}` };
  });
}

function cached(engine: Engine, url: string, server: RawServer): Promise<Behaviour> {
  return onPage(engine, url, async (page) => {
    await page.evaluate(async (origin) => void (await bare.probes.watchedSocket(`${origin}/answers`)), server.origin);
    await page.goto(`${url}?elsewhere`);
    await setTimeout(1000);
    await page.back();
    await setTimeout(2000);
    const events = await seen(page);
    return {
      'left with an open socket, and gone back to': events === null ? 'loaded anew' : `restored: ${events.join(', ')}`,
    };
  });
}

function offline(engine: Engine, url: string, server: RawServer): Promise<Behaviour> {
  return onPage(engine, url, async (page) => {
    const origin = server.origin.replace('127.0.0.1', DISTANT_HOST);
    await page.evaluate(async (at) => void (await bare.probes.watchedSocket(`${at}/answers`)), origin);
    await page.setOffline(true);
    const fresh = await page.evaluate(async (at) => {
      (Reflect.get(window, 'watched') as { socket: WebSocket }).socket.send('anyone?');
      const madeAt = performance.now();
      const socket = new WebSocket(`${at}/accepts`);
      return new Promise<string>((resolve) => {
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve(`fail within ${Math.ceil((performance.now() - madeAt) / 50) * 50} ms`);
      });
    }, origin);
    await setTimeout(2000);
    const meanwhile = await seen(page);
    await page.setOffline(false);
    await setTimeout(500);
    const afterwards = (await seen(page))?.slice(meanwhile?.length ?? 0);
    const silent = `stays OPEN, silent${afterwards?.length ? `; online: ${afterwards.join(', ')}` : ''}`;
    return {
      'offline by the driver: an open socket': meanwhile?.length ? meanwhile.join(', ') : silent,
      'offline by the driver: new sockets': fresh,
    };
  });
}

function frozen(engine: Engine, url: string, server: RawServer): Promise<Behaviour> {
  return onPage(engine, url, async (page) => {
    await page.evaluate(async (origin) => void (await bare.probes.watchedSocket(`${origin}/answers`)), server.origin);
    await page.setFrozen(true);
    await setTimeout(2000);
    await page.setFrozen(false);
    await setTimeout(1000);
    return { 'frozen with an open socket, and resumed': (await seen(page))?.join(', ') ?? '' };
  });
}
