/**
 * A text in the form in which it is compared with secrets: its UTF-8 bytes, each as a character, so that percent-encoded
 * parts, also partial or in lower case, can be read byte by byte. `starts` says where in the text each byte begins.
 */
export interface Spelling {
  readonly bytes: string;
  readonly starts: readonly number[];
}

/** Enough for a URL in the query of another URL. */
const MAX_DEPTH = 2;

/** A secret as it is compared with texts: unchanged, and decoded. */
export function spellingsOf(secret: string): string[] {
  const bytes = secret.replace(NOT_ASCII, utf8);
  return [bytes, bytes.replace(ENCODED_BYTE, byteOf)].map(withSpaces);
}

/** A text unchanged, and decoded as many times as anything in it may be encoded. */
export function readingsOf(text: string): Spelling[] {
  const readings = [read(text)];
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const last = readings[depth];
    if (last?.bytes.includes('%')) readings.push(decode(last));
  }
  return readings.map(({ bytes, starts }) => ({ bytes: withSpaces(bytes), starts }));
}

const ENCODED_BYTE = /%([\da-f]{2})/gi;
const NOT_ASCII = /\P{ASCII}/gu;
const ENCODED_OR_ANY_BYTE = /%([\da-f]{2})|./gis;

const byteOf = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16));

/** A query writes spaces as plus signs. */
const withSpaces = (bytes: string) => bytes.replaceAll('+', ' ');

function utf8(character: string): string {
  try {
    return encodeURIComponent(character).replace(ENCODED_BYTE, byteOf);
  } catch {
    return character; // A lone surrogate has no encoding and equals no byte.
  }
}

function read(text: string): Spelling {
  const starts: number[] = [];
  let bytes = '';
  let end = 0;
  for (let start = 0; start < text.length; start = end) {
    const character = String.fromCodePoint(text.codePointAt(start) as number);
    end = start + character.length;
    bytes += character < '\u0080' ? character : utf8(character);
    while (starts.length < bytes.length) starts.push(start);
  }
  return { bytes, starts };
}

function decode({ bytes, starts }: Spelling): Spelling {
  const kept: number[] = [];
  const decoded = bytes.replace(ENCODED_OR_ANY_BYTE, (spelt, hex: string | undefined, at: number) => {
    kept.push(starts[at] as number);
    return hex === undefined ? spelt : byteOf(spelt, hex);
  });
  return { bytes: decoded, starts: kept };
}
