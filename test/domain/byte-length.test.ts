import { describe, expect, test } from 'vitest';
import { byteLengthOf } from '../../src/domain/byte-length.js';

describe('byteLengthOf', () => {
  test.each([
    '',
    'hello',
    'é',
    '߿',
    'ࠀ',
    '€',
    '￿',
    '🚀',
    'a🚀é€',
    '\ud83d',
    '\ude80',
    '\ud83da',
    '\ude80\ud83d',
    '\ud83d\ud83d\ude80',
  ])('[SD1] counts %j as it is sent, in UTF-8', (text) => {
    expect(byteLengthOf(text)).toBe(new TextEncoder().encode(text).byteLength);
  });

  test('[SD1] counts every unit, alone and beside the bounds of the surrogates, as it is sent', () => {
    const bounds = [0x7f, 0x80, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000];
    const units = Array.from({ length: 0x10000 }, (_, unit) => unit);
    const texts = [
      ...units.map((unit) => String.fromCharCode(unit)),
      ...bounds.flatMap((first) => bounds.map((second) => String.fromCharCode(first, second, 0x61))),
    ];
    const encoder = new TextEncoder();
    expect(texts.filter((text) => byteLengthOf(text) !== encoder.encode(text).byteLength)).toEqual([]);
  });

  test('[SD1] knows buffers, views and blobs', () => {
    const buffer = new ArrayBuffer(8);
    expect([buffer, new Uint16Array(buffer, 2, 2), new DataView(buffer, 1), new Blob(['é'])].map(byteLengthOf)).toEqual(
      [8, 4, 7, 2],
    );
  });
});
