import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startBehaviourServer } from '../engines/behaviour-server.js';
import { askWorker, type WorkerKind } from '../platforms/ask-worker.js';
import { REQUIRED } from '../platforms/battery.js';
import { factsOf } from '../platforms/platform-table.js';
import { bundle } from '../platforms/run-program.js';
import { useEngine } from './engine-stage.js';

const KINDS: readonly WorkerKind[] = ['a Web Worker', 'a SharedWorker', 'a service worker'];

const stage = useEngine();

/** A page's address at which `/worker.js` is the worker. */
const servePage = async (): Promise<{ readonly url: string; close(): void }> => {
  const worker = await bundle('worker.ts');
  const server = createServer(({ url }, response) => {
    const [type, body] = url === '/worker.js' ? ['text/javascript', worker] : ['text/html', '<!doctype html>'];
    response.writeHead(200, { 'Content-Type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
};

describe("Chromium's workers, of every kind", () => {
  it('[AT5, SD1, LI2, EN1] pass the battery, are as the table says, and live on without a connection', async () => {
    const [served, server, page] = await Promise.all([servePage(), startBehaviourServer(), stage.open()]);
    onTestFinished(() => Promise.all([served.close(), server.close()]).then(() => undefined));
    await page.goto(served.url);
    const seen = await Promise.all(
      KINDS.map(async (kind) => [kind, await page.evaluate(askWorker, kind, server.origin)]),
    );
    const asSaid = { report: REQUIRED, facts: factsOf("Chromium's workers") };
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(KINDS.map((kind) => [kind, asSaid])));
    await vi.waitFor(() => expect(server.connections).toBe(0), 10_000);
  });
});
