import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SendableData } from '../../src/index.js';
import { startSession } from '../support/session.js';

afterEach(() => vi.unstubAllGlobals());

/** Its class and its bytes: buffers are all equal to `toEqual`. */
const heldBy = (data: unknown) => {
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data as ArrayBuffer);
  return [data?.constructor.name, ...bytes];
};

const transfer = (buffer: ArrayBuffer) => structuredClone(buffer, { transfer: [buffer] });

/** A session that has queued `data`, before its chat opens. */
const startQueued = (...data: SendableData[]) => {
  const session = startSession();
  session.chats.select('a');
  const receipts = data.map((each) => session.chats.get('a').send(each).status);
  return {
    ...session,
    receipts,
    /** What went out, and what `sent` said. */
    open: async () => {
      await session.clock.advanceAsync(0);
      const told = session.events.flatMap(({ event }) => ('data' in event ? [event.data] : []));
      return { out: session.gateway.latest('a').sent, told };
    },
  };
};

describe('a buffer that waits', () => {
  test('[SD1, SD2] goes out as it was when it was queued, though it was used again', async () => {
    const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
    const views = [new Uint8Array(buffer, 1, 2), new DataView(buffer, 2), Buffer.from(buffer, 0, 1)];
    const { receipts, open } = startQueued(buffer, ...views);
    new Uint8Array(buffer).fill(9);
    const { out, told } = await open();
    expect(receipts).toEqual(Array(4).fill('queued'));
    expect(out.map(heldBy)).toEqual([
      ['ArrayBuffer', 1, 2, 3, 4],
      ['Uint8Array', 2, 3],
      ['DataView', 3, 4],
      ['Buffer', 1],
    ]);
    expect(told.map((data, index) => data === out[index])).toEqual([true, true, true, true]);
  });

  test('[SD2, ME2] goes out though it was handed to a worker, and what is behind it too', async () => {
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    const buffer = new Uint8Array([1, 2]).buffer;
    const { open } = startQueued(buffer, 'behind');
    transfer(buffer);
    const [bytes, ...behind] = (await open()).out;
    expect([heldBy(bytes), behind, reported]).toEqual([['ArrayBuffer', 1, 2], ['behind'], []]);
  });

  test('[SD3] is reported with its own bytes if it is not sent', async () => {
    const bytes = new Uint8Array([1, 2]);
    const session = startQueued(bytes);
    bytes.fill(9);
    session.chats.dispose();
    expect(session.events.map(({ event }) => event)).toEqual([
      { chatId: 'a', messages: [{ id: 1, data: new Uint8Array([1, 2]) }], reason: 'disposed' },
    ]);
  });

  test('[SD1] that is a Blob is sent itself', async () => {
    const blob = new Blob(['x']);
    const { open } = startQueued(blob);
    expect((await open()).out[0]).toBe(blob);
  });

  test('[SD1] may be of another realm', async () => {
    const { receipts, open } = startQueued(runInNewContext('new Uint8Array([1, 2])'));
    const [bytes] = (await open()).out;
    expect([receipts, [...(bytes as Uint8Array)]]).toEqual([['queued'], [1, 2]]);
  });
});

describe('data that sockets refuse', () => {
  const shared = new SharedArrayBuffer(4);
  const given = new ArrayBuffer(4);
  const lost = new Uint8Array(given);
  transfer(given);

  test.each<[string, unknown]>([
    ['memory that threads share', shared],
    ['a view of it', new Uint8Array(shared)],
    ['a buffer that was handed over', given],
    ['a view of it', lost],
  ])('[SD1] is refused by a TypeError, open or not: %s', async (_, data) => {
    const session = startSession();
    const send = () => session.chats.get('a').send(data as Uint8Array);
    const refusal = expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARGUMENT' });
    expect(send).toThrow(refusal);
    await session.open('a');
    expect(send).toThrow(refusal);
    expect([session.gateway.latest('a').sent, session.at('a').queued]).toEqual([[], 0]);
  });
});
