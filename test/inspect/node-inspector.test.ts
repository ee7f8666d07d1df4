import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { InspectionMessage } from '../../src/inspect/inspection.js';
import type { InspectorOptions } from '../../src/inspect/inspector.js';
import { createInspector } from '../../src/inspect/node/index.js';
import { startSession } from '../support/session.js';
import { openEventStream } from './event-stream-client.js';

const start = (options: InspectorOptions = {}) => {
  const lines: string[] = [];
  const inspector = createInspector({ print: (line) => lines.push(line), ...options });
  onTestFinished(() => inspector.close());
  return { inspector, lines };
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
    const { inspector, lines } = start();
    const url = await inspector.url;
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
    const { inspector } = start();
    const told: InspectionMessage[] = [];
    inspector.subscribe((message) => told.push(message));
    const url = await inspector.url;
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

  it('prints that its port is taken, and records all the same', async () => {
    const first = start();
    const port = Number(new URL((await first.inspector.url) ?? '').port);
    const { inspector, lines } = start({ port });
    await expect(inspector.url).rejects.toThrow('EADDRINUSE');
    expect(lines).toEqual([expect.stringMatching(/^evenkeel inspector: no viewer, listen EADDRINUSE/)]);
  });

  it('prints to the console unless told otherwise', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    onTestFinished(() => log.mockRestore());
    const inspector = createInspector();
    const url = await inspector.url;
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
    const { inspector } = start({ print });
    const url = await inspector.url;
    expect(log.mock.calls).toEqual([[`evenkeel inspector: ${url}`]]);
  });

  it('does not keep a process alive', async () => {
    const program = join(import.meta.dirname, 'inspected-process.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect([code, printed]).toEqual([0, expect.stringMatching(/^evenkeel inspector: http:\S+\n$/)]);
  });

  for (const [name, value, expected] of [
    ['port', 70_000, 'a whole number from 0 to 65535; received 70000'],
    ['port', '80', 'a whole number from 0 to 65535; received "80"'],
    ['maxFrames', 0, 'a whole number from 1; received 0'],
    ['dock', 'left', '"right" or "bottom"; received "left"'],
    ['open', 1, 'true or false; received 1'],
    ['root', 'body', 'an object with the method appendChild; received "body"'],
    ['print', true, 'a function; received true'],
  ] as const) {
    it(`refuses ${name}: ${String(value)}`, () => {
      const error = { message: `The option ${name} must be ${expected}`, code: 'ERR_INVALID_OPTION' };
      expect(() => createInspector({ [name]: value } as InspectorOptions)).toThrow(expect.objectContaining(error));
    });
  }
});
