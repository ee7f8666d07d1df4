import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { InspectionMessage, InspectionSource } from '../../src/inspect/inspection.js';
import { startViewerServer } from '../../src/inspect/node/viewer-server.js';
import { openEventStream } from './event-stream-client.js';

const FILES: Readonly<Record<string, string>> = {
  'viewer/index.html': '<title>the viewer</title>',
  'viewer/served-viewer.js': 'the script',
  'viewer/served-viewer.js.map': '{}',
  'viewer/mount-viewer.js': 'the viewer',
  'viewer/mount-viewer.d.ts': 'types',
  'viewer/.hidden.js': 'hidden',
  'viewer/tsconfig.json': 'no file of the viewer',
  'chart/draw-chart.js': 'the drawing',
  'node/index.js': 'the server',
  'recorder.js': 'the recorder',
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-viewer-'));
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, 'inspect', path)), { recursive: true });
    await writeFile(join(folder, 'inspect', path), content);
  }
  await writeFile(join(folder, 'outside.js'), 'outside');
});
afterAll(() => rm(folder, { recursive: true }));

/** A source that tells what it is told to tell. */
const scriptedSource = () => {
  const viewers = new Set<(message: InspectionMessage) => void>();
  const record = { format: 'evenkeel-inspection', version: 1, chats: [], frames: [], dropped: 0 } as const;
  const source: InspectionSource = {
    subscribe(fn) {
      viewers.add(fn);
      fn({ type: 'record', record });
      return () => viewers.delete(fn);
    },
  };
  return {
    source,
    record: { type: 'record', record },
    viewers,
    tell: (dropped: number) => {
      for (const viewer of viewers) viewer({ type: 'frames', frames: [], gone: ['ä\n\n'.repeat(dropped)], dropped });
    },
  };
};

const start = async (source = scriptedSource().source, port = 0) => {
  const server = startViewerServer({ port, source, folder: pathToFileURL(join(folder, 'inspect/')) });
  onTestFinished(() => server.close());
  const url = await server.url;
  return { ...server, url, port: Number(new URL(url).port) };
};

interface Asking {
  readonly host?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request as it stands: fetch would tidy up the path and the host. */
const ask = (port: number, path: string, { host = `127.0.0.1:${port}`, method = 'GET', headers }: Asking = {}) =>
  new Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method, headers: { host, ...headers }, agent: false },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
      },
    );
    asked.on('error', reject).end();
  });

