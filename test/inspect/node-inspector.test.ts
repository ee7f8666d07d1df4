import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { InspectionMessage } from '../../src/inspect/inspection.js';
import type { InspectorOptions, ServeOptions } from '../../src/inspect/inspector.js';
import { createInspector } from '../../src/inspect/node/index.js';
import { startSession } from '../support/session.js';
import { openEventStream } from './event-stream-client.js';

const start = (options: InspectorOptions = {}) => {
  const lines: string[] = [];
  const inspector = createInspector(options);
  onTestFinished(() => inspector.close());
  const serve = async (serveOptions: ServeOptions = {}) =>
    String(await inspector.serve({ print: (line) => lines.push(line), ...serveOptions }));
  return { inspector, serve, lines };
};

/** What a viewer is told until a chat is gone. */
const untilGone = async (stream: Awaited<ReturnType<typeof openEventStream>>) => {
  const read: InspectionMessage[] = [];
  for (let message = await stream.next(); message !== null; message = await stream.next()) {
    read.push(message);
    if (message.type === 'frames' && message.gone.length > 0) break;
  }
  return read;
};

describe('the inspector in Node', () => {
  it('prints its address once, and streams what happens to a viewer there', async () => {
    const { inspector, serve, lines } = start();
    const url = await serve();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(lines).toEqual([`evenkeel inspector: ${url}`]);
    const session = startSession({ inspect: inspector });
    await session.open('42');
    const stream = await openEventStream(`${url}viewer/events`);
    const record = await stream.next();
    expect(record).toMatchObject({ type: 'record', record: { chats: [{ chatId: '42' }], dropped: 0 } });
    session.chats.dispose();
    expect(await stream.next()).toMatchObject({ type: 'frames', gone: ['42'] });
    stream.close();
    expect(lines.length).toBe(1);
  });

  it('tells viewers elsewhere, early and late, what it tells one in the program', async () => {
    const { inspector, serve } = start();
    const told: InspectionMessage[] = [];
    inspector.subscribe((message) => told.push(message));
    const url = await serve();
    const session = startSession({ inspect: inspector });
    const early = await openEventStream(`${url}viewer/events`);
    await session.open('42');
    const late = await openEventStream(`${url}viewer/events`);
    session.chats.dispose();
    const [[, ...readEarly], [, ...readLate]] = [await untilGone(early), await untilGone(late)];
    expect(readEarly).toEqual(told.slice(1));
    expect(readLate).toEqual(told.slice(-readLate.length));
    early.close();
    late.close();
  });

  it('is a source for viewers of the program itself', async () => {
    const { inspector } = start({ maxFrames: 2 });
    const session = startSession({ inspect: inspector });
    await session.open('42');
    const told: InspectionMessage[] = [];
    inspector.subscribe((message) => told.push(message))();
    expect(told).toMatchObject([{ type: 'record', record: { frames: [{ serial: 6 }, { serial: 7 }], dropped: 5 } }]);
    session.chats.dispose();
  });

  it('serves nothing until it is told to, as on a server that renders pages', async () => {
    const listen = vi.spyOn(Server.prototype, 'listen');
    onTestFinished(() => listen.mockRestore());
    const { inspector, serve, lines } = start();
    const session = startSession({ inspect: inspector });
    await session.open('42');
    session.chats.dispose();
    expect([listen.mock.calls, lines]).toEqual([[], []]);
    await serve();
    expect(listen).toHaveBeenCalledOnce();
  });

  it('serves once, however often it is told to, and never once it is closed', async () => {
    const { inspector, serve, lines } = start();
    const url = await serve();
    expect(await serve()).toBe(url);
    expect(lines.length).toBe(1);
    await inspector.close();
    expect(await inspector.serve()).toBeNull();
  });

  it('prints that its port is taken, and records all the same; who does not wait for it is not ended by it', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => void process.off('unhandledRejection', unhandled));
    const port = Number(new URL(await start().serve()).port);
    const { inspector, serve, lines } = start();
    await expect(serve({ port })).rejects.toThrow('EADDRINUSE');
    expect(lines).toEqual([expect.stringMatching(/^evenkeel inspector: no viewer, listen EADDRINUSE/)]);
    void inspector.serve();
    await setImmediate();
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('prints to the console unless told otherwise', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    onTestFinished(() => log.mockRestore());
    const inspector = createInspector();
    const url = await inspector.serve();
    expect(log.mock.calls).toEqual([[`evenkeel inspector: ${url}`]]);
    await inspector.close();
    await inspector.close();
    await expect(fetch(url ?? '')).rejects.toThrow('fetch failed');
  });

  it('prints to the console where it is told otherwise and that throws', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    onTestFinished(() => log.mockRestore());
    const print = () => {
      throw Object.defineProperty({}, 'message', { get: print });
    };
    const url = await start().serve({ print });
    expect(log.mock.calls).toEqual([[`evenkeel inspector: ${url}`]]);
  });

  it('does not keep a process alive', async () => {
    const program = join(import.meta.dirname, 'inspected-process.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect([code, printed]).toEqual([0, expect.stringMatching(/^evenkeel inspector: http:\S+\n$/)]);
  });

  const INSPECTOR = (options: object) => createInspector(options);
  const SERVE = (options: object) => start().inspector.serve(options);
  for (const [name, value, expected, use] of [
    ['port', 70_000, 'a whole number from 0 to 65535; received 70000', SERVE],
    ['port', '80', 'a whole number from 0 to 65535; received "80"', SERVE],
    ['print', true, 'a function; received true', SERVE],
    ['maxFrames', 0, 'a whole number from 1; received 0', INSPECTOR],
    ['dock', 'left', '"right" or "bottom"; received "left"', INSPECTOR],
    ['open', 1, 'true or false; received 1', INSPECTOR],
    ['root', 'body', 'an object with the method appendChild; received "body"', INSPECTOR],
  ] as const) {
    it(`refuses ${name}: ${String(value)}`, () => {
      const error = { message: `The option ${name} must be ${expected}`, code: 'ERR_INVALID_OPTION' };
      expect(() => use({ [name]: value })).toThrow(expect.objectContaining(error));
    });
  }
});
