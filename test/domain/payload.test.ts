import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { isPayload, ownCopyOf } from '../../src/domain/payload.js';

const BYTES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const buffer = () => new Uint8Array(BYTES).buffer;
const bytesOf = (data: unknown) => {
  if (data instanceof ArrayBuffer) return [...new Uint8Array(data)];
  const { buffer, byteOffset, byteLength } = data as ArrayBufferView;
  return [...new Uint8Array(buffer, byteOffset, byteLength)];
};

const detached = () => {
  const given = buffer();
  const view = new Uint8Array(given, 4);
  const words = new DataView(given);
  structuredClone(given, { transfer: [given] });
  return { given, view, words };
};

describe('isPayload', () => {
  test('[SD1] is true of text, buffers, views of them and Blobs', () => {
    const all = ['', 'text', buffer(), new ArrayBuffer(0), new Uint16Array(3), new DataView(buffer(), 2), Buffer.of(1)];
    expect([...all, new Blob(['x']), new File(['x'], 'a')].filter((data) => !isPayload(data))).toEqual([]);
  });

  test('[SD1] is true of buffers and views of another realm', () => {
    const foreign = ['new ArrayBuffer(2)', 'new Uint8Array(2)', 'new DataView(new ArrayBuffer(2))'];
    expect(foreign.map((code) => isPayload(runInNewContext(code)))).toEqual([true, true, true]);
  });

  test('[SD1] is false of all else', () => {
    const none = [undefined, null, 42, 1n, true, Symbol('x'), {}, [1], () => 'x', new Date(0), new Map()];
    expect(none.filter(isPayload)).toEqual([]);
  });

  test('[SD1] is false of memory that threads share, and of every view of it', () => {
    const shared = new SharedArrayBuffer(8);
    const foreign = runInNewContext('new Uint8Array(new SharedArrayBuffer(2))');
    expect([shared, new Uint8Array(shared), new DataView(shared), foreign].filter(isPayload)).toEqual([]);
  });

  test('[SD1] is false of a buffer whose bytes were handed over, and of every view of it', () => {
    expect(Object.values(detached()).filter(isPayload)).toEqual([]);
  });
});

describe('ownCopyOf', () => {
  test('[SD1] is text and a Blob themselves', () => {
    const blob = new Blob(['x']);
    expect([ownCopyOf('text'), ownCopyOf(blob) === blob]).toEqual(['text', true]);
  });

  test.each([
    ['a buffer', buffer(), BYTES],
    ['an empty buffer', new ArrayBuffer(0), []],
    ['a view of bytes', new Uint8Array(buffer(), 4, 3), [5, 6, 7]],
    ['a view of words', new Uint16Array(buffer(), 4, 2), [5, 6, 7, 8]],
    ['a view of large integers', new BigInt64Array(buffer(), 8), BYTES.slice(8)],
    ['a DataView', new DataView(buffer(), 3, 2), [4, 5]],
    ['a Buffer out of the pool', Buffer.from([1, 2, 3]), [1, 2, 3]],
    ['a Buffer of its own', Buffer.from(buffer(), 1, 2), [2, 3]],
  ])('[SD1] of %s has its bytes alone, its class, and memory of its own', (_, data, bytes) => {
    const copy = ownCopyOf(data) as typeof data;
    const held = copy instanceof ArrayBuffer ? copy : copy.buffer;
    expect([bytesOf(copy), held.byteLength, copy.constructor]).toEqual([bytes, bytes.length, data.constructor]);
    const memory = data instanceof ArrayBuffer ? data : data.buffer;
    new Uint8Array(memory).fill(0);
    expect(bytesOf(copy)).toEqual(bytes);
  });

  test.each(['new ArrayBuffer(2)', 'new Uint8Array(2)', 'new DataView(new ArrayBuffer(2))'])(
    '[SD1] of another realm’s %s is one of its kind and size',
    (code) => {
      const copy: unknown = ownCopyOf(runInNewContext(code));
      expect([Object.prototype.toString.call(copy), (copy as ArrayBuffer).byteLength]).toEqual([
        Object.prototype.toString.call(runInNewContext(code)),
        2,
      ]);
    },
  );

  test('[SD1] of a resizable buffer, and of a view that follows its length, has the present bytes', () => {
    const code = 'const given = new ArrayBuffer(2, { maxByteLength: 8 }); [given, new Uint8Array(given)]';
    const [given, view] = runInNewContext(code);
    const copies = [ownCopyOf(given) as ArrayBuffer, ownCopyOf(view) as Uint8Array];
    given.resize(8);
    expect(copies.map(({ byteLength }) => byteLength)).toEqual([2, 2]);
  });
});