describe('the files', () => {
  it('of the viewer are served as they lie, with their types', async () => {
    const { url, port } = await start();
    const page = await fetch(url);
    expect([page.url, await page.text()]).toEqual([`${url}viewer/`, '<title>the viewer</title>']);
    const types = [
      '/viewer/',
      '/viewer/served-viewer.js',
      '/viewer/served-viewer.js.map',
      '/viewer/mount-viewer.js?x=1',
    ];
    const answers = await Promise.all(types.map((path) => ask(port, path)));
    expect(answers.map(({ status, body, headers }) => [status, body, headers['content-type']])).toEqual([
      [200, '<title>the viewer</title>', 'text/html; charset=utf-8'],
      [200, 'the script', 'text/javascript; charset=utf-8'],
      [200, '{}', 'application/json; charset=utf-8'],
      [200, 'the viewer', 'text/javascript; charset=utf-8'],
    ]);
  });

  for (const path of [
    '/recorder.js',
    '/node/index.js',
    '/../outside.js',
    '/viewer/../../outside.js',
    '/viewer/..%2f..%2foutside.js',
    '/viewer/%2e%2e/recorder.js',
    '//viewer/index.html',
    '/viewer/.hidden.js',
    '/viewer/tsconfig.json',
    '/viewer/mount-viewer.d.ts',
    '/chart/draw-chart.js',
    '/viewer',
    '/viewer/missing.js',
    'http://elsewhere.example/viewer/index.html',
    '/etc/passwd',
  ]) {
    it(`are all there is: ${path} is not found`, async () => {
      const { port } = await start();
      expect(await ask(port, path)).toMatchObject({ status: 404, body: 'There is no such file.' });
    });
  }

  it('are for this machine alone: a foreign name in the request is refused', async () => {
    const { port } = await start();
    const hosts = [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      'LOCALHOST:9',
      'evil.example',
      `localhost.evil.example:${port}`,
      '127.0.0.1.evil.example',
      `evil.example@127.0.0.1:${port}`,
    ];
    const paths = ['/viewer/', '/'];
    const statuses = await Promise.all(
      hosts.map((host) => Promise.all(paths.map(async (path) => (await ask(port, path, { host })).status))),
    );
    const [served, refused] = [
      [200, 302],
      [403, 403],
    ];
    expect(statuses).toEqual([served, served, served, refused, refused, refused, refused]);
    expect((await ask(port, '/viewer/events', { host: 'evil.example' })).status).toBe(403);
  });

  it('are read only, not to be framed, kept or used by other sites', async () => {
    const { port } = await start();
    expect((await ask(port, '/viewer/', { method: 'POST' })).status).toBe(405);
    expect((await ask(port, '/viewer/')).headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });
});

describe('a viewer', () => {
  it('is streamed the record, then what happens, until it leaves', async () => {
    const { source, record, tell, viewers } = scriptedSource();
    const { url } = await start(source);
    const stream = await openEventStream(`${url}viewer/events`);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers.get('access-control-allow-origin')).toBeNull();
    expect(await stream.next()).toEqual(record);
    tell(1);
    expect(await stream.next()).toEqual({ type: 'frames', frames: [], gone: ['ä\n\n'], dropped: 1 });
    stream.close();
    await expect.poll(() => viewers.size).toBe(0);
  });

  it.each([
    ['of another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['of another port of this machine', { 'Sec-Fetch-Site': 'same-site' }],
    ['of another origin', { Origin: 'https://elsewhere.example' }],
    ['of another port, by its origin', { Origin: 'http://127.0.0.1:1' }],
    ['without an origin of its own', { Origin: 'null' }],
    ['that says both', { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://elsewhere.example' }],
  ])('that is a page %s is told nothing, and costs nothing', async (_whose, headers) => {
    const { source, viewers } = scriptedSource();
    const { port } = await start(source);
    const { status, body } = await ask(port, '/viewer/events', { headers });
    expect([status, body, viewers.size]).toEqual([403, 'Only for the viewer itself.', 0]);
    expect((await ask(port, '/viewer/', { headers })).status).toBe(200);
  });

  it.each(['127.0.0.1', 'localhost', 'LOCALHOST'])('served at %s is told', async (name) => {
    const { source, viewers } = scriptedSource();
    const { port } = await start(source);
    const host = `${name}:${port}`;
    for (const site of ['same-origin', 'none']) {
      const headers = { host, origin: `http://${host}`.toLowerCase(), 'Sec-Fetch-Site': site };
      const asking = request({ host: '127.0.0.1', port, path: '/viewer/events', headers, agent: false }).end();
      const [{ statusCode }] = await once(asking, 'response');
      expect([statusCode, viewers.size]).toEqual([200, 1]);
      asking.destroy();
      await expect.poll(() => viewers.size).toBe(0);
    }
  });

  it('that comes again gets the present state', async () => {
    const { source, record, tell } = scriptedSource();
    const { url } = await start(source);
    const first = await openEventStream(`${url}viewer/events`);
    await first.next();
    tell(1);
    first.close();
    const second = await openEventStream(`${url}viewer/events`);
    expect(await second.next()).toEqual(record);
    second.close();
  });

  it('that does not read is cut off rather than written to without end', async () => {
    const { source, tell, viewers } = scriptedSource();
    const { port } = await start(source);
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /viewer/events HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    onTestFinished(() => void socket.destroy());
    await expect.poll(() => viewers.size).toBe(1);
    for (let batch = 0; batch < 40 && viewers.size > 0; batch += 1) {
      tell(200_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(viewers.size).toBe(0);
  });
});

describe('the server', () => {
  it('ends with its connections', async () => {
    const { source, viewers } = scriptedSource();
    const { url, close, port } = await start(source);
    const stream = await openEventStream(`${url}viewer/events`);
    await stream.next();
    await close();
    expect(await stream.next()).toBeNull();
    expect(viewers.size).toBe(0);
    await expect(ask(port, '/')).rejects.toThrow('ECONNREFUSED');
    await close();
  });

  it('says that its port is taken, and can be closed all the same', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const server = startViewerServer({ port, source: scriptedSource().source, folder: new URL('file:///') });
    await expect(server.url).rejects.toThrow('EADDRINUSE');
    await server.close();
  });
});
