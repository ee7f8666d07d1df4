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

  test('[SD1] knows buffers, views and blobs', () => {
    const buffer = new ArrayBuffer(8);
    expect([buffer, new Uint16Array(buffer, 2, 2), new DataView(buffer, 1), new Blob(['é'])].map(byteLengthOf)).toEqual(
      [8, 4, 7, 2],
    );
  });
});
